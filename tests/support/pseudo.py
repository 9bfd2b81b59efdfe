"""A language that nobody speaks: every word of the English by two fifths longer, as translations may be."""

import math
import re
from dataclasses import replace

from flask import Flask

from config.content import Question, Questions

_KEPT = re.compile(r"(%\(\w+\)s|\s+)")


def longer(message: str) -> str:
    """The message with each word lengthened; placeholders and spaces stay."""
    return "".join(
        part if _KEPT.fullmatch(part) else part + part[: math.ceil(0.4 * len(part))]
        for part in _KEPT.split(message)
    )


def speak_longer(app: Flask) -> None:
    """Let the templates of `app` say everything so."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        longer, lambda one, many, number: longer(one if number == 1 else many), newstyle=True
    )


def longer_questions(questions: Questions) -> Questions:
    """The questions, asked so."""
    return replace(
        questions,
        by_key={key: _longer(question) for key, question in questions.by_key.items()},
        sharing=replace(
            questions.sharing,
            before=longer(questions.sharing.before),
            changing=longer(questions.sharing.changing),
        ),
        modules={
            name: {key: _longer(question) for key, question in asked.items()}
            for name, asked in questions.modules.items()
        },
    )


def _longer(question: Question) -> Question:
    choices = {key: longer(words) for key, words in question.choices.items()}
    return replace(question, ask=longer(question.ask), hint=longer(question.hint), choices=choices)
