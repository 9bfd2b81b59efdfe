"""The words that people edit, loaded from TOML as frozen values: coaching, questions, help lines.

Everything here raises `ContentError`, which names the file and the entry to mend.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any, TypeVar

from config.content_schemas import (
    CalendarSchema,
    HelplineSchema,
    LanguageSchema,
    LineSchema,
    MarkSchema,
    OwnWordsSchema,
    ParagraphSchema,
    PhraseSchema,
    QuestionSchema,
    SharingSchema,
    SwapSchema,
    WordRuleSchema,
)
from config.entries import ContentError as ContentError
from config.entries import entries, entry, read, table, unique, words

T = TypeVar("T")

HERE = Path(__file__).parent

FACTS = frozenset({"first_name", "job", "client", "consultant_name", "held_on", "caller", "call_when"})
"""What a phrase may name."""
MADE = frozenset({"point", "interviewers", "good", "own_lesson", "time", "date"})
"""What the coaching itself puts into a paragraph or a draft, beside the phrases."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the coaching email. `ground` says what it rests on: a point of the advice or a study."""

    id: str
    text: str
    ground: tuple[str, ...]

    @property
    def section(self) -> str:
        """The part of the email that it belongs to: the first word of its id."""
        return self.id.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words around one fact (`needs`), or `otherwise` where the ATS did not give it."""

    name: str
    needs: str
    text: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class WordRule:
    """Words that do not belong in a `draft` or in `advice`; a trailing `*` stands for any ending."""

    kind: str
    where: tuple[str, ...]
    instead: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnWordsRules:
    """What tells a sentence of theirs that speaks of something `good`, or of what they will do `next_time`.

    With a word of `never` it is not said back; a word of `light` shows that a text was written with a joke.
    """

    good: tuple[str, ...] = ()
    next_time: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    light: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkWords:
    """What the composer calls one kind of mark, and what it says to do ('': what the rule says)."""

    name: str
    instead: str


@dataclass(frozen=True, slots=True)
class Library:
    """The coaching library of one language. `days` begin on Monday; `common` are its commonest words.

    `spelling` maps words that are typed in a hurry, in lower case, to how they are written ('' for none).
    For the composer, `marks` are by kind of rule, and `swaps` maps words to what may stand there instead.
    The draft is English: its lines and rules, `spelling`, `swaps` and `own_words` are in that library alone.
    """

    language: str
    paragraphs: Mapping[str, Paragraph]
    lines: Mapping[str, str]
    phrases: tuple[Phrase, ...]
    rules: tuple[WordRule, ...]
    days: tuple[str, ...]
    months: tuple[str, ...]
    common: frozenset[str]
    spelling: Mapping[str, str]
    marks: Mapping[str, MarkWords]
    swaps: Mapping[str, str]
    own_words: OwnWordsRules = OwnWordsRules()


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `note_label` names it for the consultant; `choices` maps keys to words."""

    key: str
    ask: str
    hint: str
    note_label: str
    shareable: bool
    several: bool
    choices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sharing:
    """What is said about who sees what: before the first question, where answers are changed, and above the
    choice for each answer."""

    before: str
    changing: str
    ask: str


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions in one language, in their order; `modules` are more of them, switched on by name."""

    language: str
    by_key: Mapping[str, Question]
    sharing: Sharing
    errors: Mapping[str, str]
    modules: Mapping[str, Mapping[str, Question]] = field(default_factory=dict)

    def asking(self, modules: Iterable[str]) -> "Questions":
        """These questions with those of some modules before the last; a module that is gone asks nothing."""
        more = {key: asked for name in modules for key, asked in self.modules.get(name, {}).items()}
        *first, last = self.by_key.items()
        return replace(self, by_key={**dict(first), **more, **dict([last])}) if more else self

    def asked_by(self, keys: Iterable[str]) -> tuple[str, ...]:
        """The modules that ask any of these questions."""
        return tuple(name for name, asked in self.modules.items() if not asked.keys().isdisjoint(keys))


@dataclass(frozen=True, slots=True)
class Helpline:
    """Somebody to call. `checked` is the day on which `source` was last read; None: nobody has checked it."""

    name: str
    contact: str
    hours: str
    note: str
    source: str
    checked: date | None


def load_library(language: str, root: Path = HERE) -> Library:
    """The coaching library in `coaching/<language>/`: every file there, put together."""
    folder = root / "coaching" / language
    files = {path: read(path, root) for path in sorted(folder.glob("*.toml"))}
    if not files:
        raise ContentError(f"coaching/{language}: there are no content files here")
    calendar = entry(CalendarSchema(), table(files, "calendar"), f"coaching/{language}, calendar")
    common = entry(LanguageSchema(), table(files, "language"), f"coaching/{language}, language")
    own = entry(OwnWordsSchema(), table(files, "own_words"), f"coaching/{language}, own_words")
    library = Library(
        language=language,
        paragraphs=unique(
            (row["id"], Paragraph(row["id"], row["text"].strip(), tuple(row["ground"])), where)
            for row, where in entries(files, "paragraph", "id", ParagraphSchema(), root)
        ),
        lines=unique(
            (row["id"], row["text"].strip(), where)
            for row, where in entries(files, "line", "id", LineSchema(), root)
        ),
        phrases=tuple(Phrase(**row) for row, _ in entries(files, "phrase", "name", PhraseSchema(), root)),
        rules=tuple(
            WordRule(row["kind"], tuple(row["where"]), row["instead"], tuple(row["words"]))
            for row, _ in entries(files, "rule", "kind", WordRuleSchema(), root)
        ),
        days=tuple(calendar["days"]),
        months=tuple(calendar["months"]),
        common=frozenset(common["common"]),
        spelling=common["spelling"],
        own_words=OwnWordsRules(**{name: tuple(words) for name, words in own.items()}),
        marks=unique(
            (row["kind"], MarkWords(row["name"], row["instead"]), where)
            for row, where in entries(files, "mark", "kind", MarkSchema(), root)
        ),
        swaps=unique(
            (row["words"], row["put"], where)
            for row, where in entries(files, "swap", "words", SwapSchema(), root)
        ),
    )
    _check_placeholders(library)
    return library


def load_questions(survey: str, language: str, root: Path = HERE) -> Questions:
    """The questions in `surveys/<survey>.<language>.toml`, and the modules in `surveys/modules/`."""
    path = root / "surveys" / f"{survey}.{language}.toml"
    document = read(path, root)
    files = {path: document}
    where = f"{path.relative_to(root)}, sharing"
    return Questions(
        language=language,
        by_key=_questions(files, root),
        sharing=Sharing(**entry(SharingSchema(), document.get("sharing", {}), where)),
        errors=words(document.get("errors", {}), f"{path.relative_to(root)}, errors"),
        modules={
            path.name.partition(".")[0]: _questions({path: read(path, root)}, root)
            for path in sorted((root / "surveys" / "modules").glob(f"*.{language}.toml"))
        },
    )


ANY_COUNTRY = "ANY"
"""The help lines for a country without a list of its own."""


def load_helplines(language: str, root: Path = HERE) -> Mapping[str, tuple[Helpline, ...]]:
    """Help lines by country (ISO 3166 alpha-2); `ANY` holds those for everywhere else.

    What stands in `safety/helplines.<language>.toml` is said in that language; a number or a name that does
    not stays as it is.
    """
    path = root / "safety" / "helplines.toml"
    document = read(path, root)
    translated = path.with_name(f"helplines.{language}.toml")
    said = read(translated, root) if translated.exists() else {}
    to = words(said.get("words", {}), f"{translated.relative_to(root)}, words")
    return {
        country: tuple(
            Helpline(**{**row, **{name: to.get(row[name], row[name]) for name in _SAID}})
            for row, _ in entries({path: document}, country, "name", HelplineSchema(), root)
        )
        for country in document
    }


_SAID = ("name", "contact", "hours", "note")
"""What candidates read of a help line."""


def _questions(files: Mapping[Path, Mapping[str, Any]], root: Path) -> Mapping[str, Question]:
    return unique(
        (row["key"], _question(row, entry), entry)
        for row, entry in entries(files, "question", "key", QuestionSchema(), root)
    )


def _question(row: Mapping[str, Any], where: str) -> Question:
    choices = unique((choice["key"], choice["label"], where) for choice in row["choices"])
    return Question(**{**row, "choices": choices})


def _check_placeholders(library: Library) -> None:
    known = MADE | {phrase.name for phrase in library.phrases}
    for phrase in library.phrases:
        _check_text(phrase.text, FACTS, f"phrase '{phrase.name}'")
    for paragraph in library.paragraphs.values():
        _check_text(paragraph.text, known, f"paragraph '{paragraph.id}'")
    for name, text in library.lines.items():
        _check_text(text, known, f"line '{name}'")


def _check_text(text: str, known: frozenset[str], where: str) -> None:
    try:
        parts = list(Formatter().parse(text))
    except ValueError as error:
        raise ContentError(f"{where}: {error}") from error
    for _, name, form, conversion in parts:
        if name is not None and (name not in known or form or conversion):
            raise ContentError(f"{where}: '{{{name}}}' is not a placeholder; known are {sorted(known)}")
