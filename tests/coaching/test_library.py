"""Every word that we send is within the rules, plain to read, and rests on something."""

import re
from itertools import product

import pytest

from plugin.coaching.decision import Kind
from plugin.coaching.draft import _layout
from plugin.coaching.lint import check_advice, check_draft
from plugin.reflection import Theme
from tests.support.library import ENGLISH

DRAFT_LINES = {name: text for name, text in ENGLISH.lines.items() if name.startswith("draft.")}


@pytest.mark.parametrize("name", ENGLISH.paragraphs)
def test_a_paragraph_keeps_the_rules(name: str) -> None:
    assert check_advice(ENGLISH.paragraphs[name].text, ENGLISH.rules) == ()


@pytest.mark.parametrize("name", DRAFT_LINES)
def test_a_line_of_a_draft_keeps_the_rules(name: str) -> None:
    apologies = 1 if name.startswith("draft.apology.") else 0

    assert check_draft(DRAFT_LINES[name], ENGLISH.rules, apologies=apologies) == ()


@pytest.mark.parametrize("theme", Theme)
def test_every_theme_has_a_lesson_and_one_if_then(theme: Theme) -> None:
    practice = ENGLISH.paragraphs[f"practice.{theme}"].text

    assert f"lesson.{theme}" in ENGLISH.paragraphs
    assert re.fullmatch(r"If [^.]+, then I will .+[.’]", practice)


@pytest.mark.parametrize("name", ENGLISH.paragraphs)
def test_a_paragraph_can_be_read_at_the_age_of_twelve(name: str) -> None:
    """AC-14. Flesch and Kincaid's grade counts American school years: seven is about the age of twelve."""
    assert grade(ENGLISH.paragraphs[name].text) <= 7.5


@pytest.mark.parametrize("name", ENGLISH.paragraphs)
def test_no_sentence_is_long(name: str) -> None:
    sentences = re.split(r"(?<=[.?!])\s+", ENGLISH.paragraphs[name].text)

    assert max(len(sentence.split()) for sentence in sentences) <= 29


def test_an_apology_is_one_short_sentence() -> None:
    """A11: it must not need to know what it is for."""
    lines = [text for name, text in DRAFT_LINES.items() if name.startswith("draft.apology.")]

    assert all(text.count(".") == 1 and len(text.split()) <= 15 for text in lines)


def test_a_light_line_names_no_cause() -> None:
    """A14."""
    lines = " ".join(text for name, text in DRAFT_LINES.items() if name.startswith("draft.light."))

    assert re.findall(r"\b(because|due|feeling|felt|nerv\w*|tired|sick|bad)\b", lines.lower()) == []


@pytest.mark.parametrize(("kind", "courtesies"), list(product(Kind, [("interest",), ()])))
def test_there_are_enough_wordings_for_a_clients_candidates(kind: Kind, courtesies: tuple[str, ...]) -> None:
    layout = (*_layout(kind, courtesies), ("sign_off",))
    groups = [slot for paragraph in layout for slot in paragraph if "{" not in slot]
    sizes = [sum(name.startswith(f"draft.{group}.") for name in DRAFT_LINES) for group in groups]

    wordings = 1
    for size in sizes:
        wordings *= size
    assert wordings >= 500


def grade(text: str) -> float:
    sentences = max(1, len(re.findall(r"[.?!:](?:\s|$|’|”)", text)))
    words = re.findall(r"[a-z]+", re.sub(r"\{\w+\}", "Anna", text).lower().replace("’", ""))
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith("le") and groups > 1
    return max(1, groups - silent)
