"""The composer's form: what is typed in it, and what the marks make of it."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from plugin.coaching.lint import DRAFT_WORDS, word_count
from plugin.coaching.marks import Mark, Piece, Swap, pieces, swapped
from plugin.follow_up import Words


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as the list shows it: its number on the page, its words, and the press that would mend it.

    `use` is the press's value, '' where there is none; `put` what it writes, '' where a sentence is left out.
    """

    number: int
    mark: Mark
    words: str
    use: str = ""
    put: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """Words that were looked over: the pieces of `subject` and `body`, each with the numbers of its lines."""

    words: int = 0
    most: int = DRAFT_WORDS
    subject: tuple[Piece, ...] = ()
    body: tuple[Piece, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def private(self) -> bool:
        """Whether something in them may be nobody else's business."""
        return any(line.mark.private for line in self.lines)

    @property
    def heavy(self) -> bool:
        """Whether something in them asks for a person, not for a wording."""
        return any(line.mark.kind == "despair" for line in self.lines)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the page. `looking`: the press was to look; `link` opens the note in a mail program."""

    words: Words
    looked: Looked
    looking: bool = False
    link: str = ""
    ticked: frozenset[str] = field(default_factory=frozenset)


def kept_under(token: str, number: int) -> str:
    """The name under which a phone keeps what is being typed: nobody can open the link by it."""
    return hashlib.sha256(f"follow-up {number} {token}".encode()).hexdigest()[:16]


def typed(form: Mapping[str, str]) -> Words:
    """What was typed. Browsers send line breaks as CRLF; a subject has one line."""
    body = form.get("body", "").replace("\r\n", "\n").replace("\r", "\n")
    return Words(" ".join(form.get("subject", "").split()), body)


def look(words: Words, in_subject: tuple[Mark, ...], in_body: tuple[Mark, ...]) -> Looked:
    """The words with the marks that were found in their two parts."""
    subject = tuple(_lines("subject", words.subject, in_subject, 1))
    body = tuple(_lines("body", words.body, in_body, 1 + len(subject)))
    return Looked(
        words=word_count(words.body),
        subject=_numbered(pieces(words.subject, in_subject), 1),
        body=_numbered(pieces(words.body, in_body), 1 + len(subject)),
        lines=subject + body,
    )


def used(words: Words, looked: Looked, use: str) -> Words:
    """The words after a press; as they were if the press belongs to other words, such as an older page's."""
    line = next((one for one in looked.lines if use and one.use == use), None)
    if line is None or line.mark.swap is None:
        return words
    part = use.partition(":")[0]
    return replace(words, **{part: swapped(getattr(words, part), line.mark.swap)})


def _lines(part: str, text: str, marks: tuple[Mark, ...], first: int) -> Iterator[Line]:
    """The findings of one part; a press that mends several of them stands beside the first alone."""
    offered: set[Swap | None] = {None}
    for number, mark in enumerate(marks, first):
        swap = mark.swap if mark.swap not in offered else None
        offered.add(swap)
        use = f"{part}:{mark.kind}:{mark.start}:{mark.end}" if swap else ""
        yield Line(number, mark, text[mark.start : mark.end], use, swap.put if swap else "")


def _numbered(cut: tuple[Piece, ...], first: int) -> tuple[Piece, ...]:
    return tuple(Piece(piece.text, tuple(number + first for number in piece.marks)) for piece in cut)
