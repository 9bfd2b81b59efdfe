"""Desk: the consultant looks at whom to ring, what was said, and what was not sent and why."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, Select, case, or_, select, update

from plugin.effects import EffectKind, EffectState, SkipReason
from plugin.errors import NotFound
from plugin.flow.desk_alerts import ALERT_OPEN, ALERT_WORDS, alert_card, give_back, may_see, sent_alerts, take
from plugin.flow.desk_words import candidate_name, is_told, outcome, standing
from plugin.flow.follow_up_rows import is_with_consultant, note_of, of_journeys
from plugin.flow.letters import journey_query
from plugin.flow.progress import lock
from plugin.flow.records import sheet_of
from plugin.flow.report import report
from plugin.flow.survey_view import is_answered
from plugin.report_view import ReportView
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
    "survey.snoozed": "The candidate asked to be asked again tomorrow",
    "reflection.changed": "The candidate changed their answers",
    "reflection.confirmed": "The candidate confirmed who sees what",
    "reflection.late": "The candidate wrote once the survey was over",
    "follow_up.passed_on": "The candidate asked for a note to be passed on",
    "follow_up.taken_back": "The candidate took their note back",
    "follow_up.sent_on": "{who} sent the candidate’s note on",
    "follow_up.not_sent_on": "{who} said that the note is still to be sent on",
}


class Desk:
    """What the desk's pages ask of the product."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def desk(self, signed_in: SignedIn, everyone: bool) -> DeskView:
        """The journeys of the last month, newest first; everyone's only for whoever may see them."""
        everyone = everyone and signed_in.sees_everyone
        recent = journeys.c.created_at > self._runtime.now() - SHOWN_FOR
        shown = or_(recent, ALERT_OPEN)
        query = journey_query().where(shown)
        # An alert that waits stands first, however old; the one whose time is up soonest before the others.
        first = case((ALERT_OPEN, journeys.c.alert_due), else_=None)
        newest = (journeys.c.ends_at.desc(), journeys.c.id.desc())
        query = query.order_by(first.is_(None), first, *newest).limit(MOST_ROWS)
        with self._runtime.db.reading() as db:
            scope = Scope(db, signed_in.agency_id)
            if not everyone:
                query = query.where(may_see(scope, signed_in.consultant_id, shown))
            found = scope.rows(query)
            kept_back = _by_journey(scope.rows(_effects_of([row.journey_id for row in found])))
            notes = _by_journey(scope.rows(of_journeys([row.journey_id for row in found])))
        rows = tuple(
            self._row(signed_in, row, kept_back[row.journey_id], notes[row.journey_id]) for row in found
        )
        return DeskView(rows, everyone)

    def journey(self, signed_in: SignedIn, journey: int) -> JourneyView:
        """One journey with its history. Raises `NotFound` for what this person may not see."""
        with self._runtime.db.reading() as db:
            scope = Scope(db, signed_in.agency_id)
            row = seen(scope, signed_in, journey)
            done = scope.rows(_effects_of([journey]))
            heard = scope.rows(select(history).where(history.c.journey_id == journey))
            given = [one for one in scope.rows(of_journeys([journey])) if one.permitted_at is not None]
        return JourneyView(
            row=self._row(signed_in, row, done, given),
            timeline=_timeline(row, heard, done, self._runtime.now()),
            notes=tuple(note_of(self._runtime, one, row.timezone) for one in given),
        )

    def report(self, signed_in: SignedIn) -> ReportView:
        """The agency's report. Raises `NotFound` for who does not see everyone's candidates."""
        if not signed_in.sees_everyone:
            raise NotFound("The report is for the agency's managers.")
        return report(self._runtime, signed_in.agency_id)

    def rung(self, signed_in: SignedIn, journey: int) -> None:
        """Mark a journey's candidate as rung, by this person now, who has then taken its alert as well.
        Raises `NotFound` as `journey` does."""
        with self._runtime.db.transaction() as db:
            row = self._seen(db, signed_in, journey)
            take(self._runtime, db, signed_in, row)
            self._mark(db, journey, self._runtime.now(), signed_in.name)

    def have(self, signed_in: SignedIn, journey: int) -> None:
        """Take a journey's alert, so that nobody else is asked; who was first has it. Raises as `journey`."""
        with self._runtime.db.transaction() as db:
            take(self._runtime, db, signed_in, self._seen(db, signed_in, journey))

    def give_back(self, signed_in: SignedIn, journey: int) -> None:
        """Let go of an alert, whose clock begins again. Raises `NotFound` as `journey` does."""
        with self._runtime.db.transaction() as db:
            queues = give_back(self._runtime, db, signed_in, self._seen(db, signed_in, journey))
        self._runtime.wakeup.nudge(*queues)

    def not_rung(self, signed_in: SignedIn, journey: int) -> None:
        """Take that mark back. Raises `NotFound` as `journey` does."""
        with self._runtime.db.transaction() as db:
            self._seen(db, signed_in, journey)
            self._mark(db, journey, None, "")

    def _mark(self, db: Connection, journey: int, at: datetime | None, by: str) -> None:
        db.execute(update(journeys).where(journeys.c.id == journey).values(handled_at=at, handled_by=by))

    def _seen(self, db: Connection, signed_in: SignedIn, journey: int) -> Row[Any]:
        """One journey, locked first as everybody locks them. Raises `NotFound` if it is not theirs to see."""
        lock(db, [journey])
        return seen(Scope(db, signed_in.agency_id), signed_in, journey)

    def _row(
        self, signed_in: SignedIn, row: Row[Any], done: Sequence[Row[Any]], notes: Sequence[Row[Any]]
    ) -> DeskRow:
        sheet = sheet_of(self._runtime, row) if is_answered(row._asdict()) else None
        now = standing(row, done, self._runtime.now())
        rung = row.handled_at is not None and not (row.alerted_at and row.handled_at < row.alerted_at)
        return DeskRow(
            journey=row.journey_id,
            candidate=candidate_name(row),
            job=row.job,
            client=row.client,
            state_words=now.state,
            ring=sheet.ring if sheet else Ring.NO_NEED,
            ring_reason=sheet.ring_reason if sheet else "",
            finished=now.finished,
            interview_words=now.interview,
            interview_at=_local(row, now.interview_at) if now.interview_at else None,
            phone=row.candidate_phone,
            consultant=row.consultant_name or "",
            said=sheet.said if sheet else (),
            not_sent=tuple(NotSent(held.words, _local(row, held.at)) for held in now.held),
            rung_at=_local(row, row.handled_at) if rung else None,
            rung_by=row.handled_by if rung else "",
            alert=alert_card(self._runtime, signed_in, row, sent_alerts(done)),
            to_pass_on=any(is_with_consultant(one) and one.sent_on_at is None for one in notes),
        )


