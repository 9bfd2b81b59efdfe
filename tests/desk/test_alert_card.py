"""What the desk tells whoever takes an alert."""

from datetime import UTC, datetime, timedelta

import pytest

from config.guidance import load_guidance
from plugin.desk.alert_card import clock_words, is_for, told_to
from plugin.reflection import Flag

GUIDANCE = load_guidance()
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def reasons(*flags: Flag, for_manager: bool) -> list[str]:
    return [one.reason for one in told_to(flags, for_manager, GUIDANCE)]


def test_every_flag_that_asks_for_a_person_has_its_guidance() -> None:
    assert set(GUIDANCE) == {*(flag for flag in Flag if flag != Flag.PRIVATE), "ask_manager", "ask_them"}


def test_the_most_serious_stands_first() -> None:
    assert reasons(Flag.CONTACT_ME, Flag.CRISIS, for_manager=True) == [
        "They may be in real difficulty: ring first, do not email",
        "They asked for a call",
    ]


def test_how_somebody_was_treated_is_for_the_manager_and_others_hear_only_whom_to_ask() -> None:
    assert reasons(Flag.TREATMENT, for_manager=True) == ["Ring them yourself about how they were treated"]
    assert reasons(Flag.TREATMENT, for_manager=False) == [
        "Speak to a manager before you contact them or the client"
    ]


@pytest.mark.parametrize("beside", [flag for flag in Flag if flag not in (Flag.TREATMENT, Flag.PRIVATE)])
def test_what_is_raised_beside_treatment_is_told_to_the_manager_alone(beside: Flag) -> None:
    assert len(reasons(Flag.TREATMENT, beside, for_manager=True)) == 2
    assert reasons(Flag.TREATMENT, beside, for_manager=False) == [
        "Speak to a manager before you contact them or the client"
    ]


@pytest.mark.parametrize(
    ("flags", "for_manager", "may"),
    [
        ({Flag.TREATMENT}, True, True),
        ({Flag.TREATMENT, Flag.CONTACT_ME}, False, False),
        ({Flag.TREATMENT, Flag.DISTRESS}, False, False),
        ({Flag.TREATMENT, Flag.CRISIS}, False, False),
        ({Flag.CRISIS}, False, True),
    ],
)
def test_who_may_take_it(flags: set[Flag], for_manager: bool, may: bool) -> None:
    assert is_for(flags, for_manager) is may


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(seconds=20), "less than a minute left"),
        (timedelta(minutes=1), "1 minute left"),
        (timedelta(minutes=119), "119 minutes left"),
        (timedelta(hours=35), "35 hours left"),
        (timedelta(days=2, hours=3), "2 days left"),
        (timedelta(seconds=-1), "overdue by less than a minute"),
        (timedelta(minutes=-25), "overdue by 25 minutes"),
        (timedelta(hours=-3), "overdue by 3 hours"),
    ],
)
def test_the_clock_speaks_in_words(left: timedelta, words: str) -> None:
    assert clock_words(NOW + left, NOW) == words
