"""Phrases that raise a crisis flag whatever else reads the text."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import config

HOME = Path(config.__file__).parent
AROUND = 60
"""Characters on each side in which words may take a phrase back."""
SPACES = re.compile(r"\s")


@dataclass(frozen=True)
class Phrases:
    """What is looked for, what takes it back where it stands near, and what only hints at it."""

    said: re.Pattern[str]
    not_said: re.Pattern[str]
    hinted: re.Pattern[str]

    def find(self, text: str) -> str:
        """The first such phrase of the text, word for word; empty if there is none."""
        plain = _plain(text)
        for match in self.said.finditer(plain):
            if not self.not_said.search(plain[max(0, match.start() - AROUND) : match.end() + AROUND]):
                return text[match.start() : match.end()]
        return ""

    def hints(self, text: str) -> bool:
        """Whether it uses words that despair often uses, and others too."""
        return bool(self.hinted.search(_plain(text)))


def load_phrases(said: Sequence[str], not_said: Sequence[str], hinted: Sequence[str]) -> Phrases:
    """From lists of regular expressions."""
    return Phrases(_any(said), _any(not_said), _any(hinted))


def load_safety_phrases(home: Path = HOME) -> Phrases:
    """The phrases in `safety/phrases.toml`; they need neither the model nor what runs it."""
    return load_phrases(**load_toml(home / "safety" / "phrases.toml"))


def load_toml(path: Path) -> dict[str, Any]:
    """What the file holds."""
    with path.open("rb") as file:
        return tomllib.load(file)


def _plain(text: str) -> str:
    """Straight apostrophes and single spaces, every character in its place."""
    return SPACES.sub(" ", text.replace("’", "'"))


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
