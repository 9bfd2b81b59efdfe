"""Whether a preparation, or a word about an application that has ended, may still go."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from plugin.effects import EffectKind, SkipReason
from plugin.journeys.gate import check
from plugin.journeys.machine import Application, Contact, Interview, Journey
from plugin.journeys.timing import Policy
from plugin.journeys.verdict import ASK_AGAIN, Facts, Go, Skip, Verdict, Wait

POLICY = Policy("Europe/London", "GB-SCT")
AFTERNOON = datetime(2026, 6, 9, 15, tzinfo=UTC)
"""A working Tuesday, four o'clock by the clocks of London."""
STARTS = datetime(2026, 6, 10, 13, tzinfo=UTC)
MORNING = datetime(2026, 6, 10, 8, tzinfo=UTC)
AHEAD = Journey(interview_as_of=AFTERNOON - timedelta(days=3), starts_at=STARTS, ends_at=STARTS)
READY = Facts(
    journey=AHEAD,
    policy=POLICY,
    mode="live",
    live_from=AFTERNOON - timedelta(days=30),
    has_address=True,
    suppressed=False,
    debriefed=False,
    reflected=True,
)
"""Nothing stands against preparing somebody for tomorrow."""
SAID_NO = datetime(2026, 6, 8, 10, tzinfo=UTC)
DAY_LATER = SAID_NO + timedelta(days=1)
HELD = Journey(interview=Interview.OVER, ends_at=SAID_NO - timedelta(days=2), answered_at=SAID_NO)
REJECTED = replace(READY, journey=replace(HELD, application=Application.REJECTED, application_as_of=SAID_NO))


def prepare(facts: Facts, at: datetime = AFTERNOON) -> Verdict:
    return check(EffectKind.PREPARE, facts, at)


def tell(facts: Facts, at: datetime = DAY_LATER) -> Verdict:
    return check(EffectKind.REJECTION, facts, at)


def test_a_preparation_goes_on_the_afternoon_before() -> None:
    assert prepare(READY) == Go()


def test_the_last_word_goes_on_the_morning() -> None:
    assert check(EffectKind.PREPARE, replace(READY, morning=True), MORNING) == Go()


def ahead(**changes: object) -> Facts:
    return replace(READY, journey=replace(AHEAD, **changes))  # type: ignore[arg-type]


NOT_PREPARED = {
    SkipReason.CANCELLED: ahead(interview=Interview.CANCELLED),
    SkipReason.REJECTED: ahead(application=Application.REJECTED),
    SkipReason.WITHDRAWN: ahead(application=Application.WITHDRAWN),
    SkipReason.OPTED_OUT: ahead(stopped=True),
    SkipReason.SUPPRESSED: replace(READY, suppressed=True),
    SkipReason.BRANCH_NOT_LIVE: replace(READY, mode="off"),
    SkipReason.DRY_RUN: replace(READY, mode="dry_run"),
    SkipReason.STALE: ahead(interview=Interview.OVER),
    SkipReason.NO_LESSON: replace(READY, reflected=False),
    SkipReason.HELD_OUT: replace(READY, held_out=True),
    SkipReason.LEFT_TO_A_PERSON: replace(READY, in_crisis=True),
    SkipReason.TOLD_ELSEWHERE: replace(READY, told_elsewhere=True),
    SkipReason.CAPPED: replace(READY, mails=2),
}


@pytest.mark.parametrize("reason", NOT_PREPARED)
def test_a_preparation_is_skipped_with_its_reason(reason: SkipReason) -> None:
    assert prepare(NOT_PREPARED[reason]) == Skip(reason)


@pytest.mark.parametrize("facts", [replace(READY, reflected=False), replace(READY, held_out=True)])
def test_a_branch_that_prepares_everybody_prepares_them_too(facts: Facts) -> None:
    general = replace(facts, policy=replace(POLICY, general_preparation=True))

    assert prepare(general) == Go()


def test_a_preparation_waits_for_its_hour() -> None:
    assert prepare(READY, AFTERNOON - timedelta(hours=5)) == Wait(AFTERNOON)


def test_a_preparation_follows_an_interview_that_is_moved_away() -> None:
    assert prepare(ahead(starts_at=STARTS + timedelta(days=1))) == Wait(AFTERNOON + timedelta(days=1))


@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        (datetime(2026, 6, 9, 19, tzinfo=UTC), Go()),
        (datetime(2026, 6, 9, 20, tzinfo=UTC), Skip(SkipReason.STALE)),
        (datetime(2026, 6, 9, 23, tzinfo=UTC), Skip(SkipReason.STALE)),
    ],
    ids=["in the evening", "when the office has shut", "on the day itself"],
)
def test_an_interview_heard_of_late_is_prepared_for_as_long_as_the_day_before_is_open(
    at: datetime, verdict: Verdict
) -> None:
    at = at + timedelta(minutes=30) if at.hour == 20 else at

    assert prepare(READY, at) == verdict


