"""The labelled reflections: read, and turned into what a network is trained on."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.reading import TEXTS
from plugin.coaching.reader.decide import LABELS, OUTCOMES, Outcome
from plugin.coaching.reader.pieces import Vocabulary
from plugin.reading import Mention
from plugin.reflection import Flag, Noticed, Theme

LONGEST = 190


@dataclass(frozen=True, slots=True)
class Text:
    """One labelled reflection. `writer` is the file that it stands in."""

    id: str
    writer: str
    text: str
    job: str
    themes: tuple[Theme, ...]
    outcome: Outcome
    flags: tuple[Flag, ...]
    missed_point: str
    why: str


@dataclass(frozen=True, slots=True)
class Example:
    """What the network sees of a text, and what it should say. `span` is of the missed point's pieces."""

    numbers: tuple[int, ...]
    labels: tuple[float, ...]
    outcome: int
    span: tuple[int, int] | None


def load_texts(folder: Path = TEXTS) -> list[Text]:
    """Every text of every writer, in the order of the files."""
    return [text for path in sorted(folder.glob("*.jsonl")) for text in read_texts(path)]


def read_texts(path: Path) -> Iterator[Text]:
    """The texts of one file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Text(
            id=row["id"],
            writer=path.stem,
            text=row["text"],
            job=row["job"] or "",
            themes=tuple(map(Theme, row["themes"])),
            outcome=Outcome(Noticed(row["noticed"]), Mention(row["mention"])),
            flags=tuple(map(Flag, row["flags"])),
            missed_point=row["missed_point"] or "",
            why=row["why"] or "",
        )


def to_examples(texts: Sequence[Text], vocabulary: Vocabulary) -> list[Example]:
    """One example for each text."""
    return [_example(text, vocabulary) for text in texts]


def _example(text: Text, vocabulary: Vocabulary) -> Example:
    pieces = vocabulary.pieces(text.text, LONGEST)
    ends = vocabulary.numbers["[CLS]"], vocabulary.numbers["[SEP]"]
    start = text.text.find(text.missed_point)
    end = start + len(text.missed_point)
    inside = [
        place
        for place, piece in enumerate(pieces, start=1)
        if text.missed_point and piece.start < end and piece.end > start
    ]
    return Example(
        numbers=(ends[0], *(piece.number for piece in pieces), ends[1]),
        labels=tuple(float(label in text.themes or label in text.flags) for label in LABELS),
        outcome=OUTCOMES.index(text.outcome),
        span=(inside[0], inside[-1]) if inside else None,
    )
