"""The reflection: its questions, and reading the answers."""
