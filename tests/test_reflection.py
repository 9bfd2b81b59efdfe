"""Lanes: who may see which answer."""

from dataclasses import replace

import pytest
from hypothesis import given

from plugin.reflection import Lane, Noticed, Reflection, Shared, StillWant, Theme
from tests.support.reflections import reflections

ANSWERS = Reflection(
    felt=1,
    themes=(Theme.NERVES,),
    noticed=Noticed.NO,
    in_words="froze",
    missed_point="payroll software",
    still_want=StillWant.YES,
    call_me=True,
    lanes={
        "noticed": Lane.MY_CONSULTANT,
        "missed_point": Lane.MAY_TELL_CLIENT,
        "call_me": Lane.MY_CONSULTANT,
    },
)


@pytest.mark.parametrize(
    ("audience", "shared"),
    [
        (
            Lane.ONLY_ME,
            Shared((Theme.NERVES,), Noticed.NO, "froze", "payroll software", StillWant.YES, call_me=True),
        ),
        (Lane.MY_CONSULTANT, Shared(noticed=Noticed.NO, missed_point="payroll software", call_me=True)),
        (Lane.MAY_TELL_CLIENT, Shared(missed_point="payroll software")),
    ],
)
def test_each_audience_sees_its_lane_and_the_wider_ones(audience: Lane, shared: Shared) -> None:
    assert ANSWERS.shared_with(audience) == shared


@given(reflections())
def test_a_reflection_without_lanes_shows_nothing_to_anyone_else(reflection: Reflection) -> None:
    private = replace(reflection, lanes={})

    assert private.shared_with(Lane.MY_CONSULTANT) == Shared()