def seen(scope: Scope, signed_in: SignedIn, journey: int) -> Row[Any]:
    """One journey, if this person may see it. Raises `NotFound`."""
    this = journeys.c.id == journey
    query = journey_query().where(this)
    if not signed_in.sees_everyone:
        query = query.where(may_see(scope, signed_in.consultant_id, this))
    row = scope.first(query)
    if row is None:
        raise NotFound("There is no such journey on your desk.")
    return row


def _effects_of(ids: Sequence[int]) -> Select[Any]:
    return select(effects).where(effects.c.journey_id.in_(ids)).order_by(effects.c.id)


def _by_journey(rows: Sequence[Row[Any]]) -> Mapping[int, list[Row[Any]]]:
    found: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.journey_id].append(row)
    return found


def _local(row: Row[Any], moment: datetime) -> datetime:
    """A moment as the branch's clocks show it."""
    return moment.astimezone(ZoneInfo(row.timezone))


def _timeline(
    row: Row[Any], heard: Sequence[Row[Any]], done: Sequence[Row[Any]], now: datetime
) -> tuple[TimelineEntry, ...]:
    """What was heard, answered and done, oldest first."""
    answered = row.submitted_at and row.answered_at
    entries = [TimelineEntry(row.answered_at, "The candidate answered")] if answered else []
    entries += [
        TimelineEntry(one.noted_at, _EVENT_WORDS[one.what].format(who=one.who))
        for one in heard
        if one.outcome == "heard"
    ]
    if row.handled_at:
        entries.append(TimelineEntry(row.handled_at, f"{row.handled_by} rang the candidate"))
    entries += [
        TimelineEntry(one.noted_at, ALERT_WORDS[one.what].format(who=one.who))
        for one in heard
        if one.what in ALERT_WORDS
    ]
    entries += [
        TimelineEntry(effect.done_at or effect.due_at, outcome(effect, now))
        for effect in done
        if is_told(effect) and not _told_by_history(effect)
    ]
    entries.sort(key=lambda entry: entry.at)
    return tuple(replace(entry, at=_local(row, entry.at)) for entry in entries)


def _told_by_history(effect: Row[Any]) -> bool:
    """An alert that went, or that nobody need be sent any more: the history names who, the effect cannot."""
    if effect.kind != EffectKind.ALERT:
        return False
    return bool(effect.state == EffectState.DONE or effect.reason == SkipReason.TAKEN)
