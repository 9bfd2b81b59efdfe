"""One interview of one candidate: what happens next, when it is due, and whether it may still go."""
