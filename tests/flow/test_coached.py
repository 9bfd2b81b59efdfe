"""What comes of a reflection, where nobody is there to confirm what its words were read as."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.flow.coached import Case, as_confirmed, note_for, plan_for, to_client
from plugin.reading import Reading
from plugin.reflection import SERIOUS, Flag, Lane, Noticed, Reflection, StillWant, Theme
from plugin.surveys.questions import reflection_questions
from tests.support.library import ENGLISH
from tests.support.reflections import ANSWERS, a_meeting, reflections

READ = Reading(
    themes=(Theme.BLANKED,),
    noticed=Noticed.MAYBE,
    flags=(Flag.DISTRESS, Flag.WITHDRAWING, Flag.CONTACT_ME),
    missed_point="I ran the depot",
)


def test_what_was_left_out_is_taken_from_the_words() -> None:
    assert as_confirmed(Reflection(in_words="…"), READ, {"in_words"}) == Reflection(
        themes=(Theme.BLANKED,),
        noticed=Noticed.MAYBE,
        in_words="…",
        missed_point="I ran the depot",
        still_want=StillWant.NO,
        call_me=True,
        flags=(Flag.DISTRESS, Flag.WITHDRAWING, Flag.CONTACT_ME),
        lanes={"call_me": Lane.MY_CONSULTANT},
    )


def test_what_the_candidate_answered_stands_but_for_what_acts_at_once() -> None:
    answers = Reflection(themes=(Theme.NERVES,), noticed=Noticed.NO, still_want=StillWant.YES)

    assert as_confirmed(answers, READ, (*ANSWERS, "flags")) == Reflection(
        themes=(Theme.NERVES,), noticed=Noticed.NO, still_want=StillWant.YES, flags=(Flag.DISTRESS,)
    )


def test_words_that_say_nothing_of_a_slip_are_no_answer_to_whether_it_was_noticed() -> None:
    assert as_confirmed(Reflection(felt=1), Reading(), {"felt"}) == Reflection(felt=1)


def test_a_crisis_stands_in_the_place_of_distress() -> None:
    found = as_confirmed(Reflection(flags=(Flag.DISTRESS,)), Reading(flags=(Flag.CRISIS,)), {"flags"})

    assert found.flags == (Flag.CRISIS,)


@given(reflections(), st.sets(st.sampled_from(Flag)), st.sets(st.sampled_from([*ANSWERS, "flags"])))
def test_no_serious_flag_is_ever_lowered(
    reflection: Reflection, found: set[Flag], given_answers: set[str]
) -> None:
    reading = Reading(flags=tuple(flag for flag in Flag if flag in found))

    flags = set(as_confirmed(reflection, reading, given_answers).flags)

    raised = (set(reflection.flags) | found) & {*SERIOUS, Flag.PRIVATE}
    assert raised - flags <= ({Flag.DISTRESS} if Flag.CRISIS in raised else set())


@pytest.mark.parametrize(
    ("lane", "in_note", "to_the_client"),
    [(Lane.ONLY_ME, False, False), (Lane.MY_CONSULTANT, True, False), (Lane.MAY_TELL_CLIENT, True, True)],
)
def test_a_point_goes_as_far_as_its_lane(lane: Lane, in_note: bool, to_the_client: bool) -> None:
    reflection = Reflection(missed_point="I speak Gaelic", lanes={"missed_point": lane})
    questions, at = reflection_questions("en"), datetime(2026, 3, 3, 15, 32, tzinfo=UTC)

    note = note_for(reflection, a_meeting(), questions, at)
    told = to_client(reflection, a_meeting(), questions, at)

    assert ("Gaelic" in str(note)) is in_note
    assert ("Gaelic" in str(told)) is to_the_client


@given(reflections())
def test_the_same_case_gives_the_same_plan(reflection: Reflection) -> None:
    case = Case(reflection, a_meeting(), "journey-1")

    assert plan_for(case, ENGLISH, ENGLISH) == plan_for(case, ENGLISH, ENGLISH)
