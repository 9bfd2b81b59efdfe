"""Is a text English? By its letters, and by the small words that no language does without."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ENGLISH, OTHER = "en", "other"
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True)
class Languages:
    """Small words by language; 'en' is among them."""

    small_words: Mapping[str, frozenset[str]]

    def of(self, text: str) -> str:
        """'en', or 'other' if the text speaks more for another. Too short to tell counts as English."""
        words = [word.lower().replace("’", "'") for word in WORD.findall(text)]
        if _mostly_not_latin(words):
            return OTHER
        hits = {name: sum(word in small for word in words) for name, small in self.small_words.items()}
        english = hits.pop(ENGLISH)
        most = max(hits.values(), default=0)
        return OTHER if most > english and most >= max(1, len(words) // MOST_WORDS_A_SMALL_ONE) else ENGLISH


MOST_WORDS_A_SMALL_ONE = 8
"""In running text of any of these languages at least one word in so many is a small one."""


def load_languages(lists: Mapping[str, Sequence[str]]) -> Languages:
    """From lists of small words by language."""
    return Languages({name: frozenset(words) for name, words in lists.items()})


def _mostly_not_latin(words: Sequence[str]) -> bool:
    letters = "".join(words)
    latin = sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return bool(letters) and latin * 2 < len(letters)
