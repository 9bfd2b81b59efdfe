"""How well the coaching does, and whether it keeps its rules: `make evaluate`."""
