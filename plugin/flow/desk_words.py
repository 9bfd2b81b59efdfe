"""The desk's words: where a journey stands, and what was not sent and why. Pure, and without a candidate's
own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from plugin.effects import SKIP_WORDS, UNASKED, EffectKind, EffectState, SkipReason
from plugin.journeys.machine import Contact, Interview, State
from plugin.trouble import Trouble

_KIND_WORDS = {
    EffectKind.SURVEY: "Survey",
    EffectKind.COACHING: "Coaching email",
    EffectKind.NOTE: "Note on the ATS record",
    EffectKind.TASK: "Task on the ATS record",
    EffectKind.ALERT: "Alert",
    EffectKind.PREPARE: "Preparation for the next interview",
    EffectKind.REJECTION: "Email after the rejection",
    EffectKind.CONGRATULATION: "Congratulations",
    EffectKind.PASS_ON: "Email about the note to pass on",
}
_TO_STAFF = (EffectKind.ALERT, EffectKind.PASS_ON)
_ATS_KINDS = (EffectKind.NOTE, EffectKind.TASK)
_MAIL_TROUBLE = {
    Trouble.ADDRESS_REFUSED: "the mail server refused the address",
    Trouble.ADDRESS_DEFERRED: "the mail server puts the address off",
    Trouble.CREDENTIALS_REFUSED: "the mail server refused our login",
    Trouble.RATE_LIMITED: "the mail server wants fewer emails at a time",
}
_ATS_TROUBLE = {
    Trouble.CREDENTIALS_REFUSED: "the ATS refused our key",
    Trouble.RATE_LIMITED: "the ATS wants fewer calls at a time",
    Trouble.NO_ANSWER: "the ATS gave no answer, so it is looked for there first",
}
_NEEDLESS = (
    SkipReason.ALREADY_ANSWERED,
    SkipReason.TAKEN,
    SkipReason.NO_LESSON,
    SkipReason.TOLD_ELSEWHERE,
    SkipReason.NOT_HELD,
    SkipReason.REOPENED,
    SkipReason.SWITCHED_OFF,
    # It would tell whoever has the next interview of an alert that is none of theirs.
    SkipReason.LEFT_TO_A_PERSON,
)
_MISSED_PREPARATION = (SkipReason.UNCONFIRMED, SkipReason.NO_ADDRESS)
"""What else keeps a preparation back is nothing that anybody could mend, or is said of the survey too."""
_NOBODY_WAITS_FOR = UNASKED - {EffectKind.SURVEY}
_HELD = (EffectState.SKIPPED, EffectState.FAILED)
_NOT_HELD = (Interview.CANCELLED, Interview.NO_SHOW, Interview.DELETED)


@dataclass(frozen=True, slots=True)
class Held:
    """Something that was not sent, or may not have been: what and why, and when (UTC)."""

    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a journey stands.

    `interview` and `interview_at` (UTC) read together, as in 'Starts' and a moment. `finished`: nothing more
    will happen by itself. `held` leaves out what `state` says already.
    """

    state: str
    finished: bool
    interview: str = ""
    interview_at: datetime | None = None
    held: tuple[Held, ...] = ()


def standing(row: Row[Any], done: Sequence[Row[Any]], now: datetime) -> Standing:
    """Where the journey of `row` stands at `now`; `done` are its effects, oldest first."""
    awaited = _awaited(row, done)
    state, finished = _state(row, awaited, now)
    interview, at = _interview(row, now)
    told = awaited.id if awaited is not None and awaited.state in (*_HELD, EffectState.UNKNOWN) else None
    held = tuple(
        Held(outcome(effect, now), effect.done_at)
        for effect in done
        if effect.id != told and _is_worth_saying(effect)
    )
    return Standing(state, finished, interview, at, held)


def candidate_name(row: Row[Any]) -> str:
    """The candidate's name, or what stands in its place."""
    if row.candidate_name:
        return str(row.candidate_name)
    return "Deleted candidate" if row.contact == Contact.DELETED else "Candidate without a name"


def outcome(effect: Row[Any], now: datetime) -> str:
    """One effect and what became of it."""
    return f"{_KIND_WORDS[EffectKind(effect.kind)]}: {_outcome(effect, now)}"


def _outcome(effect: Row[Any], now: datetime) -> str:
    done = _done(effect)
    match EffectState(effect.state):
        case EffectState.SKIPPED:
            return f"not {done}, because {SKIP_WORDS[SkipReason(effect.reason)]}"
        case EffectState.UNKNOWN:
            return f"it cannot be known whether it was {done}"
        case EffectState.FAILED:
            return _failure(effect)
        case EffectState.DONE:
            return done
        case EffectState.WAITING:
            return _waiting(effect, now)
        case EffectState.CLAIMED | EffectState.SENDING:
            return f"being {done}"


def _waiting(effect: Row[Any], now: datetime) -> str:
    """It stands beside the time at which it is due."""
    ahead = effect.due_at > now
    if effect.failing_since is not None:
        return f"waits: {_trouble(effect)}; tried again {'at this time' if ahead else 'soon'}"
    return f"to be {_done(effect)} at this time, if it still may be" if ahead else "waits its turn"


def _done(effect: Row[Any]) -> str:
    return "written" if effect.kind in _ATS_KINDS else "sent"


