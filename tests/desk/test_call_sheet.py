"""The call sheet says what was shared, when, and how soon to ring; nothing private and nothing guessed."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.desk.call_sheet import CallSheet, Update, call_sheet
from plugin.reflection import Lane, Noticed, Reflection, Shared, StillWant, Theme
from plugin.surveys.questions import reflection_questions
from plugin.views import Ring
from tests.support.reflections import ANSWERS, a_meeting, reflections

QUESTIONS = reflection_questions("en")
ANSWERED = datetime(2026, 3, 3, 15, 32, tzinfo=UTC)


def sheet(shared: Shared) -> CallSheet:
    return call_sheet(shared, a_meeting(), QUESTIONS, ANSWERED)


def everything(call_sheet: CallSheet) -> str:
    return "\n".join(
        (call_sheet.title, *call_sheet.lines, call_sheet.ring_reason, *map(str, call_sheet.said))
    )


def test_all_that_was_shared_is_on_the_sheet_in_the_candidates_words() -> None:
    shared = Shared(
        themes=(Theme.NERVES, Theme.BLANKED),
        noticed=Noticed.MAYBE,
        in_words="I froze on the budget.",
        missed_point="I ran the Leith branch",
        still_want=StillWant.YES,
        call_me=True,
    )

    assert sheet(shared) == CallSheet(
        title="After the interview, Jo Kerr, Depot Manager at Acme Foods",
        lines=(
            "Answered: 03/03/2026 15:32 UTC",
            "Ring now: they asked for a call",
            "Asked for a call: yes",
            "What happened: Nerves got to me; My mind went blank",
            "Whether it was noticed: Maybe, I am not sure",
            "In their own words: “I froze on the budget.”",
            "Wishes they had said: “I ran the Leith branch”",
            "Still wants the job: Yes",
            "You may tell the employer: nothing of this",
            "Still to ask: salary; notice and start date; other interviews; what was said of the next step",
        ),
        ring=Ring.NOW,
        ring_reason="they asked for a call",
        said=(
            ("What happened", "Nerves got to me; My mind went blank"),
            ("Whether it was noticed", "Maybe, I am not sure"),
            ("In their own words", "“I froze on the budget.”"),
            ("Wishes they had said", "“I ran the Leith branch”"),
            ("Still wants the job", "Yes"),
        ),
    )


def test_what_was_not_shared_is_named_and_no_more() -> None:
    assert sheet(Shared()).lines == (
        "Answered: 03/03/2026 15:32 UTC",
        "Nothing shared; no call asked for",
        "Kept private or not answered: What happened; Whether it was noticed; In their own words; "
        "Wishes they had said; Still wants the job",
        "Still to ask: salary; notice and start date; other interviews; what was said of the next step",
    )


@pytest.mark.parametrize(
    ("shared", "ring", "reason"),
    [
        (Shared(call_me=True), Ring.NOW, "they asked for a call"),
        (Shared(still_want=StillWant.NO), Ring.NOW, "they no longer want the job"),
        (Shared(still_want=StillWant.NOT_SURE), Ring.TODAY, "they are not sure that they want the job"),
        (Shared(missed_point="Sage"), Ring.TODAY, "there is something that they wish they had said"),
        (Shared(noticed=Noticed.DEFINITELY), Ring.TODAY, "they think that the interviewer noticed something"),
        (Shared(noticed=Noticed.OUTRAGEOUS), Ring.TODAY, "they think that the interviewer noticed something"),
        (Shared(), Ring.NO_NEED, "Nothing shared; no call asked for"),
        (Shared(noticed=Noticed.MAYBE), Ring.NO_NEED, "no answer that they shared asks for it"),
        (Shared(themes=(Theme.NERVES,)), Ring.NO_NEED, "no answer that they shared asks for it"),
    ],
)
def test_how_soon_to_ring_comes_with_the_answer_that_says_so(shared: Shared, ring: Ring, reason: str) -> None:
    made = sheet(shared)

    assert (made.ring, made.ring_reason) == (ring, reason)


def test_an_unknown_job_and_client_leave_no_hole_in_the_title() -> None:
    made = call_sheet(Shared(), a_meeting(job="", client=""), QUESTIONS, ANSWERED)

    assert made.title == "After the interview, Jo Kerr"


@given(reflections(), reflections())
def test_private_answers_change_nothing_on_the_sheet(reflection: Reflection, other: Reflection) -> None:
    """PR-07: whatever the private answers are, the sheet is the same."""
    private = [answer for answer in ANSWERS if reflection.lane(answer) is Lane.ONLY_ME]
    changed = replace(reflection, **{answer: getattr(other, answer) for answer in private})

    made = sheet(changed.shared_with(Lane.MY_CONSULTANT))

    assert made == sheet(reflection.shared_with(Lane.MY_CONSULTANT))


@given(st.lists(st.text("zqxjkv", min_size=2, max_size=6), min_size=5, max_size=40), reflections())
def test_no_five_words_of_a_private_point_appear(words: list[str], other: Reflection) -> None:
    """PR-07."""
    lanes = {**other.lanes, "missed_point": Lane.ONLY_ME}
    reflection = replace(other, missed_point=" ".join(words), lanes=lanes)

    text = everything(sheet(reflection.shared_with(Lane.MY_CONSULTANT)))

    runs = {" ".join(words[start : start + 5]) for start in range(len(words) - 4)}
    assert [run for run in runs if run in text] == []


@given(reflections())
def test_how_it_felt_is_never_on_the_sheet(reflection: Reflection) -> None:
    """PR-08: not even where its lane is open."""
    shared = {**reflection.lanes, "felt": Lane.MAY_TELL_CLIENT}
    sheets = {
        sheet(replace(reflection, felt=felt, lanes=shared).shared_with(Lane.MY_CONSULTANT))
        for felt in (None, 1, 2, 3, 4, 5)
    }

    assert len(sheets) == 1


def test_the_sheet_says_what_of_it_may_be_told_to_the_employer() -> None:
    shared = Shared(themes=(Theme.NERVES,), missed_point="I ran the Leith branch")
    to_client = Shared(missed_point="I ran the Leith branch")

    made = call_sheet(shared, a_meeting(), QUESTIONS, ANSWERED, to_client)

    assert "You may tell the employer: Wishes they had said" in made.lines


def test_the_agencys_own_questions_are_told_in_their_own_words() -> None:
    asked = QUESTIONS.asking(["next_step"])

    made = call_sheet(Shared(extras={"next_step": ("no_date",)}), a_meeting(), asked, ANSWERED)

    assert made.said == (("Told of the next step", "Yes, but not when"),)


def test_an_untruth_is_told_only_where_it_is_shared() -> None:
    assert sheet(Shared(untrue=True)).said == (("Said something that was not quite true", "yes"),)


def test_a_note_that_replaces_another_says_so_and_names_what_was_taken_back() -> None:
    changed = Update(datetime(2026, 3, 4, 9, 5, tzinfo=UTC), ("in_words", "untrue"))

    made = call_sheet(Shared(noticed=Noticed.NO), a_meeting(), QUESTIONS, ANSWERED, update=changed)

    assert made.title == "Changed: After the interview, Jo Kerr, Depot Manager at Acme Foods"
    assert made.lines[1:3] == (
        "Changed: 04/03/2026 09:05 UTC. This replaces the earlier note",
        "No longer shared, and not to be used: In their own words; Said something that was not quite true",
    )
