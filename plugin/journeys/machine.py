"""What a journey becomes when something happens, and what is then to be done. Pure.

A journey is three facts, each with its own clock, and how far we have come with the candidate:

- what became of the **interview** (ahead, over, cancelled, not attended, deleted), and when it ends;
- what became of the **application** (live, rejected, withdrawn, hired);
- whether the **candidate** may be written to (open, opted out, deleted);
- our own **progress**: invited, answered, coached, asked by the candidate to come back tomorrow, or stopped
  by them for this interview.

Each event moves one of these. Of two events about the same fact the later one holds, whichever arrives
first, so events in any order, and any number of times, reach the same end (WH-16). State and effects follow
from the facts; the table in docs/journeys.md is printed by running `decide`.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from integrations.ats.contract import EventKind
from plugin.alerts import Urgency
from plugin.effects import Drop, EffectKind, SkipReason, Want
from plugin.journeys.alerting import alert_effects, alerted
from plugin.journeys.clocks import is_later, is_newer, latest
from plugin.journeys.facts import APPLICATION_AFTER as APPLICATION_AFTER
from plugin.journeys.facts import CONTACT_AFTER as CONTACT_AFTER
from plugin.journeys.facts import INTERVIEW_AFTER as INTERVIEW_AFTER
from plugin.journeys.facts import INTERVIEW_REASONS
from plugin.journeys.facts import Application as Application
from plugin.journeys.facts import Contact as Contact
from plugin.journeys.facts import Interview as Interview
from plugin.journeys.facts import State as State
from plugin.journeys.journey import Happening as Happening
from plugin.journeys.journey import Journey as Journey
from plugin.journeys.journey import Step as Step
from plugin.journeys.later import ending, preparation
from plugin.journeys.timing import Policy, review_due, survey_due, tomorrow_at_nine


@dataclass(frozen=True, slots=True)
class Decision:
    """What the journey is now, and what is to be done. `superseded`: something later was already known."""

    journey: Journey
    effects: tuple[Want | Drop, ...] = ()
    superseded: bool = False


_OPENS_AGAIN = frozenset(
    {EventKind.APPLICATION_REOPENED, EventKind.CANDIDATE_OPTED_IN, Step.CANDIDATE_RESUMED}
)
"""What was answered before the journey was closed for a while is coached after all."""
_ANSWERS = frozenset({Step.REFLECTION_SUBMITTED, Step.REFLECTION_CHANGED, Step.REFLECTION_CONFIRMED})
ASKED_AGAIN = 1
"""The sequence of the survey that a candidate has put off."""
_ABOUT_A_CANDIDATE = tuple(kind for kind in EffectKind if kind != EffectKind.SIGN_IN)
_WHILE_OPEN = (EffectKind.SURVEY, EffectKind.COACHING, EffectKind.PREPARE)
"""What is dropped when a journey closes, whatever for."""
ENDED_BY = {
    EffectKind.REJECTION: Application.REJECTED,
    EffectKind.CONGRATULATION: Application.HIRED,
}
"""What has become of an application when each of these is sent."""


def decide(journey: Journey, event: Happening, now: datetime, policy: Policy) -> Decision:
    """What `journey` becomes when `event` happens, and the effects wanted. Total and pure.

    `now` is when an effect that should go at once is due. The same event again changes nothing and wants
    the same effects, which their keys make single.
    """
    if isinstance(event.kind, Step):
        after = alerted(journey, _progress(journey, event, policy), event, policy)
        effects = _effects(after, event, now, policy)
        return Decision(after, effects + alert_effects(journey, after, event, now, policy))
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
        if is_later(event.at, application, journey.application_as_of, journey.application):
            return replace(journey, application=application, application_as_of=event.at)
        return journey
    contact = CONTACT_AFTER[kind]
    if contact == Contact.DELETED or (
        journey.contact != Contact.DELETED
        and is_later(event.at, contact, journey.contact_as_of, journey.contact)
    ):
        known_at = journey.contact_as_of if journey.contact == contact else None
        return replace(journey, contact=contact, contact_as_of=latest(event.at, known_at))
    return journey


def _hear_interview(journey: Journey, interview: Interview, event: Happening) -> Journey:
    """Its status and its end are two facts: a late 'scheduled' may still tell when a cancelled one ends."""
    after = journey
    if is_later(event.at, interview, journey.interview_as_of, journey.interview):
        after = replace(after, interview=interview, interview_as_of=event.at)
    ends_at = event.ends_at or (event.at if interview == Interview.OVER else None)
    if ends_at and is_newer((event.at, ends_at), (journey.ends_as_of, journey.ends_at)):
        after = replace(after, ends_at=ends_at, ends_as_of=event.at)
    return after


def _repeats(journey: Journey, event: Happening) -> bool:
    """Whether an event that changes nothing says the same as is known, rather than something older."""
    return event.at in (journey.interview_as_of, journey.application_as_of, journey.contact_as_of)


def _progress(journey: Journey, event: Happening, policy: Policy) -> Journey:
    """The journey with our own progress brought up to date; what is done is never undone."""
    if event.kind == Step.SURVEY_SNOOZED:
        return _snoozed(journey, event, policy)
    if event.kind == Step.SURVEY_SENT:
        return replace(journey, invited_at=journey.invited_at or event.at)
    if event.kind == Step.REFLECTION_SUBMITTED:
        return replace(journey, answered_at=journey.answered_at or event.at)
    if event.kind == Step.COACHING_SENT:
        # A letter to somebody who wrote too late makes no answered survey of it.
        return replace(journey, coached_at=journey.coached_at or (event.at if journey.answered_at else None))
    stopped = event.kind == Step.CANDIDATE_STOPPED
    return replace(journey, stopped=stopped or (journey.stopped and event.kind != Step.CANDIDATE_RESUMED))


def _snoozed(journey: Journey, event: Happening, policy: Policy) -> Journey:
    """Asked again once and no more. Whoever puts a survey off has had it, whatever the mail server said."""
    if journey.answered_at or journey.ask_again_at:
        return journey
    again = tomorrow_at_nine(event.at, policy)
    return replace(journey, ask_again_at=again, invited_at=journey.invited_at or event.at)


def _effects(after: Journey, event: Happening, now: datetime, policy: Policy) -> tuple[Want | Drop, ...]:
    """What is to be done now that the journey has come to this."""
    reason = after.closed_because
    if reason == SkipReason.CANDIDATE_DELETED:
        return tuple(Drop(kind, reason) for kind in _ABOUT_A_CANDIDATE)
    if after.answered_at and event.kind in _ANSWERS:
        return _answered(after, event, now, policy)
    if reason:
        end = ending(_told_of_the_end(after), after.application_as_of, reason, policy)
        return (*(Drop(kind, reason) for kind in _WHILE_OPEN), *end)
    if event.kind == Step.REFLECTION_LATE:
        return _letter(event, now)
    reopened = event.kind == EventKind.APPLICATION_REOPENED
    again = ending(None, None, SkipReason.REOPENED, policy) if reopened else ()
    return (*again, *_while_open(after, event, now, policy))


def _told_of_the_end(after: Journey) -> EffectKind | None:
    """What a candidate is told whose application has ended; nothing to one who was not interviewed."""
    took_place = after.answered_at is not None or after.interview not in INTERVIEW_REASONS
    if not took_place or after.contact != Contact.OPEN or after.stopped:
        return None
    return next((kind for kind, ended in ENDED_BY.items() if after.application == ended), None)


def _while_open(after: Journey, event: Happening, now: datetime, policy: Policy) -> tuple[Want | Drop, ...]:
    """What is to be done for a candidate who may be written to about a live application."""
    if after.state in (State.EXPECTED, State.DUE) and after.ends_at:
        ahead = after.starts_at if after.interview == Interview.AHEAD else None
        prepared = preparation(ahead, now, policy) if ahead else ()
        return (Want(EffectKind.SURVEY, survey_due(after.ends_at, policy)), *prepared)
    if after.state == State.INVITED and after.ask_again_at:
        return (Want(EffectKind.SURVEY, after.ask_again_at, ASKED_AGAIN),)
    again = after.state == State.ANSWERED and event.kind in _OPENS_AGAIN
    return (Want(EffectKind.COACHING, now),) if again else ()


def _answered(after: Journey, event: Happening, now: datetime, policy: Policy) -> tuple[Want | Drop, ...]:
    """At once what cannot wait, the rest once confirmed or its time is up. A note is always kept true.

    What a crisis has made urgent is not put off by whatever else is changed, and a letter after the coaching
    email hangs on nothing that could be confirmed.
    """
    reason = after.closed_because
    reviewed = now if event.kind == Step.REFLECTION_CONFIRMED else review_due(now, policy)
    note = (Want(EffectKind.NOTE, reviewed, event.note),) if event.note is not None else ()
    if reason:
        return (Drop(EffectKind.SURVEY, reason), Drop(EffectKind.COACHING, reason), *note)
    return (
        Drop(EffectKind.SURVEY, SkipReason.ALREADY_ANSWERED),
        *_letter(event, now if _is_at_once(after) or event.letter else reviewed),
        *note,
    )


def _is_at_once(after: Journey) -> bool:
    return after.alert is not None and after.alert.clock is Urgency.AT_ONCE


def _letter(event: Happening, due: datetime) -> tuple[Want, ...]:
    return () if event.letter is None else (Want(EffectKind.COACHING, due, event.letter),)
