"""The composer's marks: what the rules find in a candidate's own words, and what one press would put there.

A mark is offered, never enforced. The rules are `lint.check_draft`'s and nobody else's. Pure.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from config.content import Library, MarkWords
from plugin.coaching.lint import Finding, check_draft

PRIVATE_KINDS = frozenset({"health", "private", "despair"})
"""What a candidate is asked about once more before it is passed on."""

TOO_LONG = "too_long"
_UNNAMED = MarkWords("", "")
Check = Callable[[str], tuple[Finding, ...]]
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?…]+[)\"'”’]*(?=\s|$)|(?=\n|$))[^\S\n]*")
_LOOSE_ENDS = re.compile(r"[^\S\n]+(?=\n)")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Swap:
    """What one press puts in the place of `start` to `end` (code points); '' leaves the sentence out."""

    start: int
    end: int
    put: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One finding in the text: its place in code points, what it is called, and calmer words for it.

    `swap` is None where no single press would mend it.
    """

    kind: str
    name: str
    start: int
    end: int
    instead: str
    swap: Swap | None = None

    @property
    def private(self) -> bool:
        """Whether it may be nobody else's business."""
        return self.kind in PRIVATE_KINDS


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the text, and the numbers (from 0) of the marks that lie over it."""

    text: str
    marks: tuple[int, ...] = ()


def mark(
    text: str,
    library: Library,
    facts: Iterable[str] = (),
    apologies: int = 0,
    told: Mapping[str, MarkWords] | None = None,
) -> tuple[Mark, ...]:
    """What the rules find in the text, in its order; see `check_draft` for `facts` and `apologies`.

    `told` says it in the candidate's language (None: in the library's).
    """
    facts, told = tuple(facts), library.marks if told is None else told

    def check(words: str) -> tuple[Finding, ...]:
        return check_draft(words, library.rules, facts, apologies)

    found = check(text)
    return tuple(
        Mark(
            kind=one.kind,
            name=told.get(one.kind, _UNNAMED).name,
            start=one.start,
            end=one.end,
            instead=told.get(one.kind, _UNNAMED).instead or one.instead,
            swap=next((swap for swap in _ideas(text, one, library) if _mends(text, swap, one, check)), None),
        )
        for one in found
    )


def swapped(text: str, swap: Swap) -> str:
    """The text after the press."""
    whole = text[: swap.start] + swap.put + text[swap.end :]
    return whole if swap.put else _BLANK_LINES.sub("\n\n", _LOOSE_ENDS.sub("", whole)).strip()


def pieces(text: str, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    """The text cut where a mark begins or ends: joined again, it is the text."""
    cuts = sorted({0, len(text), *(place for one in marks for place in (one.start, one.end))})
    return tuple(
        Piece(
            text[start:end],
            tuple(number for number, one in enumerate(marks) if one.start <= start and end <= one.end),
        )
        for start, end in pairwise(cuts)
    )


def _ideas(text: str, found: Finding, library: Library) -> Iterable[Swap]:
    """What could stand there instead, the gentlest first: other words, or the text without the sentence."""
    said = " ".join(text[found.start : found.end].replace("’", "'").casefold().split())
    if put := library.swaps.get(said):
        yield Swap(found.start, found.end, put)
    for sentence in _SENTENCE.finditer(text):
        if sentence.start() <= found.start and found.end <= sentence.end():
            yield Swap(*sentence.span(), "")


def _mends(text: str, swap: Swap, found: Finding, check: Check) -> bool:
    """Whether the press leaves something to send, without this finding, and brings no new one."""
    after = swapped(text, swap)
    had, has = _counted(text, check(text)), _counted(after, check(after))
    this = _what(text, found)
    return bool(after) and has <= had and has[this] < had[this]


def _counted(text: str, found: Iterable[Finding]) -> Counter[tuple[str, str]]:
    return Counter(_what(text, one) for one in found)


def _what(text: str, found: Finding) -> tuple[str, str]:
    """A finding wherever it stands: its kind and its words. What is too long is so whatever it says."""
    return found.kind, "" if found.kind == TOO_LONG else text[found.start : found.end].casefold()
