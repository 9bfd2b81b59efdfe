"""What the reading goes by: labelled texts, the vocabulary, and what was trained on them."""

from pathlib import Path

HOME = Path(__file__).parent
TEXTS = HOME / "texts"
"""The labelled texts, a file for each writer."""
