"""The check, at the moment of sending, whether a message to a candidate may still go. Pure.

Whatever is not surely allowed does not go (SE-21): it is skipped with a reason from a closed list, or
postponed until the gate can tell.
"""

from collections.abc import Callable
from datetime import datetime

from plugin.effects import UNASKED, EffectKind, SkipReason
from plugin.journeys.gate_later import check_ending, check_preparation
from plugin.journeys.machine import ENDED_BY, Contact, Journey, State
from plugin.journeys.timing import is_stale, next_open, survey_due
from plugin.journeys.verdict import (
    ASK_AGAIN,
    MAILS_A_WEEK,
    Facts,
    Go,
    Skip,
    Verdict,
    Wait,
    what_kept_it,
    when_open,
    when_there_is_room,
)

SURVEYS_A_WEEK = 2
_TO_STAFF = frozenset({EffectKind.ALERT, EffectKind.PASS_ON})


def check(kind: EffectKind, facts: Facts, now: datetime) -> Verdict:
    """Whether an email about a journey may go at `now`. An alert always may, and a note that stands.

    Neither an opt-out, a rejection nor a branch switched off keeps a person at risk from a person; what drops
    an alert is that somebody has taken it, or that the candidate was deleted or erased.
    """
    if kind in _TO_STAFF:
        return Skip(SkipReason.TAKEN_BACK) if facts.replaced else Go()
    reason = _ended_otherwise(kind, facts.journey) or _never(facts)
    if reason:
        return Skip(reason)
    if kind not in UNASKED:
        return Go() if facts.has_address else Skip(SkipReason.NO_ADDRESS)
    verdict = _CHECKS[kind](facts, now)
    return Skip(SkipReason.DRY_RUN) if verdict == Go() and facts.mode == "dry_run" else verdict


def _ended_otherwise(kind: EffectKind, journey: Journey) -> SkipReason | None:
    """Why the journey is closed to this kind; what tells of an application's end needs that very end."""
    reason = journey.closed_because
    if kind not in ENDED_BY or journey.contact != Contact.OPEN:
        return reason
    if journey.application != ENDED_BY[kind]:
        return reason or SkipReason.REOPENED
    return SkipReason.OPTED_OUT if journey.stopped else None


def _never(facts: Facts) -> SkipReason | None:
    """What holds for every kind of message to this person."""
    if facts.suppressed:
        return SkipReason.SUPPRESSED
    if facts.mode == "off":
        return SkipReason.BRANCH_NOT_LIVE
    return None


def _check_survey(facts: Facts, now: datetime) -> Verdict:
    return _check_asked_for(facts, now) if facts.asked_for else _check_first(facts, now)


def _check_first(facts: Facts, now: datetime) -> Verdict:
    ends_at = facts.journey.ends_at
    if facts.journey.state not in (State.EXPECTED, State.DUE):
        return Skip(SkipReason.ALREADY_ANSWERED)
    if ends_at is None:
        return Wait(now + ASK_AGAIN)
    due = survey_due(ends_at, facts.policy)
    if is_stale(due, now, facts.policy):
        return Skip(what_kept_it(facts))
    return Wait(due) if now < due else _check_due_survey(facts, ends_at, now)


def _check_asked_for(facts: Facts, now: datetime) -> Verdict:
    again = facts.journey.ask_again_at
    if facts.journey.state != State.INVITED or again is None:
        return Skip(SkipReason.ALREADY_ANSWERED)
    if is_stale(again, now, facts.policy):
        return Skip(what_kept_it(facts))
    if facts.debriefed:
        return Skip(SkipReason.ALREADY_DEBRIEFED)
    if not facts.has_address or not facts.confirmed:
        return Wait(now + ASK_AGAIN)
    if (open_at := next_open(max(now, again), facts.policy)) > now:
        return Wait(open_at)
    return Go()


def _check_due_survey(facts: Facts, ends_at: datetime, now: datetime) -> Verdict:
    if reason := _not_this_one(facts, ends_at, now):
        return Skip(reason)
    until = _not_yet(facts, now)
    return Wait(until) if until else Go()


def _not_yet(facts: Facts, now: datetime) -> datetime | None:
    """When to look again, if it is not clear now or not the time; None if it is."""
    if not facts.has_address or not facts.confirmed:
        return now + ASK_AGAIN
    if facts.later_today and facts.later_today > now:
        return facts.later_today
    if facts.later_waits:
        return now + ASK_AGAIN
    if facts.pending and facts.invitations + facts.pending >= SURVEYS_A_WEEK:
        return now + ASK_AGAIN
    return when_there_is_room(facts, now, MAILS_A_WEEK) or when_open(facts, now)


def _not_this_one(facts: Facts, ends_at: datetime, now: datetime) -> SkipReason | None:
    if facts.live_from and ends_at < facts.live_from:
        return SkipReason.BEFORE_GO_LIVE
    if facts.debriefed:
        return SkipReason.ALREADY_DEBRIEFED
    if facts.asked_as_another:
        return SkipReason.TOLD_ELSEWHERE
    if facts.later_today and facts.later_today <= now and not facts.later_waits:
        return SkipReason.COMBINED
    if facts.invitations >= SURVEYS_A_WEEK or facts.mails >= MAILS_A_WEEK:
        return SkipReason.CAPPED
    return None


_CHECKS: dict[EffectKind, Callable[[Facts, datetime], Verdict]] = {
    EffectKind.SURVEY: _check_survey,
    EffectKind.PREPARE: check_preparation,
    EffectKind.REJECTION: check_ending,
    EffectKind.CONGRATULATION: check_ending,
}
