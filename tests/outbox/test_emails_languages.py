"""Emails in the candidate's language: what they say, which way they are written, how they count."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import time

import pytest

from config.content import load_helplines
from plugin.coaching.plan import make_plan
from plugin.flow.plan_email import plan_email, shown
from plugin.outbox.emails.rendered import Rendered
from plugin.outbox.emails.returning import (
    Lesson,
    OthersFelt,
    Setting,
    congratulation_email,
    preparation_email,
    rejection_email,
    thanks_email,
)
from plugin.outbox.emails.survey import survey_email
from plugin.reflection import Noticed, Reflection, Theme
from tests.support.emails import BRAND as BRAND_WITH_FOOTER
from tests.support.emails import LINKS, MEETING
from tests.support.library import ENGLISH, POLISH

BRAND = replace(BRAND_WITH_FOOTER, footer=())
HELP = load_helplines("pl")["GB"]
TOLD = Reflection(2, (Theme.BLANKED,), Noticed.MAYBE)
AHEAD = replace(MEETING, starts_at=time(10, 0), location="12 Shore, Leith")
LESSON = Lesson("Trzy krótkie historie.", "Jeśli coś mi umknie, to poproszę o chwilę.", "rota", True, 2)
OF_ENGLISH = re.compile(r"\b(?:the|you|your|and|this|what|not|with)\b", re.IGNORECASE)
SETTING = Setting(BRAND, LINKS, "pl", shown(HELP))
EMAILS: dict[str, Callable[[], Rendered]] = {
    "survey": lambda: survey_email(MEETING, BRAND, LINKS, shown(HELP), language="pl"),
    "survey again": lambda: survey_email(MEETING, BRAND, LINKS, shown(HELP), again=True, language="pl"),
    "survey of two": lambda: survey_email(
        MEETING, BRAND, LINKS, shown(HELP), (AHEAD,), comparing=True, language="pl"
    ),
    "prepare": lambda: preparation_email([AHEAD], LESSON, SETTING),
    "prepare in general": lambda: preparation_email([AHEAD, AHEAD], Lesson(), SETTING),
    "prepare after a heavy day": lambda: preparation_email(
        [AHEAD], Lesson(), replace(SETTING, heavy=True, told_us=False)
    ),
    "morning": lambda: preparation_email([AHEAD], LESSON, SETTING, morning=True),
    "rejection": lambda: rejection_email(MEETING, LESSON, SETTING),
    "rejection with nothing known": lambda: rejection_email(
        replace(MEETING, job="", client="", consultant_name="", consultant_email="", consultant_phone=""),
        Lesson(),
        SETTING,
    ),
    "congratulation": lambda: congratulation_email(MEETING, LESSON, SETTING),
    "thanks": lambda: thanks_email(MEETING, SETTING),
}
EACH = pytest.mark.parametrize("name", EMAILS)


def coached(language: str = "pl") -> Rendered:
    plan = make_plan(TOLD, MEETING, POLISH, "journey-41", draft_library=ENGLISH)
    return plan_email(plan, MEETING, BRAND, LINKS, HELP, language)


@EACH
def test_an_email_to_a_polish_reader_is_polish_throughout(name: str) -> None:
    email = EMAILS[name]()

    assert '<html lang="pl" dir="ltr"' in email.html
    assert OF_ENGLISH.findall(email.subject + email.text) == []


def test_a_date_stands_as_it_does_in_polish() -> None:
    assert "poniedziałek, 23 listopada" in EMAILS["survey"]().text


def test_the_draft_stays_english_says_so_and_is_marked_as_english() -> None:
    email = coached()

    assert "Szkic jest po angielsku" in email.text.replace("\n", " ")
    assert "Thank you for" in email.text
    assert 'lang="en" dir="ltr"' in email.html


@pytest.mark.parametrize(
    ("onward", "words"),
    [
        (1, "Z nich 1 przeszła"),
        (2, "Z nich 2 przeszły"),
        (5, "Z nich 5 przeszło"),
        (22, "Z nich 22 przeszły"),
    ],
)
def test_people_are_counted_in_three_plural_forms(onward: int, words: str) -> None:
    lesson = replace(LESSON, others=OthersFelt(people=31, onward=onward))

    email = preparation_email([AHEAD], lesson, SETTING)

    assert words in email.text.replace("\n", " ")


def test_an_email_is_laid_out_from_the_right_where_its_language_is_written_so() -> None:
    left, right = coached("pl").html, coached("ar").html

    assert '<html lang="ar" dir="rtl"' in right
    assert ("border-left: 5px" in left, "border-right: 5px" in left) == (True, False)
    assert ("border-left: 5px" in right, "border-right: 5px" in right) == (False, True)
    assert 'class="card" align="right"' in right
    assert "inline-start" not in left + right
