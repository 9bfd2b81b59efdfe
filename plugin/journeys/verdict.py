"""What the gate looks at, what it may say, and what its checks share. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from plugin.effects import SkipReason
from plugin.journeys.machine import Journey
from plugin.journeys.timing import Policy, next_open

MAILS_A_WEEK = 3
"""EM-19 allows three mails in seven days; what answers the candidate's own act is not counted."""
WEEK = timedelta(days=7)
ASK_AGAIN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the gate looks at. `mode` is the branch's: 'off', 'dry_run' or 'live'.

    `later_today` is the due time of the survey of a later interview of the same application on the same day
    that is still to be asked about, and `later_waits` says that this survey has not gone and still may: what
    it is told by then may call it off. `asked_as_another`: a survey about this very interview has gone to
    this address for another candidate, with whom this one was merged. `confirmed` is False while the ATS
    could not be asked whether the interview stands. `invitations` counts the surveys sent to this person in
    the last week, by any branch, and `pending` those that are on their way at this moment; `mails` and
    `mails_pending` count all that nobody asked for. `morning` tells the second preparation from the first.
    `reflected`: they have told us about an earlier interview not long ago; `in_crisis`: and needed a person.
    `held_out`: they are compared with those who are coached. `told_elsewhere`: another of our emails says
    what this one would. `rung_at` is when the consultant last rang about this interview. `asked_for` marks
    the survey that the candidate has put off: it comes when they said, and counts towards no cap. `replaced`:
    of a note to pass on, other words have been given in its place.
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
    mails: int = 0
    mails_pending: int = 0
    later_today: datetime | None = None
    later_waits: bool = False
    asked_as_another: bool = False
    confirmed: bool = True
    asked_for: bool = False
    morning: bool = False
    reflected: bool = False
    in_crisis: bool = False
    held_out: bool = False
    told_elsewhere: bool = False
    rung_at: datetime | None = None
    replaced: bool = False


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


def when_there_is_room(facts: Facts, now: datetime, most: int) -> datetime | None:
    """When to look again, if what is on its way to this person may use up their week."""
    full = facts.mails_pending and facts.mails + facts.mails_pending >= most
    return now + ASK_AGAIN if full else None


def when_open(facts: Facts, now: datetime) -> datetime | None:
    """When to look again, if the branch writes to nobody now."""
    open_at = next_open(now, facts.policy)
    return open_at if open_at > now else None


def what_kept_it(facts: Facts) -> SkipReason:
    """Why something that has become too late did not go."""
    if not facts.has_address:
        return SkipReason.NO_ADDRESS
    return SkipReason.STALE if facts.confirmed else SkipReason.UNCONFIRMED
