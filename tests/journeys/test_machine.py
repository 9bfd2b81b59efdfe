"""What a journey becomes when something happens (WH-16, WH-17)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.ats.contract import EventKind
from plugin.alerts import Recipient, Urgency, urgency_of
from plugin.effects import Drop, EffectKind, SkipReason, Want
from plugin.journeys.alerting import alert_wants, recipient_of
from plugin.journeys.machine import (
    APPLICATION_AFTER,
    ASKED_AGAIN,
    CONTACT_AFTER,
    ENDED_BY,
    INTERVIEW_AFTER,
    Application,
    Contact,
    Decision,
    Happening,
    Interview,
    Journey,
    State,
    Step,
    decide,
)
from plugin.journeys.timing import REVIEW_TIME, Policy, survey_due
from plugin.reflection import Flag

POLICY = Policy("Europe/London", "GB-SCT")
TEN = datetime(2026, 6, 9, 10, tzinfo=UTC)
"""A working Tuesday."""
NOON = TEN + timedelta(hours=2)


def after(*happenings: Happening, start: Journey | None = None) -> Journey:
    journey = start or Journey()
    for happening in happenings:
        journey = decide(journey, happening, NOON, POLICY).journey
    return journey


def effect_due(effect: Want | Drop) -> datetime:
    return effect.due if isinstance(effect, Want) else NOON


def minutes(number: int) -> datetime:
    return TEN + timedelta(minutes=number)


# Few distinct moments, so that events often fall into the same second.
moments = st.integers(0, 6).map(minutes)
said = st.builds(
    Happening,
    kind=st.sampled_from(EventKind),
    at=moments,
    ends_at=st.none() | moments,
)
flags = st.frozensets(st.sampled_from(Flag), max_size=2)
steps = st.builds(Happening, kind=st.sampled_from(Step), at=moments, flags=flags)
histories = st.lists(said | steps, max_size=12)


@given(st.lists(said, max_size=8), st.data())
def test_events_in_any_order_and_any_number_of_times_reach_the_same_end(
    events: list[Happening], data: st.DataObject
) -> None:
    """WH-16."""
    doubled = events + data.draw(st.lists(st.sampled_from(events), max_size=4)) if events else events

    shuffled = data.draw(st.permutations(doubled))

    assert after(*shuffled) == after(*events)


@given(st.lists(said, max_size=6), st.lists(said, max_size=6))
def test_a_deleted_candidate_stays_deleted(before: list[Happening], then: list[Happening]) -> None:
    """WH-17."""
    deleted = Happening(EventKind.CANDIDATE_DELETED, TEN)

    journey = after(*before, deleted, *then)

    assert journey.contact == Contact.DELETED
    assert journey.state == State.CLOSED


@given(histories, said | steps)
def test_what_is_done_is_never_undone(happenings: list[Happening], one_more: Happening) -> None:
    before = after(*happenings)

    then = decide(before, one_more, NOON, POLICY).journey

    for done in ("invited_at", "answered_at", "coached_at", "ask_again_at", "stopped"):
        undone = done == "stopped" and one_more.kind == Step.CANDIDATE_RESUMED
        assert undone or not getattr(before, done) or getattr(then, done) == getattr(before, done)


@given(histories, said | steps)
def test_what_is_wanted_is_wanted_only_while_the_journey_is_open(
    happenings: list[Happening], one_more: Happening
) -> None:
    decision = decide(after(*happenings), one_more, NOON, POLICY)

    wanted = {effect.kind for effect in decision.effects if isinstance(effect, Want)}

    if decision.journey.state == State.CLOSED:
        told = {kind for kind, ended in ENDED_BY.items() if decision.journey.application == ended}
        assert wanted <= {EffectKind.NOTE, EffectKind.ALERT, EffectKind.TASK} | told
    if decision.journey.contact == Contact.DELETED:
        assert wanted == set()
    if EffectKind.SURVEY in wanted:
        assert decision.journey.state in (State.EXPECTED, State.DUE, State.INVITED)
    if EffectKind.COACHING in wanted:
        assert decision.journey.answered_at or one_more.kind == Step.REFLECTION_LATE


@given(histories, said | steps)
def test_a_closed_journey_drops_what_waits_for_the_candidate_and_says_why(
    happenings: list[Happening], one_more: Happening
) -> None:
    decision = decide(after(*happenings), one_more, NOON, POLICY)

    reason = decision.journey.closed_because
    dropped = {effect.kind: effect.reason for effect in decision.effects if isinstance(effect, Drop)}

    if reason and not decision.superseded:
        assert {EffectKind.SURVEY: reason, EffectKind.COACHING: reason}.items() <= dropped.items()


@given(histories, said)
def test_the_same_event_again_changes_nothing(happenings: list[Happening], event: Happening) -> None:
    once = after(*happenings, event)

    assert decide(once, event, NOON, POLICY).journey == once


@given(histories)
def test_a_survey_is_due_by_the_latest_word_on_the_end(happenings: list[Happening]) -> None:
    journey = Journey()
    for happening in happenings:
        decision = decide(journey, happening, NOON, POLICY)
        journey = decision.journey
        for effect in decision.effects:
            if effect == Want(EffectKind.SURVEY, effect_due(effect)):
                assert journey.ends_at is not None
                assert effect_due(effect) == survey_due(journey.ends_at, POLICY)


@given(histories)
def test_a_survey_comes_again_only_when_its_candidate_said_so(happenings: list[Happening]) -> None:
    journey = Journey()
    for happening in happenings:
        decision = decide(journey, happening, NOON, POLICY)
        journey = decision.journey
        again = [one for one in decision.effects if isinstance(one, Want) and one.sequence == ASKED_AGAIN]
        surveys = [one for one in again if one.kind == EffectKind.SURVEY]

        assert [one.due for one in surveys] in ([], [journey.ask_again_at])


def test_each_kind_of_event_moves_one_fact() -> None:
    kinds = [*INTERVIEW_AFTER, *APPLICATION_AFTER, *CONTACT_AFTER]

    assert sorted(kinds) == sorted(EventKind)


def test_an_interview_that_is_arranged_wants_its_survey_after_the_delay() -> None:
    scheduled = Happening(EventKind.INTERVIEW_SCHEDULED, TEN, ends_at=NOON)

    decision = decide(Journey(), scheduled, TEN, POLICY)

    assert decision.journey.state == State.EXPECTED
    assert decision.effects == (Want(EffectKind.SURVEY, NOON + timedelta(minutes=90)),)


def test_a_move_moves_the_survey() -> None:
    scheduled = Happening(EventKind.INTERVIEW_SCHEDULED, TEN, ends_at=NOON)
    moved = Happening(EventKind.INTERVIEW_MOVED, minutes(1), ends_at=NOON + timedelta(days=1))

    decision = decide(after(scheduled), moved, TEN, POLICY)

    assert decision.effects == (Want(EffectKind.SURVEY, NOON + timedelta(days=1, minutes=90)),)


def test_completed_before_scheduled_keeps_the_real_end() -> None:
    """WH-16: the older word arrives later."""
    completed = Happening(EventKind.INTERVIEW_COMPLETED, NOON, ends_at=NOON)
    scheduled = Happening(EventKind.INTERVIEW_SCHEDULED, TEN, ends_at=NOON - timedelta(minutes=30))

    decision = decide(after(completed), scheduled, NOON, POLICY)

    assert decision == Decision(after(completed), superseded=True)
    assert decision.journey.ends_at == NOON


def test_completed_without_an_end_ended_when_it_was_said() -> None:
    journey = after(Happening(EventKind.INTERVIEW_COMPLETED, NOON))

    assert (journey.interview, journey.ends_at) == (Interview.OVER, NOON)


def test_cancelled_and_put_back_wants_the_survey_again() -> None:
    scheduled = Happening(EventKind.INTERVIEW_SCHEDULED, TEN, ends_at=NOON)
    cancelled = Happening(EventKind.INTERVIEW_CANCELLED, minutes(1))
    again = Happening(EventKind.INTERVIEW_SCHEDULED, minutes(2), ends_at=NOON)

    decision = decide(after(scheduled, cancelled), again, TEN, POLICY)

    assert decision.journey.state == State.EXPECTED
    assert decision.effects == (Want(EffectKind.SURVEY, NOON + timedelta(minutes=90)),)


@pytest.mark.parametrize(
    ("first", "second", "holds"),
    [
        (EventKind.INTERVIEW_MOVED, EventKind.INTERVIEW_CANCELLED, SkipReason.CANCELLED),
        (EventKind.INTERVIEW_COMPLETED, EventKind.INTERVIEW_NO_SHOW, SkipReason.NO_SHOW),
        (EventKind.INTERVIEW_CANCELLED, EventKind.INTERVIEW_DELETED, SkipReason.INTERVIEW_DELETED),
        (EventKind.APPLICATION_HIRED, EventKind.APPLICATION_REJECTED, SkipReason.REJECTED),
        (EventKind.APPLICATION_REOPENED, EventKind.APPLICATION_WITHDRAWN, SkipReason.WITHDRAWN),
        (EventKind.CANDIDATE_OPTED_IN, EventKind.CANDIDATE_OPTED_OUT, SkipReason.OPTED_OUT),
    ],
)
def test_of_two_words_in_the_same_second_the_more_careful_one_holds(
    first: EventKind, second: EventKind, holds: SkipReason
) -> None:
    one, other = Happening(first, TEN), Happening(second, TEN)

    assert after(one, other).closed_because == holds
    assert after(other, one).closed_because == holds


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([EventKind.INTERVIEW_CANCELLED], SkipReason.CANCELLED),
        ([EventKind.INTERVIEW_CANCELLED, EventKind.APPLICATION_REJECTED], SkipReason.REJECTED),
        ([EventKind.APPLICATION_REJECTED, EventKind.CANDIDATE_OPTED_OUT], SkipReason.OPTED_OUT),
        ([EventKind.CANDIDATE_OPTED_OUT, EventKind.CANDIDATE_DELETED], SkipReason.CANDIDATE_DELETED),
    ],
)
def test_of_several_reasons_the_one_about_the_person_is_given(
    events: list[EventKind], reason: SkipReason
) -> None:
    assert after(*(Happening(kind, TEN) for kind in events)).closed_because == reason


@pytest.mark.parametrize(
    "kind", [EventKind.INTERVIEW_CANCELLED, EventKind.INTERVIEW_NO_SHOW, EventKind.INTERVIEW_DELETED]
)
def test_an_interview_that_was_answered_about_did_happen_whatever_its_record_says(kind: EventKind) -> None:
    answered = Happening(Step.REFLECTION_SUBMITTED, TEN)

    assert after(answered, Happening(kind, NOON)).state == State.ANSWERED


@pytest.mark.parametrize("call_me", [False, True])
def test_an_answer_wants_the_coaching_email_and_the_note_and_a_call_where_one_was_asked_for(
    call_me: bool,
) -> None:
    raised = frozenset({Flag.CONTACT_ME} if call_me else ())
    answered = Happening(Step.REFLECTION_SUBMITTED, NOON, flags=raised, note=0)

    decision = decide(Journey(invited_at=TEN), answered, NOON, POLICY)

    call = (*alert_wants(urgency_of(raised), NOON, POLICY, 0), Want(EffectKind.TASK, NOON)) if call_me else ()
    assert decision.effects == (
        Drop(EffectKind.SURVEY, SkipReason.ALREADY_ANSWERED),
        Want(EffectKind.COACHING, NOON + REVIEW_TIME),
        Want(EffectKind.NOTE, NOON + REVIEW_TIME),
        *call,
    )


def test_a_crisis_does_not_wait_for_its_email_to_be_confirmed() -> None:
    answered = Happening(Step.REFLECTION_SUBMITTED, NOON, flags=frozenset({Flag.CRISIS}), note=0)

    decision = decide(Journey(invited_at=TEN), answered, NOON, POLICY)

    assert Want(EffectKind.COACHING, NOON) in decision.effects
    assert Want(EffectKind.NOTE, NOON + REVIEW_TIME) in decision.effects


def test_a_confirmation_brings_the_email_and_the_note_forward_to_now() -> None:
    confirmed = Happening(Step.REFLECTION_CONFIRMED, NOON, note=0)

    decision = decide(Journey(invited_at=TEN, answered_at=TEN), confirmed, NOON, POLICY)

    assert decision.effects == (
        Drop(EffectKind.SURVEY, SkipReason.ALREADY_ANSWERED),
        Want(EffectKind.COACHING, NOON),
        Want(EffectKind.NOTE, NOON),
    )


@pytest.mark.parametrize("step", [Step.REFLECTION_CHANGED, Step.REFLECTION_CONFIRMED])
def test_what_is_changed_after_the_application_has_ended_still_mends_the_note(step: Step) -> None:
    rejected = Journey(answered_at=TEN, application=Application.REJECTED)

    decision = decide(rejected, Happening(step, NOON, note=2), NOON, POLICY)

    wants = [effect for effect in decision.effects if isinstance(effect, Want)]
    assert [(want.kind, want.sequence) for want in wants] == [(EffectKind.NOTE, 2)]


@pytest.mark.parametrize("step", [Step.REFLECTION_CHANGED, Step.REFLECTION_CONFIRMED])
def test_a_note_that_tells_all_there_is_to_tell_is_not_written_again(step: Step) -> None:
    coached = Journey(invited_at=TEN, answered_at=TEN, coached_at=TEN)

    decision = decide(coached, Happening(step, NOON, note=None), NOON, POLICY)

    assert EffectKind.NOTE not in {effect.kind for effect in decision.effects}


def test_a_survey_that_is_put_off_comes_again_at_nine_the_next_working_day() -> None:
    friday = datetime(2026, 6, 5, 14, tzinfo=UTC)

    decision = decide(Journey(invited_at=TEN), Happening(Step.SURVEY_SNOOZED, friday), friday, POLICY)

    monday_at_nine = datetime(2026, 6, 8, 8, tzinfo=UTC)
    assert decision.journey.ask_again_at == monday_at_nine
    assert decision.effects == (Want(EffectKind.SURVEY, monday_at_nine, ASKED_AGAIN),)


def test_a_survey_is_put_off_once() -> None:
    put_off = after(Happening(Step.SURVEY_SNOOZED, TEN), start=Journey(invited_at=TEN))

    again = after(Happening(Step.SURVEY_SNOOZED, NOON + timedelta(days=1)), start=put_off)

    assert again == put_off


def test_a_survey_that_was_answered_is_not_put_off() -> None:
    answered = Journey(invited_at=TEN, answered_at=TEN)

    assert after(Happening(Step.SURVEY_SNOOZED, NOON), start=answered) == answered


def test_whoever_puts_a_survey_off_has_had_it_whatever_the_mail_server_said() -> None:
    assert after(Happening(Step.SURVEY_SNOOZED, NOON)).state == State.INVITED


def test_a_stop_that_is_taken_back_asks_again_where_nobody_had_been_asked() -> None:
    over = after(Happening(EventKind.INTERVIEW_COMPLETED, TEN), Happening(Step.CANDIDATE_STOPPED, TEN))

    decision = decide(over, Happening(Step.CANDIDATE_RESUMED, NOON), NOON, POLICY)

    assert decision.journey.state == State.DUE
    assert decision.effects == (Want(EffectKind.SURVEY, survey_due(TEN, POLICY)),)


CRISIS = frozenset({Flag.CRISIS})
CALL = frozenset({Flag.CONTACT_ME})


def kinds_wanted(decision: Decision) -> list[EffectKind]:
    return [effect.kind for effect in decision.effects if isinstance(effect, Want)]


@pytest.mark.parametrize(
    "ended", [EventKind.APPLICATION_REJECTED, EventKind.CANDIDATE_OPTED_OUT, Step.CANDIDATE_STOPPED]
)
def test_an_alert_is_raised_and_kept_whatever_has_ended(ended: EventKind | Step) -> None:
    """PEERS 9.14: a person at risk reaches a person."""
    answered = after(Happening(Step.REFLECTION_SUBMITTED, TEN), Happening(ended, minutes(1)))

    decision = decide(answered, Happening(Step.REFLECTION_CHANGED, NOON, flags=CRISIS), NOON, POLICY)
    later = decide(decision.journey, Happening(ended, NOON), NOON, POLICY)

    assert kinds_wanted(decision) == [EffectKind.ALERT] * 3 + [EffectKind.TASK]
    assert EffectKind.ALERT not in {effect.kind for effect in later.effects}
    assert later.journey.alert_open


def test_a_deleted_candidate_raises_no_alert_and_closes_the_one_that_waits() -> None:
    answered = after(Happening(Step.REFLECTION_SUBMITTED, TEN, flags=CALL))
    deleted = after(Happening(EventKind.CANDIDATE_DELETED, NOON), start=answered)

    decision = decide(deleted, Happening(Step.REFLECTION_CHANGED, NOON, flags=CRISIS), NOON, POLICY)

    assert (answered.alert_open, deleted.alert_open) == (True, False)
    assert (decision.journey.alerts, kinds_wanted(decision)) == (1, [])


@pytest.mark.parametrize(
    ("letter", "wanted"), [(0, [Want(EffectKind.COACHING, NOON)]), (None, [])], ids=["a letter", "none"]
)
def test_words_that_came_too_late_answer_no_survey_and_ask_a_person(
    letter: int | None, wanted: list[Want]
) -> None:
    late = Happening(Step.REFLECTION_LATE, NOON, flags=CRISIS, note=0, letter=letter)

    decision = decide(Journey(invited_at=TEN), late, NOON, POLICY)

    assert (decision.journey.state, decision.journey.answered_at) == (State.INVITED, None)
    assert decision.effects == (
        *wanted,
        *alert_wants(urgency_of(CRISIS), NOON, POLICY, 0),
        Want(EffectKind.TASK, NOON),
    )


@pytest.mark.parametrize(
    "closed",
    [
        EventKind.INTERVIEW_CANCELLED,
        EventKind.INTERVIEW_DELETED,
        EventKind.APPLICATION_WITHDRAWN,
        EventKind.CANDIDATE_OPTED_OUT,
        Step.CANDIDATE_STOPPED,
    ],
)
def test_words_that_came_once_a_journey_was_closed_open_nothing_and_ask_a_person(
    closed: EventKind | Step,
) -> None:
    before = after(Happening(closed, TEN), start=Journey(invited_at=TEN))

    decision = decide(before, Happening(Step.REFLECTION_LATE, NOON, flags=CRISIS), NOON, POLICY)

    assert decision.journey.closed_because == before.closed_because
    assert kinds_wanted(decision) == [EffectKind.ALERT] * 3 + [EffectKind.TASK]


def test_a_letter_to_somebody_who_wrote_too_late_makes_no_coached_journey_of_theirs() -> None:
    late = after(Happening(Step.REFLECTION_LATE, TEN, flags=CRISIS), start=Journey(invited_at=TEN))

    assert after(Happening(Step.COACHING_SENT, NOON), start=late).state == State.INVITED


@pytest.mark.parametrize(
    ("letter", "wanted"),
    [
        (0, [Want(EffectKind.COACHING, NOON + REVIEW_TIME)]),
        (1, [Want(EffectKind.COACHING, NOON, 1)]),
        (None, []),
    ],
)
def test_a_letter_after_the_coaching_email_does_not_wait_for_a_confirmation(
    letter: int | None, wanted: list[Want]
) -> None:
    changed = Happening(Step.REFLECTION_CHANGED, NOON, flags=frozenset({Flag.TREATMENT}), letter=letter)

    decision = decide(Journey(invited_at=TEN, answered_at=TEN), changed, NOON, POLICY)

    assert [one for one in decision.effects if one.kind == EffectKind.COACHING] == wanted


def test_the_same_submission_again_raises_nothing() -> None:
    submitted = Happening(Step.REFLECTION_SUBMITTED, NOON, flags=CRISIS)

    again = decide(after(submitted), submitted, NOON, POLICY)

    assert (again.journey.alerts, EffectKind.ALERT in kinds_wanted(again)) == (1, False)


def test_what_is_raised_later_has_its_own_emails_and_the_earlier_end_of_both_clocks() -> None:
    called = after(Happening(Step.REFLECTION_SUBMITTED, TEN, flags=CALL))

    decision = decide(called, Happening(Step.REFLECTION_CHANGED, NOON, flags=CRISIS), NOON, POLICY)

    sequences = [e.sequence for e in decision.effects if isinstance(e, Want) and e.kind == EffectKind.ALERT]
    assert sequences == [6, 7, 8]
    assert (decision.journey.alert, decision.journey.alerted_at) == (Urgency.AT_ONCE, TEN)
    assert decision.journey.alert_due == NOON + timedelta(minutes=15)


def test_taking_an_alert_drops_what_waits_and_giving_it_back_begins_anew() -> None:
    called = after(Happening(Step.REFLECTION_SUBMITTED, TEN, flags=CALL))

    taken = decide(called, Happening(Step.ALERT_TAKEN, minutes(5)), minutes(5), POLICY)
    given_back = Happening(Step.ALERT_GIVEN_BACK, minutes(9), flags=CALL)
    back = decide(taken.journey, given_back, minutes(9), POLICY)

    assert taken.effects == (Drop(EffectKind.ALERT, SkipReason.TAKEN),)
    assert not taken.journey.alert_open
    assert back.effects == alert_wants(urgency_of(CALL), minutes(9), POLICY, raised_before=1)
    assert (back.journey.alert_open, back.journey.alerted_at) == (True, minutes(9))


def test_a_call_asked_for_while_something_waits_for_the_manager_waits_for_them_too() -> None:
    """The owner would ring before the manager has spoken."""
    treated = after(Happening(Step.REFLECTION_SUBMITTED, TEN, flags=frozenset({Flag.TREATMENT})))

    decision = decide(treated, Happening(Step.REFLECTION_CONFIRMED, NOON, flags=CALL), NOON, POLICY)

    asked = [
        one.sequence for one in decision.effects if isinstance(one, Want) and one.kind == EffectKind.ALERT
    ]
    assert {recipient_of(sequence) for sequence in asked} == {Recipient.MANAGER}
    assert EffectKind.TASK not in kinds_wanted(decision)


def test_treatment_told_beside_an_open_crisis_reminds_the_manager_by_the_clock_of_the_crisis() -> None:
    in_crisis = after(Happening(Step.REFLECTION_SUBMITTED, TEN, flags=CRISIS))

    treated = Happening(Step.REFLECTION_CHANGED, NOON, flags=frozenset({Flag.TREATMENT}))
    decision = decide(in_crisis, treated, NOON, POLICY)

    due = [one.due for one in decision.effects if isinstance(one, Want) and one.kind == EffectKind.ALERT]
    assert decision.journey.alert == Urgency.MANAGER_AT_ONCE
    assert due == [NOON, NOON + timedelta(minutes=15)]


def test_what_is_for_the_manager_alone_puts_no_task_on_the_record() -> None:
    submitted = Happening(Step.REFLECTION_SUBMITTED, NOON, flags=frozenset({Flag.TREATMENT}))

    assert EffectKind.TASK not in kinds_wanted(decide(Journey(invited_at=TEN), submitted, NOON, POLICY))


def test_a_task_that_waits_is_dropped_once_the_alert_is_the_managers() -> None:
    called = after(Happening(Step.REFLECTION_SUBMITTED, TEN, flags=CALL))

    treated = Happening(Step.REFLECTION_CHANGED, NOON, flags=frozenset({Flag.TREATMENT}))

    assert Drop(EffectKind.TASK, SkipReason.LEFT_TO_A_PERSON) in decide(called, treated, NOON, POLICY).effects


def test_the_email_of_a_crisis_beside_treatment_does_not_wait_either() -> None:
    flags = CRISIS | {Flag.TREATMENT}

    decision = decide(
        Journey(invited_at=TEN), Happening(Step.REFLECTION_SUBMITTED, NOON, flags=flags), NOON, POLICY
    )

    assert Want(EffectKind.COACHING, NOON) in decision.effects


def test_an_application_opened_again_coaches_whoever_had_answered() -> None:
    answered = Journey(invited_at=TEN, answered_at=TEN)
    rejected = after(Happening(EventKind.APPLICATION_REJECTED, minutes(1)), start=answered)

    decision = decide(rejected, Happening(EventKind.APPLICATION_REOPENED, minutes(2)), NOON, POLICY)

    assert decision.journey.state == State.ANSWERED
    assert decision.effects == (
        Drop(EffectKind.REJECTION, SkipReason.REOPENED),
        Drop(EffectKind.CONGRATULATION, SkipReason.REOPENED),
        Want(EffectKind.COACHING, NOON),
    )


def test_a_deleted_candidate_is_told_to_nobody() -> None:
    """WH-17: the note, the task and the consultant's email would name them."""
    answered = Journey(invited_at=TEN, answered_at=TEN)

    decision = decide(answered, Happening(EventKind.CANDIDATE_DELETED, NOON), NOON, POLICY)

    about_them = set(EffectKind) - {EffectKind.SIGN_IN}
    assert {effect.kind for effect in decision.effects if isinstance(effect, Drop)} == about_them


def test_a_stop_holds_for_this_interview_whatever_the_ats_says() -> None:
    stopped = after(Happening(Step.CANDIDATE_STOPPED, TEN))

    opted_in = after(Happening(EventKind.CANDIDATE_OPTED_IN, NOON), start=stopped)

    assert opted_in.closed_because == SkipReason.OPTED_OUT


def test_the_first_time_of_a_step_holds() -> None:
    again = replace(Journey(), invited_at=TEN, answered_at=TEN, coached_at=TEN)

    repeated = after(*(Happening(step, NOON) for step in Step if step != Step.CANDIDATE_STOPPED), start=again)

    assert repeated == again
