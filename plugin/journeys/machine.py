"""What a journey becomes when something happens, and what is then to be done. Pure.

A journey is three facts, each with its own clock, and how far we have come with the candidate:

- what became of the **interview** (ahead, over, cancelled, not attended, deleted), and when it ends;
- what became of the **application** (live, rejected, withdrawn, hired);
- whether the **candidate** may be written to (open, opted out, deleted);
- our own **progress**: invited, answered, coached, or stopped by the candidate for this interview.

Each event moves one of these. Of two events about the same fact the later one holds, whichever arrives
first, so events in any order, and any number of times, reach the same end (WH-16). State and effects follow
from the facts; the table in docs/journeys.md is printed by running `decide`.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from integrations.ats.contract import EventKind
from plugin.effects import Drop, EffectKind, SkipReason, Want
from plugin.journeys.timing import Policy, survey_due
from plugin.reflection import Flag


class Interview(StrEnum):
    """What became of the interview; of two said in the same second the lower one in this list holds."""

    AHEAD = "ahead"
    OVER = "over"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    DELETED = "deleted"


class Application(StrEnum):
    """What became of the application, in the same order of precedence."""

    LIVE = "live"
    HIRED = "hired"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"


class Contact(StrEnum):
    """Whether the candidate may be written to. Deleted is for good (WH-17)."""

    OPEN = "open"
    OPTED_OUT = "opted_out"
    DELETED = "deleted"


class State(StrEnum):
    """How far a journey has come."""

    EXPECTED = "expected"
    DUE = "due"
    INVITED = "invited"
    ANSWERED = "answered"
    COACHED = "coached"
    CLOSED = "closed"


class Step(StrEnum):
    """What happens on our own side of a journey."""

    SURVEY_SENT = "survey.sent"
    REFLECTION_SUBMITTED = "reflection.submitted"
    REFLECTION_CHANGED = "reflection.changed"
    COACHING_SENT = "coaching.sent"
    CANDIDATE_STOPPED = "candidate.stopped"


@dataclass(frozen=True, slots=True)
class Happening:
    """One event, as far as a journey is concerned.

    `ends_at` is the interview's end, where it is said. `flags` are what a submitted reflection raises, or
    what a changed one raises anew; a call asked for is among them (`contact_me`).
    """

    kind: EventKind | Step
    at: datetime
    ends_at: datetime | None = None
    flags: frozenset[Flag] = frozenset()


@dataclass(frozen=True, slots=True)
class Journey:
    """The facts of one interview of one candidate. `*_as_of` is when the fact was last said to change."""

    interview: Interview = Interview.AHEAD
    interview_as_of: datetime | None = None
    ends_at: datetime | None = None
    ends_as_of: datetime | None = None
    application: Application = Application.LIVE
    application_as_of: datetime | None = None
    contact: Contact = Contact.OPEN
    contact_as_of: datetime | None = None
    stopped: bool = False
    invited_at: datetime | None = None
    answered_at: datetime | None = None
    coached_at: datetime | None = None

    @property
    def closed_because(self) -> SkipReason | None:
        """Why nothing more is to be sent; None while something may be."""
        if self.contact != Contact.OPEN:
            return _CONTACT_REASONS[self.contact]
        if self.application != Application.LIVE:
            return _APPLICATION_REASONS[self.application]
        if self.stopped:
            return SkipReason.OPTED_OUT
        # An interview that the candidate has told us about did happen, whatever its record says later.
        return None if self.answered_at else _INTERVIEW_REASONS.get(self.interview)

    @property
    def state(self) -> State:
        """How far it has come."""
        if self.closed_because:
            return State.CLOSED
        if self.coached_at:
            return State.COACHED
        if self.answered_at:
            return State.ANSWERED
        if self.invited_at:
            return State.INVITED
        return State.DUE if self.interview == Interview.OVER else State.EXPECTED


@dataclass(frozen=True, slots=True)
class Decision:
    """What the journey is now, and what is to be done. `superseded`: something later was already known."""

    journey: Journey
    effects: tuple[Want | Drop, ...] = ()
    superseded: bool = False


INTERVIEW_AFTER: dict[EventKind, Interview] = {
    EventKind.INTERVIEW_SCHEDULED: Interview.AHEAD,
    EventKind.INTERVIEW_MOVED: Interview.AHEAD,
    EventKind.INTERVIEW_COMPLETED: Interview.OVER,
    EventKind.INTERVIEW_CANCELLED: Interview.CANCELLED,
    EventKind.INTERVIEW_NO_SHOW: Interview.NO_SHOW,
    EventKind.INTERVIEW_DELETED: Interview.DELETED,
}
APPLICATION_AFTER: dict[EventKind, Application] = {
    EventKind.APPLICATION_REOPENED: Application.LIVE,
    EventKind.APPLICATION_HIRED: Application.HIRED,
    EventKind.APPLICATION_WITHDRAWN: Application.WITHDRAWN,
    EventKind.APPLICATION_REJECTED: Application.REJECTED,
}
CONTACT_AFTER: dict[EventKind, Contact] = {
    EventKind.CANDIDATE_OPTED_IN: Contact.OPEN,
    EventKind.CANDIDATE_OPTED_OUT: Contact.OPTED_OUT,
    EventKind.CANDIDATE_DELETED: Contact.DELETED,
}
_INTERVIEW_REASONS = {
    Interview.CANCELLED: SkipReason.CANCELLED,
    Interview.NO_SHOW: SkipReason.NO_SHOW,
    Interview.DELETED: SkipReason.INTERVIEW_DELETED,
}
_APPLICATION_REASONS = {
    Application.HIRED: SkipReason.HIRED,
    Application.WITHDRAWN: SkipReason.WITHDRAWN,
    Application.REJECTED: SkipReason.REJECTED,
}
_CONTACT_REASONS = {
    Contact.OPTED_OUT: SkipReason.OPTED_OUT,
    Contact.DELETED: SkipReason.CANDIDATE_DELETED,
}


_OPENS_AGAIN = frozenset({EventKind.APPLICATION_REOPENED, EventKind.CANDIDATE_OPTED_IN})
"""What was answered before the journey was closed for a while is coached after all."""
_ABOUT_A_CANDIDATE = tuple(kind for kind in EffectKind if kind != EffectKind.SIGN_IN)


def decide(journey: Journey, event: Happening, now: datetime, policy: Policy) -> Decision:
    """What `journey` becomes when `event` happens, and the effects wanted. Total and pure.

    `now` is when an effect that should go at once is due. The same event again changes nothing and wants
    the same effects, which their keys make single.
    """
    if isinstance(event.kind, Step):
        after = _progress(journey, event)
        return Decision(after, _effects(after, event, now, policy))
    after = hear(journey, event)
    superseded = after == journey and not _repeats(journey, event)
    return Decision(after, () if superseded else _effects(after, event, now, policy), superseded)


def hear(journey: Journey, event: Happening) -> Journey:
    """The journey with what an ATS says brought up to date; unchanged if something later is known."""
    kind = EventKind(event.kind)
    if kind in INTERVIEW_AFTER:
        return _hear_interview(journey, INTERVIEW_AFTER[kind], event)
    if kind in APPLICATION_AFTER:
        application = APPLICATION_AFTER[kind]
        if _is_later(event.at, application, journey.application_as_of, journey.application):
            return replace(journey, application=application, application_as_of=event.at)
        return journey
    contact = CONTACT_AFTER[kind]
    if contact == Contact.DELETED or (
        journey.contact != Contact.DELETED
        and _is_later(event.at, contact, journey.contact_as_of, journey.contact)
    ):
        known_at = journey.contact_as_of if journey.contact == contact else None
        return replace(journey, contact=contact, contact_as_of=_latest(event.at, known_at))
    return journey


def _hear_interview(journey: Journey, interview: Interview, event: Happening) -> Journey:
    """Its status and its end are two facts: a late 'scheduled' may still tell when a cancelled one ends."""
    after = journey
    if _is_later(event.at, interview, journey.interview_as_of, journey.interview):
        after = replace(after, interview=interview, interview_as_of=event.at)
    ends_at = event.ends_at or (event.at if interview == Interview.OVER else None)
    if ends_at and _is_newer((event.at, ends_at), (journey.ends_as_of, journey.ends_at)):
        after = replace(after, ends_at=ends_at, ends_as_of=event.at)
    return after


def _repeats(journey: Journey, event: Happening) -> bool:
    """Whether an event that changes nothing says the same as is known, rather than something older."""
    return event.at in (journey.interview_as_of, journey.application_as_of, journey.contact_as_of)


def _is_later(at: datetime, value: StrEnum, known_at: datetime | None, known: StrEnum) -> bool:
    """Whether this is news, or the same again; in the same second, the lower in its enum's list holds."""
    return known_at is None or (at, _rank(value)) >= (known_at, _rank(known))


