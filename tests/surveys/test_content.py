"""The questions as content: what they may never ask, in the survey and in every module of it."""

import re

import pytest

from config.content import Question, Questions
from config.languages import LANGUAGES
from plugin.surveys.questions import CHOICES, reflection_questions

HEALTH = (
    r"health|ill|unwell|sick\w*|stress\w*|anxi\w*|disab\w*|medic\w*|pregnan\w*|poorly|condition|adjust\w*"
)
PRIVATE = r"family|famil\w*|child\w*|married|partner|faith|religio\w*|church|union|politic\w*|age|old|born"
PAY = r"pay|paid|salar\w*|wage\w*|money|bonus|rate|package|earn\w*|notice period"
OFFERS = r"offer\w*|other interviews?|other jobs?|elsewhere|competing|counter-?offer"
NEVER = re.compile(rf"\b({HEALTH}|{PRIVATE}|{PAY}|{OFFERS})\b", re.IGNORECASE)
ENGLISH = reflection_questions("en")
EVERY = {
    **ENGLISH.by_key,
    **{key: asked for module in ENGLISH.modules.values() for key, asked in module.items()},
}
MODULES = {key: EVERY[key] for key in EVERY if key not in CHOICES}


def choices_of(questions: Questions) -> dict[str, dict[str, list[str]]]:
    """The choices of every module's questions."""
    return {
        name: {key: list(asked.choices) for key, asked in module.items()}
        for name, module in questions.modules.items()
    }


def words_of(question: Question) -> str:
    return " | ".join((question.ask, question.note_label, *question.choices.values()))


@pytest.mark.parametrize("key", EVERY)
def test_no_question_asks_about_health_private_matters_pay_or_other_offers(key: str) -> None:
    """PR-04, Equality Act 2010 s.60: pay and offers belong to the consultant's call, the rest to nobody."""
    assert NEVER.findall(words_of(EVERY[key])) == []


@pytest.mark.parametrize("words", ["Any illness or stress?", "Which salary?", "Had another offer?"])
def test_the_lint_finds_what_it_is_for(words: str) -> None:
    assert NEVER.search(words)


def test_an_agency_can_switch_on_these_modules() -> None:
    assert list(ENGLISH.modules) == ["interview_format", "job_match", "next_step", "practice"]


@pytest.mark.parametrize("key", MODULES)
def test_a_module_asks_for_a_tap_and_may_be_shared(key: str) -> None:
    """A free text more would ask for a second retelling (A5)."""
    assert MODULES[key].choices
    assert MODULES[key].shareable


def test_no_module_asks_what_another_question_asks() -> None:
    assert len(EVERY) == len(CHOICES) + sum(len(asked) for asked in ENGLISH.modules.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_modules_with_the_same_choices(language: str) -> None:
    assert choices_of(reflection_questions(language)) == choices_of(ENGLISH)


def test_modules_are_asked_before_the_call_and_in_the_order_in_which_they_are_named() -> None:
    asked = ENGLISH.asking(("practice", "next_step", "gone since"))

    assert list(asked.by_key)[-4:] == ["still_want", "practice", "next_step", "call_me"]


def test_the_lanes_are_explained_in_one_sentence() -> None:
    assert ENGLISH.sharing.before.count(".") == 1
