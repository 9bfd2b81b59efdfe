"""The survey as a form: what it asks, what is filled in, and what a saved reflection says in words."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from config.content import Question, Questions
from plugin.reflection import Lane, Reflection

Answers = Mapping[str, Sequence[str]]
"""Form values by field name, as a browser posts them."""

FROM_EMAIL = "from_email"
"""Carries the answer that the link in the email pre-selected, so that it can be told from a chosen one."""
ONLY_THIS = "only_this"
"""The tick that says that one pre-selected answer is meant."""
VERSION = "version"
"""Carries which answers the page showed."""


_SHORT, _FEW = 16, 3  # characters of an answer, and answers, that stand side by side on a phone


class FieldKind(StrEnum):
    """How a question is answered."""

    ONE = "radio"
    MANY = "checkbox"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Field:
    """One question in words. `options` are (value, words) pairs, empty for text."""

    name: str
    kind: FieldKind
    legend: str
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @property
    def layout(self) -> str:
        """How its choices are laid out: as a 'scale', side by side ('few'), or one under the other ('')."""
        if self.name == "felt":
            return "scale"
        short = self.kind is FieldKind.ONE and all(len(words) <= _SHORT for _, words in self.options)
        return "few" if short and len(self.options) <= _FEW else ""

    @property
    def first_id(self) -> str:
        """The element that an error's link goes to: the text box, or the first choice."""
        return self.name if self.kind is FieldKind.TEXT else f"{self.name}-{self.options[0][0]}"


@dataclass(frozen=True, slots=True)
class SurveyForm:
    """What the page asks. `lanes` says who sees an answer, before the first question."""

    lanes: str
    questions: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the form. `from_email` is the feeling that the email's link pre-selected, or ''."""

    answers: Answers = field(default_factory=dict)
    from_email: str = ""
    version: int = 0

    def has(self, name: str, value: str) -> bool:
        """Whether this choice is chosen."""
        return value in self.answers.get(name, ())

    def text(self, name: str) -> str:
        """What is written in this text box."""
        return "".join(self.answers.get(name, ())[:1])


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """One saved answer in words, and who may see it."""

    question: str
    words: tuple[str, ...]
    lane: Lane


def survey_form(questions: Questions, *, changing: bool = False) -> SurveyForm:
    """The form that asks these questions. `changing`: they have been answered before."""
    return SurveyForm(
        lanes=questions.sharing.changing if changing else questions.sharing.before,
        questions=tuple(_field(question) for question in questions.by_key.values()),
    )


def from_link(felt: str) -> Filled:
    """An empty form, or one with only the feeling from the email chosen (EM-09). Nonsense chooses nothing."""
    return Filled({"felt": (felt,)}, felt) if felt in {"1", "2", "3", "4", "5"} else Filled()


def from_saved(reflection: Reflection, version: int) -> Filled:
    """The form as it was answered, to be changed."""
    return Filled({key: words for key, words in values(reflection).items() if words}, version=version)


def from_post(form: Answers) -> Filled:
    """What was posted. A choice of '' is 'rather not say', which is no answer."""
    given = {name: tuple(value for value in values if value) for name, values in form.items()}
    from_email = "".join(given.pop(FROM_EMAIL, ())[:1])
    version = number(given.pop(VERSION, ()))
    return Filled({name: values for name, values in given.items() if values}, from_email, version)


def number(values: Sequence[str]) -> int:
    """The number that a hidden field carries; 0 for anything else."""
    text = "".join(values[:1])
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0


def kept_under(token: str) -> str:
    """The name under which a phone keeps what is being typed: nobody can open the link by it."""
    return hashlib.sha256(f"kept {token}".encode()).hexdigest()[:16]


def to_read(filled: Filled) -> Answers:
    """The answers alone."""
    return {name: values for name, values in filled.answers.items() if name != ONLY_THIS}


def is_only_the_link(filled: Filled) -> bool:
    """Whether nothing was chosen by hand: a scanner that submits what it finds sends this (EM-08)."""
    return bool(filled.from_email) and dict(filled.answers) == {"felt": (filled.from_email,)}


def saved_answers(form: SurveyForm, reflection: Reflection) -> tuple[SavedAnswer, ...]:
    """What was saved, question by question, in the words of the form."""
    given = values(reflection)
    answered = (question for question in form.questions if given.get(question.name))
    return tuple(
        SavedAnswer(asked.legend, in_words(asked, given[asked.name]), reflection.lane(asked.name))
        for asked in answered
    )


def values(reflection: Reflection) -> dict[str, tuple[str, ...]]:
    """The answers as the form posts them."""
    return {
        "felt": (str(reflection.felt),) if reflection.felt is not None else (),
        "themes": tuple(theme.value for theme in reflection.themes),
        "noticed": (reflection.noticed.value,) if reflection.noticed else (),
        "in_words": (reflection.in_words,) if reflection.in_words else (),
        "missed_point": (reflection.missed_point,) if reflection.missed_point else (),
        "still_want": (reflection.still_want.value,) if reflection.still_want else (),
        "call_me": ("yes",) if reflection.call_me else (),
        **reflection.extras,
    }


def in_words(question: Field, chosen: Sequence[str]) -> tuple[str, ...]:
    """An answer's values in the words of its question."""
    words = dict(question.options)
    return tuple(words.get(value, value) for value in chosen)


def _field(question: Question) -> Field:
    several = FieldKind.MANY if question.several else FieldKind.ONE
    kind = several if question.choices else FieldKind.TEXT
    return Field(question.key, kind, question.ask, question.hint, tuple(question.choices.items()))
