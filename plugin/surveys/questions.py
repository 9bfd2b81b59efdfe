"""Reading the answers of the reflection's form. Pure.

The form has a field for each question, named by its key, and `share`: the keys of the answers that the
consultant may see. Nothing is chosen beforehand, so every value here was chosen by somebody (EM-08).
"""

import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from config.content import ContentError, Questions, load_questions
from plugin.errors import AfterviewError
from plugin.reflection import Lane, Noticed, Reflection, StillWant, Theme

Form = Mapping[str, Sequence[str]]
Choice = TypeVar("Choice", bound=StrEnum)

LONGEST_POINT = 500
"""Code points after NFC: a few sentences. More would ask for a second retelling (A5)."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "felt": ("1", "2", "3", "4", "5"),
    "themes": tuple(Theme),
    "noticed": tuple(Noticed),
    "missed_point": (),
    "still_want": tuple(StillWant),
    "call_me": ("yes", "no"),
}
"""The answers that each question knows; the content file gives them words."""


class AnswersIncomplete(AfterviewError):
    """The answers cannot be taken as they are. `errors` says what to do, by field (`save`: the form)."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(f"the answers need mending in: {', '.join(errors)}")
        self.errors = errors


def reflection_questions(language: str) -> Questions:
    """The questions in that language; raises `ContentError` where they do not fit what a reflection holds."""
    questions = load_questions("reflection", language)
    worded = {key: set(question.choices) for key, question in questions.by_key.items()}
    if worded != {key: set(choices) for key, choices in CHOICES.items()}:
        raise ContentError(f"surveys/reflection.{language}.toml: the questions and choices must be {CHOICES}")
    return questions


def read_answers(form: Form, questions: Questions) -> Reflection:
    """The reflection that the form holds. The caller takes its own fields (a CSRF token) out first.

    Raises `AnswersIncomplete`: nothing was answered, a value that was not offered, more than one answer to a
    question that takes one, a text that is too long, a field that is no question.
    """
    errors = _wrong(form, questions)
    point = _clean("".join(form.get("missed_point", ())[:1]))
    if len(point) > LONGEST_POINT:
        errors["missed_point"] = questions.errors["too_long"].format(limit=LONGEST_POINT, length=len(point))
    if not errors and not point and not any(form.get(key) for key in CHOICES if key != "missed_point"):
        errors["felt"] = questions.errors["nothing_answered"]
    if errors:
        raise AnswersIncomplete(errors)
    return _reflection(form, point)


def _reflection(form: Form, point: str) -> Reflection:
    felt = _one(form, "felt")
    return Reflection(
        felt=int(felt) if felt else None,
        themes=tuple(theme for theme in Theme if theme in form.get("themes", ())),
        noticed=_chosen(Noticed, form, "noticed"),
        missed_point=point,
        still_want=_chosen(StillWant, form, "still_want"),
        call_me=_one(form, "call_me") == "yes",
        lanes=_lanes(form),
    )


def _lanes(form: Form) -> Mapping[str, Lane]:
    # To ask for a call is to ask the consultant: no tick is needed for that.
    called = ("call_me",) if _one(form, "call_me") == "yes" else ()
    return dict.fromkeys((*form.get("share", ()), *called), Lane.MY_CONSULTANT)


def _wrong(form: Form, questions: Questions) -> dict[str, str]:
    """What is wrong with the fields and choices, by field, in the order of the questions."""
    words = questions.errors
    errors = {}
    for key, question in questions.by_key.items():
        values = form.get(key, ())
        if not question.several and len(values) > 1:
            errors[key] = words["one_only"]
        elif question.choices and not set(values) <= set(CHOICES[key]):
            errors[key] = words["not_a_choice"]
    shareable = {key for key, question in questions.by_key.items() if question.shareable}
    if not set(form.get("share", ())) <= shareable:
        errors["share"] = words["not_shareable"]
    if not set(form) <= {*questions.by_key, "share"}:
        errors["save"] = words["not_a_question"]
    return errors


def _one(form: Form, key: str) -> str:
    return "".join(form.get(key, ())[:1])


def _chosen(choices: type[Choice], form: Form, key: str) -> Choice | None:
    value = _one(form, key)
    return choices(value) if value else None


def _clean(text: str) -> str:
    """One line in NFC, without control characters, surrogates or signs that turn the direction of writing."""
    kept = "".join(sign if _harmless(sign) else " " for sign in unicodedata.normalize("NFC", text))
    return " ".join(kept.split())


def _harmless(sign: str) -> bool:
    # Joiners (U+200C, U+200D) are format characters too, and belong to Hindi, Persian and emoji.
    return sign in "\u200c\u200d" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
