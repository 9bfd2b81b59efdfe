"""The check, at the moment of sending, whether a message to a candidate may still go. Pure.

Whatever is not surely allowed does not go (SE-21): it is skipped with a reason from a closed list, or
postponed until the gate can tell.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from plugin.effects import EffectKind, SkipReason
from plugin.journeys.machine import Journey, State
from plugin.journeys.timing import Policy, is_stale, next_open, survey_due

SURVEYS_A_WEEK = 2
"""EM-19 allows three mails in seven days; what answers the candidate's own act is not counted."""
WEEK = timedelta(days=7)
ASK_AGAIN = timedelta(minutes=15)
_TO_STAFF = frozenset({EffectKind.ALERT, EffectKind.PASS_ON})


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the gate looks at. `mode` is the branch's: 'off', 'dry_run' or 'live'.

    `later_today` is the due time of the survey of a later interview of the same application on the same
    day that is still to be asked about. `confirmed` is False while the ATS could not be asked whether the
    interview stands. `invitations` counts the surveys sent to this person in the last week, by any branch,
    and `pending` those that are on their way at this moment. `asked_for` marks the survey that the candidate
    has put off: it comes when they said, and counts towards no cap.
    """

    journey: Journey
    policy: Policy
    mode: str
    live_from: datetime | None
    has_address: bool
    suppressed: bool
    debriefed: bool
    invitations: int = 0
    pending: int = 0
    later_today: datetime | None = None
    confirmed: bool = True
    asked_for: bool = False


@dataclass(frozen=True, slots=True)
class Go:
    """It may go now."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Not yet: look again at `until`."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Skip:
    """It does not go, and this is why."""

    reason: SkipReason


Verdict = Go | Wait | Skip


def check(kind: EffectKind, facts: Facts, now: datetime) -> Verdict:
    """Whether an email about a journey may go at `now`. An alert always may, and the rest to staff.

    Neither an opt-out, a rejection nor a branch switched off keeps a person at risk from a person; what drops
    an alert is that somebody has taken it, or that the candidate was deleted or erased.
    """
    if kind in _TO_STAFF:
        return Go()
    reason = facts.journey.closed_because or _never(facts)
    if reason:
        return Skip(reason)
    if kind != EffectKind.SURVEY:
        return Go() if facts.has_address else Skip(SkipReason.NO_ADDRESS)
    return _check_asked_for(facts, now) if facts.asked_for else _check_survey(facts, now)


def _never(facts: Facts) -> SkipReason | None:
    """What holds for every kind of message to this person."""
    if facts.suppressed:
        return SkipReason.SUPPRESSED
    if facts.mode == "off":
        return SkipReason.BRANCH_NOT_LIVE
    return None


def _check_survey(facts: Facts, now: datetime) -> Verdict:
    ends_at = facts.journey.ends_at
    if facts.journey.state not in (State.EXPECTED, State.DUE):
        return Skip(SkipReason.ALREADY_ANSWERED)
    if ends_at is None:
        return Wait(now + ASK_AGAIN)
    due = survey_due(ends_at, facts.policy)
    if is_stale(due, now, facts.policy):
        return Skip(_what_kept_it(facts))
    return Wait(due) if now < due else _check_due_survey(facts, ends_at, now)


def _check_asked_for(facts: Facts, now: datetime) -> Verdict:
    again = facts.journey.ask_again_at
    if facts.journey.state != State.INVITED or again is None:
        return Skip(SkipReason.ALREADY_ANSWERED)
    if is_stale(again, now, facts.policy):
        return Skip(_what_kept_it(facts))
    if facts.debriefed:
        return Skip(SkipReason.ALREADY_DEBRIEFED)
    if not facts.has_address or not facts.confirmed:
        return Wait(now + ASK_AGAIN)
    if (open_at := next_open(max(now, again), facts.policy)) > now:
        return Wait(open_at)
    return Skip(SkipReason.DRY_RUN) if facts.mode == "dry_run" else Go()


def _check_due_survey(facts: Facts, ends_at: datetime, now: datetime) -> Verdict:
    if reason := _not_this_one(facts, ends_at, now):
        return Skip(reason)
    if until := _not_yet(facts, now):
        return Wait(until)
    return Skip(SkipReason.DRY_RUN) if facts.mode == "dry_run" else Go()


def _not_yet(facts: Facts, now: datetime) -> datetime | None:
    """When to look again, if it is not clear now or not the time; None if it is."""
    if not facts.has_address or not facts.confirmed:
        return now + ASK_AGAIN
    if facts.later_today and facts.later_today > now:
        return facts.later_today
    if facts.pending and facts.invitations + facts.pending >= SURVEYS_A_WEEK:
        return now + ASK_AGAIN
    open_at = next_open(now, facts.policy)
    return open_at if open_at > now else None


def _what_kept_it(facts: Facts) -> SkipReason:
    if not facts.has_address:
        return SkipReason.NO_ADDRESS
    return SkipReason.STALE if facts.confirmed else SkipReason.UNCONFIRMED


def _not_this_one(facts: Facts, ends_at: datetime, now: datetime) -> SkipReason | None:
    if facts.live_from and ends_at < facts.live_from:
        return SkipReason.BEFORE_GO_LIVE
    if facts.debriefed:
        return SkipReason.ALREADY_DEBRIEFED
    if facts.later_today and facts.later_today <= now:
        return SkipReason.COMBINED
    if facts.invitations >= SURVEYS_A_WEEK:
        return SkipReason.CAPPED
    return None
