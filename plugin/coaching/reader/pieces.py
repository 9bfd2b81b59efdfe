"""Text into word pieces, as BERT's uncased vocabulary has them (Devlin et al. 2018), with their places."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

LONGEST_WORD = 100
"""A longer run of letters is no word: it becomes one unknown piece, as in the original."""
ASCII_SYMBOLS = frozenset("$+<=>^`|~")
"""What the vocabulary treats as punctuation although Unicode does not."""
DROPPED = frozenset("\x00\ufffd")
CJK = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F))


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece: its number in the vocabulary, and the characters of the text that it covers."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Vocabulary:
    """The pieces by their text."""

    numbers: Mapping[str, int]

    @cached_property
    def unknown(self) -> int:
        """The number of the piece that stands for every other."""
        return self.numbers["[UNK]"]

    def pieces(self, text: str, limit: int) -> list[Piece]:
        """The first `limit` pieces of a text. Total: any text has pieces, perhaps none."""
        found: list[Piece] = []
        for word in _words(text):
            found += self._split(word)
            if len(found) >= limit:
                break
        return found[:limit]

    def _split(self, word: "list[tuple[str, int]]") -> list[Piece]:
        whole = Piece(self.unknown, word[0][1], word[-1][1] + 1)
        if len(word) > LONGEST_WORD:
            return [whole]
        found, start = [], 0
        letters = "".join(letter for letter, _ in word)
        while start < len(word):
            for end in range(len(word), start, -1):
                number = self.numbers.get(("##" if start else "") + letters[start:end])
                if number is not None:
                    found.append(Piece(number, word[start][1], word[end - 1][1] + 1))
                    start = end
                    break
            else:
                return [whole]
        return found


def load_vocabulary(path: Path) -> Vocabulary:
    """The vocabulary in a file: one piece a line, numbered from 0."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return Vocabulary({piece: number for number, piece in enumerate(lines) if piece})


def _words(text: str) -> "Iterator[list[tuple[str, int]]]":
    """Words and single punctuation marks: lower-case letters without accents, each with its place."""
    word: list[tuple[str, int]] = []
    for letter, place in _plain(text):
        alone = _stands_alone(letter)
        if word and (alone or letter == " "):
            yield word
            word = []
        if alone:
            yield [(letter, place)]
        elif letter != " ":
            word.append((letter, place))
    if word:
        yield word


def _plain(text: str) -> Iterator[tuple[str, int]]:
    for place, char in enumerate(text):
        if char in "\t\n\r" or unicodedata.category(char) == "Zs":
            yield " ", place
        elif char not in DROPPED and not unicodedata.category(char).startswith("C"):
            for part in unicodedata.normalize("NFD", char):
                if unicodedata.category(part) != "Mn":
                    for letter in part.lower():
                        yield letter, place


def _stands_alone(letter: str) -> bool:
    if letter in ASCII_SYMBOLS or unicodedata.category(letter).startswith("P"):
        return True
    return any(first <= ord(letter) <= last for first, last in CJK)
