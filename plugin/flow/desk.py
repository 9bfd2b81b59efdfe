"""Desk: the consultant looks at whom to ring, what was said, and what was not sent and why."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select

from plugin.effects import SKIP_WORDS, EffectKind, EffectState, SkipReason
from plugin.errors import NotFound
from plugin.flow.letters import journey_query
from plugin.flow.records import sheet_of
from plugin.journeys.machine import State
from plugin.runtime import Runtime
from plugin.tables import effects, history, journeys
from plugin.tenants.scope import Scope
from plugin.views import (
    DeskRow,
    DeskView,
    JourneyView,
    NotSent,
    Ring,
    SignedIn,
    TimelineEntry,
)

SHOWN_FOR = timedelta(days=30)
MOST_ROWS = 200

_STATE_WORDS = {
    State.EXPECTED: "Interview ahead",
    State.DUE: "Interview over; the survey is about to go",
    State.INVITED: "Asked; no answer yet",
    State.ANSWERED: "Answered; the coaching email is about to go",
    State.COACHED: "Answered and coached",
    State.CLOSED: "Closed",
}
_KIND_WORDS = {
    EffectKind.SURVEY: "Survey",
    EffectKind.COACHING: "Coaching email",
    EffectKind.NOTE: "Note on the ATS record",
    EffectKind.TASK: "Task on the ATS record",
    EffectKind.CALL: "Email to the consultant",
}
_OUTCOME_WORDS = {
    EffectState.DONE: "sent",
    EffectState.UNKNOWN: "may have been sent; it cannot be known",
    EffectState.FAILED: "could not be sent",
}
_EVENT_WORDS = {
    "interview.scheduled": "Interview arranged",
    "interview.moved": "Interview moved",
    "interview.completed": "Interview over",
    "interview.cancelled": "Interview cancelled",
    "interview.no_show": "Candidate did not attend",
    "interview.deleted": "Interview deleted in the ATS",
    "application.rejected": "Application rejected",
    "application.withdrawn": "Candidate withdrew",
    "application.hired": "Candidate got the job",
    "application.reopened": "Application reopened",
    "candidate.opted_out": "Candidate opted out of emails in the ATS",
    "candidate.opted_in": "Candidate opted in to emails in the ATS",
    "candidate.deleted": "Candidate deleted in the ATS",
}


class Desk:
    """What the desk's pages ask of the product."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def desk(self, signed_in: SignedIn, everyone: bool) -> DeskView:
        """The journeys of the last month, newest first; everyone's only for whoever may see them."""
        everyone = everyone and signed_in.sees_everyone
        query = journey_query().where(journeys.c.created_at > self._runtime.now() - SHOWN_FOR)
        if not everyone:
            query = query.where(journeys.c.consultant_id == signed_in.consultant_id)
        query = query.order_by(journeys.c.ends_at.desc(), journeys.c.id.desc()).limit(MOST_ROWS)
        with self._runtime.db.reading() as db:
            scope = Scope(db, signed_in.agency_id)
            found = scope.rows(query)
            kept_back = _by_journey(scope.rows(_effects_of([row.journey_id for row in found])))
        rows = tuple(self._row(row, kept_back[row.journey_id]) for row in found)
        return DeskView(rows, everyone)

    def journey(self, signed_in: SignedIn, journey: int) -> JourneyView:
        """One journey with its history. Raises `NotFound` for what this person may not see."""
        query = journey_query().where(journeys.c.id == journey)
        if not signed_in.sees_everyone:
            query = query.where(journeys.c.consultant_id == signed_in.consultant_id)
        with self._runtime.db.reading() as db:
            scope = Scope(db, signed_in.agency_id)
            row = scope.first(query)
            if row is None:
                raise NotFound("There is no such journey on your desk.")
            done = scope.rows(_effects_of([journey]))
            heard = scope.rows(select(history).where(history.c.journey_id == journey))
        return JourneyView(self._row(row, done), _timeline(row, heard, done))

    def _row(self, row: Row[Any], done: Sequence[Row[Any]]) -> DeskRow:
        sheet = sheet_of(self._runtime, row) if row.answers is not None else None
        return DeskRow(
            journey=row.journey_id,
            candidate=row.candidate_name,
            job=row.job,
            client=row.client,
            state_words=_state_words(row),
            ring=sheet.ring if sheet else Ring.NO_NEED,
            ring_reason=sheet.ring_reason if sheet else "",
            finished=row.journey_state in (State.COACHED, State.CLOSED),
            interview_ended_at=_local(row, row.ends_at) if row.ends_at else None,
            phone=row.candidate_phone,
            consultant=row.consultant_name or "",
            said=sheet.said if sheet else (),
            not_sent=tuple(_not_sent(row, effect) for effect in done if _is_worth_saying(effect)),
        )


def _effects_of(ids: Sequence[int]) -> Any:
    return select(effects).where(effects.c.journey_id.in_(ids)).order_by(effects.c.id)


def _by_journey(rows: Sequence[Row[Any]]) -> Mapping[int, list[Row[Any]]]:
    found: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.journey_id].append(row)
    return found


def _state_words(row: Row[Any]) -> str:
    if row.journey_state == State.CLOSED and row.reason:
        return f"Closed: {SKIP_WORDS[SkipReason(row.reason)]}"
    return _STATE_WORDS[State(row.journey_state)]


def _is_worth_saying(effect: Row[Any]) -> bool:
    """What was held back or did not work; a survey that an answer made needless is no news."""
    if effect.state == EffectState.SKIPPED:
        return bool(effect.reason != SkipReason.ALREADY_ANSWERED)
    return effect.state in (EffectState.UNKNOWN, EffectState.FAILED)


def _not_sent(row: Row[Any], effect: Row[Any]) -> NotSent:
    return NotSent(_KIND_WORDS[EffectKind(effect.kind)], _why(effect), _local(row, effect.done_at))


def _local(row: Row[Any], moment: datetime) -> datetime:
    """A moment as the branch's clocks show it."""
    return moment.astimezone(ZoneInfo(row.timezone))


def _why(effect: Row[Any]) -> str:
    if effect.state == EffectState.SKIPPED:
        return SKIP_WORDS[SkipReason(effect.reason)]
    return _OUTCOME_WORDS[EffectState(effect.state)]


def _timeline(
    row: Row[Any], heard: Sequence[Row[Any]], done: Sequence[Row[Any]]
) -> tuple[TimelineEntry, ...]:
    """What was heard, answered and done, oldest first."""
    entries = [TimelineEntry(one.noted_at, _EVENT_WORDS[one.what]) for one in heard if one.outcome == "heard"]
    if row.submitted_at:
        entries.append(TimelineEntry(row.submitted_at, "The candidate answered"))
    entries += [
        TimelineEntry(_at(effect), f"{_KIND_WORDS[EffectKind(effect.kind)]}: {_outcome(effect)}")
        for effect in done
    ]
    entries.sort(key=lambda entry: entry.at)
    return tuple(replace(entry, at=_local(row, entry.at)) for entry in entries)


def _at(effect: Row[Any]) -> datetime:
    moment: datetime = effect.done_at or effect.due_at
    return moment


def _outcome(effect: Row[Any]) -> str:
    if effect.state == EffectState.SKIPPED:
        return f"not sent, because {_why(effect)}"
    if effect.done_at is None:
        return "waiting until then" if not effect.attempts else "being sent; it is tried again"
    return _OUTCOME_WORDS[EffectState(effect.state)]