def _trouble(effect: Row[Any]) -> str:
    if effect.kind in _ATS_KINDS:
        return _ATS_TROUBLE.get(effect.trouble, "the ATS does not answer as it should")
    return _MAIL_TROUBLE.get(effect.trouble, "the mail server cannot take it now")


def _failure(effect: Row[Any]) -> str:
    if effect.trouble == Trouble.ADDRESS_REFUSED:
        mend = ": check it in the ATS" if effect.kind not in _TO_STAFF else ""
        return f"{_MAIL_TROUBLE[Trouble.ADDRESS_REFUSED]}{mend}"
    return f"could not be {_done(effect)}; ask whoever runs Afterview"


def _awaited(row: Row[Any], done: Sequence[Row[Any]]) -> Row[Any] | None:
    """The effect that the journey's next state hangs on, if there is one."""
    if row.journey_state in (State.EXPECTED, State.DUE):
        kind = EffectKind.SURVEY
    elif row.journey_state == State.ANSWERED:
        kind = EffectKind.COACHING
    else:
        return None
    return next((effect for effect in reversed(done) if effect.kind == kind), None)


def _state(row: Row[Any], awaited: Row[Any] | None, now: datetime) -> tuple[str, bool]:
    """Where it stands, and whether that is the end."""
    match State(row.journey_state):
        case State.CLOSED:
            return f"Closed: {SKIP_WORDS[SkipReason(row.reason)]}", True
        case State.COACHED:
            return ("Answered and thanked" if row.held_out else "Answered and coached"), True
        case State.INVITED:
            if row.answers is not None:
                return "Asked; they wrote once the survey was over", True
            return "Asked; no answer yet", False
        case State.ANSWERED:
            return _coaching(awaited)
        case State.EXPECTED | State.DUE:
            return _survey(row, awaited, now)


def _survey(row: Row[Any], survey: Row[Any] | None, now: datetime) -> tuple[str, bool]:
    if survey is None:
        return "The ATS gives no end for the interview, so nobody is asked yet", False
    if survey.state in _HELD:
        return f"Not asked: {_why_not(survey, 'the survey ')}", True
    if survey.state == EffectState.UNKNOWN:
        return outcome(survey, now), False
    if not _is_over(row, now):
        return "Interview ahead" if _is_ahead(row, now) else "Interview under way", False
    waits = f"waits: {_trouble(survey)}" if survey.failing_since else "is still to go"
    return f"Interview over; the survey {waits}", False


def _coaching(coaching: Row[Any] | None) -> tuple[str, bool]:
    if coaching is None:
        return "Answered", False
    if coaching.state in _HELD:
        return f"Answered; no coaching email: {_why_not(coaching, 'it ')}", True
    if coaching.state == EffectState.UNKNOWN:
        return "Answered; it cannot be known whether the coaching email was sent", False
    waits = f"waits: {_trouble(coaching)}" if coaching.failing_since else "is about to go"
    return f"Answered; the coaching email {waits}", False


def _why_not(effect: Row[Any], it: str) -> str:
    """Why something did not go; `it` names it where the sentence needs that."""
    if effect.state == EffectState.SKIPPED:
        return SKIP_WORDS[SkipReason(effect.reason)]
    return _failure(effect) if effect.trouble == Trouble.ADDRESS_REFUSED else f"{it}{_failure(effect)}"


def _interview(row: Row[Any], now: datetime) -> tuple[str, datetime | None]:
    if row.interview in _NOT_HELD:
        return ("Was to start", row.starts_at) if row.starts_at else ("Was to end", row.ends_at)
    if row.interview == Interview.OVER and row.ends_at and row.ends_at > now:
        return "Over; was to end", row.ends_at
    if _is_over(row, now):
        return "Ended", row.ends_at
    if row.starts_at is None:
        return "Ends", row.ends_at
    return "Starts" if row.starts_at > now else "Started", row.starts_at


def _is_over(row: Row[Any], now: datetime) -> bool:
    """Hardly any ATS says that an interview is over, so its end and the clock say it too."""
    return row.interview == Interview.OVER or (row.ends_at is not None and row.ends_at <= now)


def _is_ahead(row: Row[Any], now: datetime) -> bool:
    return row.starts_at is None or row.starts_at > now


def _is_worth_saying(effect: Row[Any]) -> bool:
    """What was held back or did not work; what was needless, or is in a person's hands, is no news."""
    if effect.state == EffectState.SKIPPED:
        return not _is_needless(effect)
    return effect.state in (EffectState.UNKNOWN, EffectState.FAILED)


def is_told(effect: Row[Any]) -> bool:
    """Whether an effect belongs in a journey's history: what nobody waits for does only once it has begun."""
    if effect.kind not in _NOBODY_WAITS_FOR:
        return True
    if effect.state == EffectState.SKIPPED:
        return not _is_needless(effect)
    return effect.kind != EffectKind.PREPARE or effect.state not in (EffectState.WAITING, EffectState.CLAIMED)


def _is_needless(effect: Row[Any]) -> bool:
    """Whether there was nothing for an effect to do, so that nobody misses it."""
    if effect.kind == EffectKind.PREPARE:
        return effect.reason not in _MISSED_PREPARATION
    return effect.reason in _NEEDLESS
