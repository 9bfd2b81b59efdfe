"""Whether a message may still go, at the moment of sending (SE-21, RL-08, RL-20, EM-19)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.effects import UNASKED, EffectKind, SkipReason
from plugin.journeys.gate import check
from plugin.journeys.machine import Application, Contact, Interview, Journey, State
from plugin.journeys.timing import Policy, is_stale, next_open, survey_due
from plugin.journeys.verdict import ASK_AGAIN, Facts, Go, Skip, Verdict, Wait
from tests.journeys import test_gate_later

POLICY = Policy("Europe/London", "GB-SCT")
ENDED = datetime(2026, 6, 9, 10, tzinfo=UTC)
"""A working Tuesday, in summer time."""
DUE = ENDED + timedelta(minutes=90)
OVER = Journey(interview=Interview.OVER, interview_as_of=ENDED, ends_at=ENDED, ends_as_of=ENDED)
CLEAR = Facts(
    journey=OVER,
    policy=POLICY,
    mode="live",
    live_from=ENDED - timedelta(days=1),
    has_address=True,
    suppressed=False,
    debriefed=False,
)
"""Nothing stands against the survey of an interview that has ended."""


def survey(facts: Facts, at: datetime = DUE) -> Verdict:
    return check(EffectKind.SURVEY, facts, at)


def test_a_survey_goes_when_it_is_due_and_nothing_stands_against_it() -> None:
    assert survey(CLEAR) == Go()


SKIPPED = {
    SkipReason.CANCELLED: replace(CLEAR, journey=replace(OVER, interview=Interview.CANCELLED)),
    SkipReason.NO_SHOW: replace(CLEAR, journey=replace(OVER, interview=Interview.NO_SHOW)),
    SkipReason.INTERVIEW_DELETED: replace(CLEAR, journey=replace(OVER, interview=Interview.DELETED)),
    SkipReason.REJECTED: replace(CLEAR, journey=replace(OVER, application=Application.REJECTED)),
    SkipReason.WITHDRAWN: replace(CLEAR, journey=replace(OVER, application=Application.WITHDRAWN)),
    SkipReason.HIRED: replace(CLEAR, journey=replace(OVER, application=Application.HIRED)),
    SkipReason.OPTED_OUT: replace(CLEAR, journey=replace(OVER, contact=Contact.OPTED_OUT)),
    SkipReason.CANDIDATE_DELETED: replace(CLEAR, journey=replace(OVER, contact=Contact.DELETED)),
    SkipReason.SUPPRESSED: replace(CLEAR, suppressed=True),
    SkipReason.ALREADY_ANSWERED: replace(CLEAR, journey=replace(OVER, answered_at=DUE)),
    SkipReason.ALREADY_DEBRIEFED: replace(CLEAR, debriefed=True),
    SkipReason.COMBINED: replace(CLEAR, later_today=DUE),
    SkipReason.CAPPED: replace(CLEAR, invitations=2, mails=2),
    SkipReason.STALE: replace(
        CLEAR, journey=replace(OVER, ends_at=ENDED - timedelta(hours=25)), live_from=None
    ),
    SkipReason.BRANCH_NOT_LIVE: replace(CLEAR, mode="off"),
    SkipReason.DRY_RUN: replace(CLEAR, mode="dry_run"),
    SkipReason.BEFORE_GO_LIVE: replace(CLEAR, live_from=ENDED + timedelta(seconds=1)),
}
LATE = {
    SkipReason.NO_ADDRESS: replace(CLEAR, has_address=False),
    SkipReason.UNCONFIRMED: replace(CLEAR, confirmed=False),
}
"""Waited for until it is too late."""
TOO_LATE = DUE + timedelta(hours=24, seconds=1)


@pytest.mark.parametrize("reason", SKIPPED)
def test_a_survey_is_skipped_with_its_reason(reason: SkipReason) -> None:
    assert survey(SKIPPED[reason]) == Skip(reason)


@pytest.mark.parametrize("reason", LATE)
def test_a_survey_that_lacked_something_until_it_was_stale_says_what(reason: SkipReason) -> None:
    assert survey(LATE[reason], TOO_LATE) == Skip(reason)


def test_every_reason_to_skip_but_those_that_a_person_gives_is_reached() -> None:
    reached = {*SKIPPED, *LATE, *test_gate_later.NOT_PREPARED, *test_gate_later.NOT_TOLD}
    by_people = {SkipReason.ERASED, SkipReason.TAKEN, SkipReason.TAKEN_BACK}

    assert reached | by_people == set(SkipReason)


def test_a_note_in_whose_place_others_were_given_is_not_passed_on() -> None:
    assert check(EffectKind.PASS_ON, replace(CLEAR, replaced=True), DUE) == Skip(SkipReason.TAKEN_BACK)


def test_a_stopped_journey_is_opted_out() -> None:
    assert survey(replace(CLEAR, journey=replace(OVER, stopped=True))) == Skip(SkipReason.OPTED_OUT)


def test_a_survey_that_was_sent_is_not_sent_again() -> None:
    invited = replace(CLEAR, journey=replace(OVER, invited_at=DUE))

    assert survey(invited) == Skip(SkipReason.ALREADY_ANSWERED)


def test_a_survey_waits_until_it_is_due() -> None:
    assert survey(CLEAR, DUE - timedelta(seconds=1)) == Wait(DUE)


def test_a_survey_of_an_interview_without_an_end_is_looked_at_again() -> None:
    unknown = replace(CLEAR, journey=Journey())

    assert survey(unknown) == Wait(DUE + ASK_AGAIN)


@pytest.mark.parametrize("lacking", [{"has_address": False}, {"confirmed": False}])
def test_a_survey_that_cannot_be_sent_yet_is_looked_at_again(lacking: dict[str, bool]) -> None:
    """SE-21: nothing unsure goes."""
    assert survey(replace(CLEAR, **lacking)) == Wait(DUE + ASK_AGAIN)  # type: ignore[arg-type]


def test_a_survey_waits_for_that_of_a_later_interview_the_same_day() -> None:
    later = DUE + timedelta(hours=2)

    assert survey(replace(CLEAR, later_today=later)) == Wait(later)


def test_a_survey_waits_while_that_of_the_later_interview_has_not_gone() -> None:
    """What the later one meets by then may call it off: then this one goes after all."""
    assert survey(replace(CLEAR, later_today=DUE, later_waits=True)) == Wait(DUE + ASK_AGAIN)


def test_nobody_is_asked_about_one_interview_as_two_candidates() -> None:
    assert survey(replace(CLEAR, asked_as_another=True)) == Skip(SkipReason.TOLD_ELSEWHERE)


def test_a_survey_that_was_held_up_into_the_night_waits_for_the_morning() -> None:
    night = datetime(2026, 6, 9, 22, tzinfo=UTC)

    assert survey(CLEAR, night) == Wait(datetime(2026, 6, 10, 7, tzinfo=UTC))


@pytest.mark.parametrize(
    ("invitations", "pending", "verdict"),
    [
        (0, 0, Go()),
        (0, 1, Go()),
        (1, 0, Go()),
        (0, 2, Wait(DUE + ASK_AGAIN)),
        (1, 1, Wait(DUE + ASK_AGAIN)),
        (1, 9, Wait(DUE + ASK_AGAIN)),
        (2, 0, Skip(SkipReason.CAPPED)),
        (2, 1, Skip(SkipReason.CAPPED)),
    ],
)
def test_surveys_on_their_way_take_up_the_cap_until_it_is_known_what_became_of_them(
    invitations: int, pending: int, verdict: Verdict
) -> None:
    """EM-19: one of them may yet fail, and then this one goes."""
    assert survey(replace(CLEAR, invitations=invitations, pending=pending)) == verdict


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (replace(SKIPPED[SkipReason.OPTED_OUT], suppressed=True, mode="off"), SkipReason.OPTED_OUT),
        (replace(CLEAR, suppressed=True, mode="off"), SkipReason.SUPPRESSED),
        (replace(CLEAR, mode="off", debriefed=True), SkipReason.BRANCH_NOT_LIVE),
        (replace(SKIPPED[SkipReason.BEFORE_GO_LIVE], debriefed=True), SkipReason.BEFORE_GO_LIVE),
        (replace(CLEAR, debriefed=True, later_today=DUE), SkipReason.ALREADY_DEBRIEFED),
        (replace(CLEAR, later_today=DUE, invitations=2), SkipReason.COMBINED),
        (replace(CLEAR, invitations=2, has_address=False), SkipReason.CAPPED),
        (replace(CLEAR, mode="dry_run", invitations=2), SkipReason.CAPPED),
    ],
)
def test_of_several_reasons_the_weightiest_is_given(facts: Facts, reason: SkipReason) -> None:
    assert survey(facts) == Skip(reason)


def test_a_dry_run_decides_all_and_sends_nothing() -> None:
    """It waits as a live branch would, so that what it reports is what would have been sent."""
    dry = replace(CLEAR, mode="dry_run", has_address=False)

    assert survey(dry) == Wait(DUE + ASK_AGAIN)


@pytest.mark.parametrize("hour", [3, 12, 23])
def test_coaching_answers_the_candidates_own_act_and_goes_at_any_hour(hour: int) -> None:
    answered = replace(CLEAR, journey=replace(OVER, answered_at=DUE), invitations=9, debriefed=True)

    assert check(EffectKind.COACHING, answered, DUE.replace(hour=hour)) == Go()


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (replace(CLEAR, suppressed=True), SkipReason.SUPPRESSED),
        (replace(CLEAR, mode="off"), SkipReason.BRANCH_NOT_LIVE),
        (replace(CLEAR, has_address=False), SkipReason.NO_ADDRESS),
        (SKIPPED[SkipReason.REJECTED], SkipReason.REJECTED),
        (SKIPPED[SkipReason.CANDIDATE_DELETED], SkipReason.CANDIDATE_DELETED),
    ],
)
def test_coaching_is_held_back_from_whoever_is_not_to_be_written_to(facts: Facts, reason: SkipReason) -> None:
    assert check(EffectKind.COACHING, facts, DUE) == Skip(reason)


def test_the_consultant_hears_of_a_wish_even_where_the_candidate_wants_no_emails() -> None:
    assert check(EffectKind.PASS_ON, SKIPPED[SkipReason.OPTED_OUT], DUE) == Go()


@pytest.mark.parametrize("reason", SKIPPED)
def test_nothing_at_the_gate_keeps_a_person_from_a_person(reason: SkipReason) -> None:
    """PEERS 9.14: neither an opt-out nor a suppression, a rejection or a branch that is off."""
    assert check(EffectKind.ALERT, SKIPPED[reason], DUE) == Go()


def near(moment: datetime) -> st.SearchStrategy[datetime]:
    return st.integers(-40 * 60, 40 * 60).map(lambda minutes: moment + timedelta(minutes=minutes))


journeys = st.builds(
    Journey,
    interview=st.sampled_from(Interview),
    starts_at=st.none() | near(ENDED),
    ends_at=st.none() | near(ENDED),
    application=st.sampled_from(Application) | st.just(Application.LIVE),
    application_as_of=st.none() | near(ENDED),
    contact=st.sampled_from(Contact) | st.just(Contact.OPEN),
    stopped=st.booleans(),
    invited_at=st.none() | st.just(ENDED),
    answered_at=st.none() | st.just(ENDED),
)
situations = st.builds(
    Facts,
    journey=journeys | st.just(OVER),
    policy=st.just(POLICY) | st.just(replace(POLICY, always_open=True)),
    mode=st.sampled_from(["off", "dry_run", "live", "live"]),
    live_from=st.none() | near(ENDED),
    has_address=st.booleans(),
    suppressed=st.booleans(),
    debriefed=st.booleans(),
    invitations=st.integers(0, 3),
    pending=st.integers(0, 3),
    mails=st.integers(0, 4),
    mails_pending=st.integers(0, 4),
    morning=st.booleans(),
    reflected=st.booleans(),
    later_today=st.none() | near(DUE),
    later_waits=st.booleans(),
    asked_as_another=st.booleans(),
    confirmed=st.booleans(),
)


@given(situations, near(DUE))
def test_a_survey_goes_only_if_all_holds(facts: Facts, now: datetime) -> None:
    if survey(facts, now) != Go():
        return

    ends_at = facts.journey.ends_at
    assert facts.journey.closed_because is None
    assert facts.journey.state in (State.EXPECTED, State.DUE)
    assert ends_at is not None
    assert survey_due(ends_at, facts.policy) <= now
    assert not is_stale(survey_due(ends_at, facts.policy), now, facts.policy)
    assert next_open(now, facts.policy) == now
    assert facts.mode == "live"
    assert facts.live_from is None or facts.live_from <= ends_at
    assert facts.has_address
    assert facts.confirmed
    assert not facts.suppressed
    assert not facts.debriefed
    assert facts.later_today is None
    assert not facts.later_waits
    assert not facts.asked_as_another
    assert facts.invitations + facts.pending < 2
    assert facts.mails + facts.mails_pending < 3


@given(st.sampled_from(EffectKind), situations, near(DUE))
def test_nothing_is_put_off_to_a_moment_that_has_passed(
    kind: EffectKind, facts: Facts, now: datetime
) -> None:
    verdict = check(kind, facts, now)

    assert not isinstance(verdict, Wait) or verdict.until > now


@given(st.sampled_from(sorted(UNASKED)), situations, near(DUE))
def test_nothing_that_nobody_asked_for_goes_beyond_three_a_week_em_19(
    kind: EffectKind, facts: Facts, now: datetime
) -> None:
    if check(kind, facts, now) == Go():
        assert facts.mails + facts.mails_pending < 3