def _is_newer(new: tuple[datetime, datetime], known: tuple[datetime | None, datetime | None]) -> bool:
    return known[0] is None or known[1] is None or new > (known[0], known[1])


def _latest(at: datetime, known_at: datetime | None) -> datetime:
    return max(at, known_at) if known_at else at


def _rank(value: StrEnum) -> int:
    return list(type(value)).index(value)


def _progress(journey: Journey, event: Happening) -> Journey:
    """The journey with our own progress brought up to date; what is done is never undone."""
    if event.kind == Step.SURVEY_SENT:
        return replace(journey, invited_at=journey.invited_at or event.at)
    if event.kind == Step.REFLECTION_SUBMITTED:
        return replace(journey, answered_at=journey.answered_at or event.at)
    if event.kind == Step.COACHING_SENT:
        return replace(journey, coached_at=journey.coached_at or event.at)
    return replace(journey, stopped=True) if event.kind == Step.CANDIDATE_STOPPED else journey


def _effects(after: Journey, event: Happening, now: datetime, policy: Policy) -> tuple[Want | Drop, ...]:
    """What is to be done now that the journey has come to this."""
    reason = after.closed_because
    if reason == SkipReason.CANDIDATE_DELETED:
        return tuple(Drop(kind, reason) for kind in _ABOUT_A_CANDIDATE)
    if reason:
        return (Drop(EffectKind.SURVEY, reason), Drop(EffectKind.COACHING, reason))
    if after.state in (State.EXPECTED, State.DUE) and after.ends_at:
        return (Want(EffectKind.SURVEY, survey_due(after.ends_at, policy)),)
    if event.kind == Step.REFLECTION_SUBMITTED:
        call = (
            (Want(EffectKind.TASK, now), Want(EffectKind.CALL, now)) if Flag.CONTACT_ME in event.flags else ()
        )
        return (
            Drop(EffectKind.SURVEY, SkipReason.ALREADY_ANSWERED),
            Want(EffectKind.COACHING, now),
            Want(EffectKind.NOTE, now),
            *call,
        )
    if after.state == State.ANSWERED and event.kind in _OPENS_AGAIN:
        return (Want(EffectKind.COACHING, now),)
    return ()
