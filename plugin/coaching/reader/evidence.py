"""Which words of a text a label went by, and which of them are the missed point. Always word for word."""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from plugin.coaching.reader.network import Array
from plugin.coaching.reader.pieces import Piece

MOST_WORDS = 9
"""Because is a glance, not the text again."""
LONGEST_POINT = 45
"""Pieces; no point of the labelled sets is longer."""
WORD = re.compile(r"\S+")
CLAUSE_END = re.compile(r"[.!?…;:,)]['\"’”]?$")
LEAD = re.compile(r"^(?:(?:that|about|how|is|was|and|but|because|so)\s+)+(?=\S)", re.IGNORECASE)
EDGES = " \t\n.,;:!?…'\"‘’“”()–—-"


class Evidence:
    """The words of a text, and the pieces that lie in each: made once, asked for every label."""

    def __init__(self, text: str, pieces: Sequence[Piece]) -> None:
        self._text = text
        self._words = [match.span() for match in WORD.finditer(text)]
        self._runs = list(_runs(text, self._words))
        self._word_of = _word_of(self._words, pieces)

    def words_for(self, weights: Array) -> str:
        """The run of words within one clause that speaks most for a label; a weight for each piece."""
        if not self._words:
            return ""
        spoken = np.bincount(self._word_of, weights, len(self._words))
        before = np.concatenate([[0.0], np.cumsum(spoken)])
        start, end = max(self._runs, key=lambda run: before[run[1]] - before[run[0]])
        while end - start > 1 and spoken[start] <= 0:
            start += 1
        while end - start > 1 and spoken[end - 1] <= 0:
            end -= 1
        said = self._text[self._words[start][0] : self._words[end - 1][1]]
        return said.strip(EDGES) or said


def point_in(text: str, pieces: Sequence[Piece], span: Array) -> str:
    """The likeliest missed point; `span` is how well it would begin and end at each piece."""
    if not pieces:
        return ""
    best = span[:, 0, None] + span[None, :, 1]
    inside = np.triu(np.ones_like(best)) - np.triu(np.ones_like(best), LONGEST_POINT)
    first, last = np.unravel_index(int(np.argmax(np.where(inside > 0, best, -np.inf))), best.shape)
    start, end = pieces[int(first)].start, pieces[int(last)].end
    while start and not text[start - 1].isspace() and text[start - 1] not in EDGES:
        start -= 1
    while end < len(text) and not text[end].isspace() and text[end] not in EDGES:
        end += 1
    found = text[start:end].strip(EDGES)
    return found[len(lead[0]) :] if (lead := LEAD.match(found)) else found


def _word_of(words: Sequence[tuple[int, int]], pieces: Sequence[Piece]) -> list[int]:
    """The place of the word that each piece lies in."""
    found, place = [], 0
    for piece in pieces:
        while place < len(words) - 1 and words[place][1] <= piece.start:
            place += 1
        found.append(place)
    return found


def _runs(text: str, words: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """All runs of at most so many words that do not cross a clause's end."""
    ends = [bool(CLAUSE_END.search(text[slice(*word)])) for word in words]
    for start in range(len(words)):
        for end in range(start + 1, min(start + MOST_WORDS, len(words)) + 1):
            yield start, end
            if ends[end - 1]:
                break
