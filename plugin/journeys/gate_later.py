"""The gate's checks beyond one interview: preparing for the next, and a word at the end. Pure."""

from datetime import datetime, timedelta

from plugin.effects import SkipReason
from plugin.journeys.machine import Application, Interview, Journey
from plugin.journeys.timing import day_before, ending_due, morning_of
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

PREPARED_A_WEEK = MAILS_A_WEEK - 1
"""A preparation leaves room for the survey that follows it."""
ENDING_OF_USE = timedelta(days=3)
"""For how long a message about an application that has ended may be late."""


def check_preparation(facts: Facts, now: datetime) -> Verdict:
    """Whether a preparation may go: while its window is open, to somebody whom it has something to tell."""
    starts_at = facts.journey.starts_at
    if starts_at is None or facts.journey.interview != Interview.AHEAD:
        return Skip(SkipReason.STALE)
    window = (morning_of if facts.morning else day_before)(starts_at, facts.policy)
    if now >= window.closes:
        return Skip(what_kept_it(facts))
    if now < window.opens:
        return Wait(window.opens)
    if reason := _nothing_to_prepare(facts):
        return Skip(reason)
    until = _not_prepared_yet(facts, now)
    if until and until >= window.closes:
        return Skip(what_kept_it(facts))
    return Wait(until) if until else Go()


def _nothing_to_prepare(facts: Facts) -> SkipReason | None:
    if facts.in_crisis:
        return SkipReason.LEFT_TO_A_PERSON
    if not facts.policy.general_preparation:
        if not facts.reflected:
            return SkipReason.NO_LESSON
        if facts.held_out:
            return SkipReason.HELD_OUT
    if facts.told_elsewhere:
        return SkipReason.TOLD_ELSEWHERE
    return SkipReason.CAPPED if facts.mails >= PREPARED_A_WEEK else None


def _not_prepared_yet(facts: Facts, now: datetime) -> datetime | None:
    """When to look again. The morning of an interview is open to its email, whatever the hour or the day."""
    if not facts.has_address or not facts.confirmed:
        return now + ASK_AGAIN
    room_at = when_there_is_room(facts, now, PREPARED_A_WEEK)
    return room_at or (None if facts.morning else when_open(facts, now))


def check_ending(facts: Facts, now: datetime) -> Verdict:
    """Whether a word about an application that has ended may go: once, not over the consultant's head."""
    ended_at = facts.journey.application_as_of
    if ended_at is None:
        return Skip(SkipReason.STALE)
    due = ending_due(ended_at, facts.policy)
    if now - due > ENDING_OF_USE:
        return Skip(what_kept_it(facts))
    if reason := _nothing_to_say_of(facts, ended_at):
        return Skip(reason)
    until = due if now < due else _no_ending_yet(facts, now)
    return Wait(until) if until else Go()


def _nothing_to_say_of(facts: Facts, ended_at: datetime) -> SkipReason | None:
    """Why an application's end is not written about."""
    rejected = facts.journey.application == Application.REJECTED
    spoken_to = facts.debriefed or (facts.rung_at is not None and facts.rung_at >= ended_at)
    against = {
        SkipReason.SWITCHED_OFF: not (facts.policy.after_rejection if rejected else facts.policy.after_offer),
        SkipReason.BEFORE_GO_LIVE: facts.live_from is not None and ended_at < facts.live_from,
        SkipReason.NOT_HELD: not _took_place(facts.journey, ended_at),
        SkipReason.LEFT_TO_A_PERSON: facts.in_crisis,
        SkipReason.TOLD_ELSEWHERE: facts.told_elsewhere,
        SkipReason.ALREADY_DEBRIEFED: rejected and spoken_to,
        SkipReason.CAPPED: facts.mails >= MAILS_A_WEEK,
    }
    return next((reason for reason, holds in against.items() if holds), None)


def _took_place(journey: Journey, by: datetime) -> bool:
    """Whether the interview was held by then, as far as we know; what was answered about was."""
    if journey.answered_at:
        return True
    stands = journey.interview in (Interview.AHEAD, Interview.OVER)
    return stands and journey.ends_at is not None and journey.ends_at <= by


def _no_ending_yet(facts: Facts, now: datetime) -> datetime | None:
    if not facts.has_address or not facts.confirmed:
        return now + ASK_AGAIN
    return when_there_is_room(facts, now, MAILS_A_WEEK) or when_open(facts, now)
