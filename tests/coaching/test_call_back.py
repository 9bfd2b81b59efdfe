"""When a person rings, as a candidate reads it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from plugin.alerts import CallTime, When
from plugin.coaching.call_back import call_words
from tests.support.library import ENGLISH

MONDAY = datetime(2026, 11, 30, 9, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (When.WITHIN_THE_HOUR, "within the hour"),
        (When.TODAY, "today"),
        (When.LATER_TODAY, "today, from 9:00"),
        (When.TOMORROW, "tomorrow, from 9:00"),
        (When.ON_DAY, "on Monday, from 9:00"),
        (When.ON_DATE, "on Monday 30 November, from 9:00"),
    ],
)
def test_the_words_end_a_sentence_that_says_who_rings(when: When, words: str) -> None:
    assert call_words(CallTime(when, MONDAY), ENGLISH) == words


@pytest.mark.parametrize("day", range(7))
def test_every_day_of_the_week_has_its_words(day: int) -> None:
    at = MONDAY.replace(day=23 + day, minute=30)

    assert call_words(CallTime(When.ON_DAY, at), ENGLISH) == f"on {at:%A}, from 9:30"
