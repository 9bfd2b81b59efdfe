"""Whether the coaching helps: who is compared with whom, and what the comparison says. Pure."""
