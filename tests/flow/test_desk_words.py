"""What the desk says of a journey, for each pair of state and effect that it can meet."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from plugin.effects import EffectKind, EffectState, SkipReason
from plugin.flow.desk_words import Held, candidate_name, is_told, outcome, standing
from plugin.journeys.machine import Contact, Interview, State
from plugin.trouble import Trouble
from tests.support.world import TUESDAY

HOUR = timedelta(hours=1)
AHEAD, PAST = TUESDAY + HOUR, TUESDAY - HOUR
REFUSED = "the mail server refused the address: check it in the ATS"


def journey(**changes: Any) -> Any:
    """An interview that ended an hour ago, of which the ATS has said only that it was arranged."""
    plain = {
        "journey_state": State.EXPECTED,
        "reason": "",
        "interview": Interview.AHEAD,
        "starts_at": PAST - HOUR,
        "ends_at": PAST,
        "candidate_name": "Isla Fraser",
        "held_out": False,
        "contact": Contact.OPEN,
        "answers": None,
    }
    return SimpleNamespace(**{**plain, **changes})


def effect(state: EffectState = EffectState.WAITING, **changes: Any) -> Any:
    """A survey that is due in an hour."""
    done = state not in (EffectState.WAITING, EffectState.CLAIMED, EffectState.SENDING)
    plain = {
        "id": 1,
        "kind": EffectKind.SURVEY,
        "state": state,
        "reason": "",
        "trouble": "",
        "due_at": AHEAD,
        "failing_since": None,
        "done_at": TUESDAY if done else None,
    }
    return SimpleNamespace(**{**plain, **changes})


@pytest.mark.parametrize(
    ("changes", "words", "at"),
    [
        ({"starts_at": AHEAD, "ends_at": AHEAD + HOUR}, "Starts", AHEAD),
        ({"starts_at": None, "ends_at": AHEAD}, "Ends", AHEAD),
        ({"starts_at": PAST, "ends_at": AHEAD}, "Started", PAST),
        ({}, "Ended", PAST),
        ({"interview": Interview.OVER}, "Ended", PAST),
        ({"interview": Interview.OVER, "ends_at": AHEAD}, "Over; was to end", AHEAD),
        ({"interview": Interview.CANCELLED}, "Was to start", PAST - HOUR),
        ({"interview": Interview.NO_SHOW}, "Was to start", PAST - HOUR),
        ({"interview": Interview.DELETED, "starts_at": None}, "Was to end", PAST),
    ],
)
def test_interview_is_told_by_its_times_and_the_clock(
    changes: dict[str, Any], words: str, at: datetime
) -> None:
    found = standing(journey(**changes), [effect()], TUESDAY)

    assert (found.interview, found.interview_at) == (words, at)


@pytest.mark.parametrize(
    ("survey", "words", "finished"),
    [
        (effect(), "Interview over; the survey is still to go", False),
        (
            effect(failing_since=PAST, trouble=Trouble.CREDENTIALS_REFUSED),
            "Interview over; the survey waits: the mail server refused our login",
            False,
        ),
        (
            effect(EffectState.SKIPPED, reason=SkipReason.DRY_RUN),
            "Not asked: the branch is on a dry run: it would have been sent",
            True,
        ),
        (effect(EffectState.FAILED, trouble=Trouble.ADDRESS_REFUSED), f"Not asked: {REFUSED}", True),
        (
            effect(EffectState.FAILED, trouble=Trouble.REFUSED),
            "Not asked: the survey could not be sent; ask whoever runs Afterview",
            True,
        ),
        (effect(EffectState.UNKNOWN), "Survey: it cannot be known whether it was sent", False),
    ],
)
@pytest.mark.parametrize("state", [State.EXPECTED, State.DUE])
def test_state_before_the_answer_follows_the_survey(
    state: State, survey: Any, words: str, finished: bool
) -> None:
    found = standing(journey(journey_state=state), [survey], TUESDAY)

    assert (found.state, found.finished, found.held) == (words, finished, ())


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "words"),
    [
        (AHEAD, AHEAD + HOUR, "Interview ahead"),
        (None, AHEAD, "Interview ahead"),
        (PAST, AHEAD, "Interview under way"),
    ],
)
def test_interview_that_is_not_over_is_not_called_over(
    starts_at: datetime | None, ends_at: datetime, words: str
) -> None:
    assert standing(journey(starts_at=starts_at, ends_at=ends_at), [effect()], TUESDAY).state == words


def test_journey_without_an_end_says_why_nobody_is_asked() -> None:
    found = standing(journey(starts_at=None, ends_at=None), [], TUESDAY)

    assert found.state == "The ATS gives no end for the interview, so nobody is asked yet"
    assert found.interview_at is None


@pytest.mark.parametrize(
    ("coaching", "words", "finished"),
    [
        (effect(), "Answered; the coaching email is about to go", False),
        (
            effect(failing_since=PAST, trouble=Trouble.AWAY),
            "Answered; the coaching email waits: the mail server cannot take it now",
            False,
        ),
        (
            effect(EffectState.SKIPPED, reason=SkipReason.STALE),
            "Answered; no coaching email: it had become too late to be of use",
            True,
        ),
        (
            effect(EffectState.FAILED, trouble=Trouble.ADDRESS_REFUSED),
            f"Answered; no coaching email: {REFUSED}",
            True,
        ),
        (
            effect(EffectState.FAILED),
            "Answered; no coaching email: it could not be sent; ask whoever runs Afterview",
            True,
        ),
        (
            effect(EffectState.UNKNOWN),
            "Answered; it cannot be known whether the coaching email was sent",
            False,
        ),
    ],
)
def test_state_after_the_answer_follows_the_coaching_email(coaching: Any, words: str, finished: bool) -> None:
    coaching.kind = EffectKind.COACHING

    found = standing(journey(journey_state=State.ANSWERED), [coaching], TUESDAY)

    assert (found.state, found.finished) == (words, finished)


@pytest.mark.parametrize(
    ("state", "words", "finished"),
    [
        (State.INVITED, "Asked; no answer yet", False),
        (State.COACHED, "Answered and coached", True),
        (State.CLOSED, "Closed: the candidate withdrew", True),
    ],
)
def test_state_that_hangs_on_no_effect(state: State, words: str, finished: bool) -> None:
    found = standing(journey(journey_state=state, reason=SkipReason.WITHDRAWN), [], TUESDAY)

    assert (found.state, found.finished) == (words, finished)


def test_words_that_came_once_the_survey_was_over_are_no_answer_and_nothing_more_is_waited_for() -> None:
    found = standing(journey(journey_state=State.INVITED, answers=b"sealed"), [], TUESDAY)

    assert (found.state, found.finished) == ("Asked; they wrote once the survey was over", True)


def test_what_was_held_back_is_told_with_its_time_and_what_an_answer_made_needless_is_not() -> None:
    done = [
        effect(EffectState.SKIPPED, id=1, reason=SkipReason.ALREADY_ANSWERED),
        effect(EffectState.DONE, id=2, kind=EffectKind.COACHING),
        effect(EffectState.FAILED, id=3, kind=EffectKind.NOTE, trouble=Trouble.REFUSED),
    ]

    found = standing(journey(journey_state=State.COACHED), done, TUESDAY)

    words = "Note on the ATS record: could not be written; ask whoever runs Afterview"
    assert found.held == (Held(words, TUESDAY),)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (effect(EffectState.DONE), "Survey: sent"),
        (effect(EffectState.DONE, kind=EffectKind.NOTE), "Note on the ATS record: written"),
        (
            effect(EffectState.SKIPPED, reason=SkipReason.CANCELLED),
            "Survey: not sent, because the interview was cancelled",
        ),
        (effect(due_at=AHEAD), "Survey: to be sent at this time, if it still may be"),
        (effect(due_at=PAST), "Survey: waits its turn"),
        (effect(EffectState.CLAIMED), "Survey: being sent"),
        (
            effect(kind=EffectKind.NOTE, failing_since=PAST, trouble=Trouble.CREDENTIALS_REFUSED),
            "Note on the ATS record: waits: the ATS refused our key; tried again at this time",
        ),
        (
            effect(kind=EffectKind.TASK, failing_since=PAST, due_at=PAST, trouble=Trouble.NO_ANSWER),
            "Task on the ATS record: waits: the ATS gave no answer, so it is looked for there first; "
            "tried again soon",
        ),
        (
            effect(EffectState.FAILED, kind=EffectKind.ALERT, trouble=Trouble.ADDRESS_REFUSED),
            "Alert: the mail server refused the address",
        ),
    ],
)
def test_timeline_tells_what_became_of_an_effect(one: Any, words: str) -> None:
    assert outcome(one, TUESDAY) == words


@pytest.mark.parametrize("state", EffectState)
@pytest.mark.parametrize("kind", [kind for kind in EffectKind if kind != EffectKind.SIGN_IN])
@pytest.mark.parametrize("trouble", ["", *Trouble])
def test_every_effect_has_words_without_what_the_other_side_said(
    state: EffectState, kind: EffectKind, trouble: str
) -> None:
    said = SkipReason.STALE if state == EffectState.SKIPPED else "550: isla@example.com is not here"
    one = effect(state, kind=kind, trouble=trouble, reason=said, failing_since=PAST)

    assert "isla" not in outcome(one, TUESDAY)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "Isla Fraser"),
        ({"candidate_name": "", "contact": Contact.DELETED}, "Deleted candidate"),
        ({"candidate_name": ""}, "Candidate without a name"),
    ],
)
def test_candidate_is_never_an_empty_line(changes: dict[str, Any], name: str) -> None:
    assert candidate_name(journey(**changes)) == name


def test_who_was_thanked_was_not_coached() -> None:
    found = standing(journey(journey_state=State.COACHED, held_out=True), [], TUESDAY)

    assert (found.state, found.finished) == ("Answered and thanked", True)


@pytest.mark.parametrize(
    ("kind", "reason", "missed"),
    [
        (EffectKind.PREPARE, SkipReason.NO_LESSON, False),
        (EffectKind.PREPARE, SkipReason.STALE, False),
        (EffectKind.PREPARE, SkipReason.LEFT_TO_A_PERSON, False),
        (EffectKind.REJECTION, SkipReason.LEFT_TO_A_PERSON, False),
        (EffectKind.PREPARE, SkipReason.UNCONFIRMED, True),
        (EffectKind.REJECTION, SkipReason.TOLD_ELSEWHERE, False),
        (EffectKind.REJECTION, SkipReason.REOPENED, False),
        (EffectKind.REJECTION, SkipReason.ALREADY_DEBRIEFED, True),
        (EffectKind.SURVEY, SkipReason.CANCELLED, True),
    ],
)
def test_what_nobody_misses_is_not_told(kind: EffectKind, reason: SkipReason, missed: bool) -> None:
    left_out = effect(EffectState.SKIPPED, kind=kind, reason=reason)

    assert is_told(left_out) is missed
    assert bool(standing(journey(journey_state=State.INVITED), [left_out], TUESDAY).held) is missed


def test_a_preparation_is_told_once_it_has_gone() -> None:
    waits = effect(kind=EffectKind.PREPARE)
    gone = effect(EffectState.DONE, kind=EffectKind.PREPARE)

    assert (is_told(waits), is_told(gone)) == (False, True)
