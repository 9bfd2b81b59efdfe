"""Reading the answers of the reflection's form. Pure.

The form has a field for each question, named by its key. Nothing is chosen beforehand, so every value here
was chosen by somebody (EM-08). Who may see an answer is chosen on the page that follows: `review`.
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

LONGEST = {"in_words": 1000, "missed_point": 500}
"""Code points after NFC: a few sentences. More would ask for a second retelling (A5)."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "felt": ("1", "2", "3", "4", "5"),
    "themes": tuple(Theme),
    "noticed": tuple(Noticed),
    "in_words": (),
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
    texts = _texts(form)
    errors = _wrong(form, questions, texts)
    chosen = any(form.get(key) for key in questions.by_key if key not in LONGEST)
    if not errors and not chosen and not any(texts.values()):
        errors["felt"] = questions.errors["nothing_answered"]
    if errors:
        raise AnswersIncomplete(errors)
    return _reflection(form, texts, [key for key in questions.by_key if key not in CHOICES])


def read_late(form: Form, questions: Questions) -> Reflection:
    """What a form holds that nobody is asked to mend any more: what is no answer is left out, and no text is
    too long. The caller takes its own fields out first."""
    wrong = _wrong(form, questions, {})
    answers = {key: values for key, values in form.items() if key not in wrong}
    return _reflection(answers, _texts(form), [key for key in questions.by_key if key not in CHOICES])


def _reflection(form: Form, texts: Mapping[str, str], modules: Sequence[str]) -> Reflection:
    felt = _one(form, "felt")
    calls = _one(form, "call_me") == "yes"
    return Reflection(
        felt=int(felt) if felt else None,
        themes=tuple(theme for theme in Theme if theme in form.get("themes", ())),
        noticed=_chosen(Noticed, form, "noticed"),
        in_words=texts["in_words"],
        missed_point=texts["missed_point"],
        still_want=_chosen(StillWant, form, "still_want"),
        call_me=calls,
        extras={key: tuple(form[key]) for key in modules if form.get(key)},
        # To ask for a call is to ask the consultant: no choice is needed for that.
        lanes={"call_me": Lane.MY_CONSULTANT} if calls else {},
    )


def _wrong(form: Form, questions: Questions, texts: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the fields and choices, by field, in the order of the questions."""
    words = questions.errors
    errors = {}
    for key, question in questions.by_key.items():
        values = form.get(key, ())
        if not question.several and len(values) > 1:
            errors[key] = words["one_only"]
        elif question.choices and not set(values) <= set(question.choices):
            errors[key] = words["not_a_choice"]
        elif len(texts.get(key, "")) > LONGEST.get(key, 0):
            errors[key] = words["too_long"].format(limit=LONGEST[key], length=len(texts[key]))
    if not set(form) <= set(questions.by_key):
        errors["save"] = words["not_a_question"]
    return errors


def _texts(form: Form) -> dict[str, str]:
    return {key: _clean(_one(form, key)) for key in LONGEST}


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