@pytest.mark.parametrize(
    ("before", "verdict"), [(timedelta(minutes=61), Go()), (timedelta(hours=1), Skip(SkipReason.STALE))]
)
def test_the_last_word_is_of_use_until_an_hour_before(before: timedelta, verdict: Verdict) -> None:
    assert prepare(replace(READY, morning=True), STARTS - before) == verdict


def test_a_saturday_s_interview_has_its_morning_too() -> None:
    saturday = datetime(2026, 6, 13, 10, tzinfo=UTC)
    facts = replace(ahead(starts_at=saturday), morning=True)

    assert prepare(facts, saturday - timedelta(hours=2)) == Go()


@pytest.mark.parametrize(
    "facts",
    [
        replace(READY, has_address=False),
        replace(READY, confirmed=False),
        replace(READY, mails=1, mails_pending=1),
    ],
    ids=["no address yet", "ATS silent", "the week may be full"],
)
def test_a_preparation_waits_for_what_may_still_come(facts: Facts) -> None:
    assert prepare(facts) == Wait(AFTERNOON + ASK_AGAIN)


def test_a_preparation_that_lacked_something_until_it_was_too_late_says_what() -> None:
    assert prepare(replace(READY, confirmed=False), STARTS) == Skip(SkipReason.UNCONFIRMED)


def test_a_rejection_is_spoken_of_a_day_later() -> None:
    assert (tell(REJECTED, SAID_NO), tell(REJECTED)) == (Wait(DAY_LATER), Go())


def rejected(**changes: object) -> Facts:
    return replace(REJECTED, journey=replace(REJECTED.journey, **changes))  # type: ignore[arg-type]


NOT_TOLD = {
    SkipReason.REOPENED: rejected(application=Application.LIVE),
    SkipReason.WITHDRAWN: rejected(application=Application.WITHDRAWN),
    SkipReason.CANDIDATE_DELETED: rejected(contact=Contact.DELETED),
    SkipReason.OPTED_OUT: rejected(stopped=True),
    SkipReason.SUPPRESSED: replace(REJECTED, suppressed=True),
    SkipReason.DRY_RUN: replace(REJECTED, mode="dry_run"),
    SkipReason.SWITCHED_OFF: replace(REJECTED, policy=replace(POLICY, after_rejection=False)),
    SkipReason.BEFORE_GO_LIVE: replace(REJECTED, live_from=SAID_NO + timedelta(seconds=1)),
    SkipReason.NOT_HELD: rejected(answered_at=None, ends_at=SAID_NO + timedelta(seconds=1)),
    SkipReason.LEFT_TO_A_PERSON: replace(REJECTED, in_crisis=True),
    SkipReason.TOLD_ELSEWHERE: replace(REJECTED, told_elsewhere=True),
    SkipReason.ALREADY_DEBRIEFED: replace(REJECTED, rung_at=SAID_NO),
    SkipReason.CAPPED: replace(REJECTED, mails=3),
}


@pytest.mark.parametrize("reason", NOT_TOLD)
def test_a_rejection_is_not_spoken_of_and_the_reason_is_kept(reason: SkipReason) -> None:
    assert tell(NOT_TOLD[reason]) == Skip(reason)


def test_a_call_before_the_rejection_does_not_stand_for_one_about_it() -> None:
    assert tell(replace(REJECTED, rung_at=SAID_NO - timedelta(seconds=1))) == Go()


def test_a_rejection_three_days_late_is_left_alone() -> None:
    late = DAY_LATER + timedelta(days=3)

    assert (tell(REJECTED, late), tell(REJECTED, late + timedelta(seconds=1))) == (
        Go(),
        Skip(SkipReason.STALE),
    )


def test_congratulations_go_to_who_got_the_job_and_to_nobody_else() -> None:
    hired = rejected(application=Application.HIRED)

    assert check(EffectKind.CONGRATULATION, hired, DAY_LATER) == Go()
    assert check(EffectKind.CONGRATULATION, REJECTED, DAY_LATER) == Skip(SkipReason.REJECTED)
    assert check(EffectKind.REJECTION, hired, DAY_LATER) == Skip(SkipReason.HIRED)


def test_a_call_does_not_stand_for_congratulations() -> None:
    hired = replace(rejected(application=Application.HIRED), rung_at=SAID_NO, debriefed=True)

    assert check(EffectKind.CONGRATULATION, hired, DAY_LATER) == Go()
