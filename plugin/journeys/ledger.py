"""Where journeys are kept: people, applications and interviews as one ATS account tells them, locked, changed
and written back for a batch of events at once.

Rows are made and locked in one order (consultants, candidates, applications, journeys, each by its name, then
by its id), so that workers may overlap without a deadlock. What is said later holds; what is not said changes
nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, insert, or_, select, update

from integrations.ats.contract import Event, Interview, Person
from plugin.db import insert_new
from plugin.journeys import said
from plugin.journeys.machine import (
    APPLICATION_AFTER,
    CONTACT_AFTER,
    INTERVIEW_AFTER,
    Contact,
    Decision,
    Happening,
    hear,
)
from plugin.journeys.records import Record, journey_of, save_records, standing, write_facts
from plugin.tables import applications, candidates, consultants, history, journeys


class Ledger:
    """One account's rows, for one batch of events, inside one transaction."""

    def __init__(self, connection: Connection, account: said.Account, now: datetime) -> None:
        self._connection = connection
        self._account = account
        self._now = now
        self._candidates: dict[str, Record] = {}
        self._applications: dict[str, Record] = {}
        self._consultants: dict[str, int] = {}
        self._journeys: dict[tuple[str, int], Record] = {}
        self._history: list[dict[str, Any]] = []

    def open(self, events: Sequence[Event]) -> None:
        """Lock, and where need be make, every row that these events concern."""
        self._consultants = self._find_consultants(events)
        people = {e.candidate.ref: said.new_candidate(self._account, e) for e in events}
        self._candidates = self._lock(candidates, people)
        wanted = {e.application: said.new_application(self._account, e) for e in events if e.application}
        self._applications = self._lock(applications, wanted)
        for event in events:
            self._hear_standing(event)
        self._lock_journeys(events)

    def journeys_of(self, event: Event) -> Iterable[Record]:
        """The journeys that an event is about: its interview's, or all of its application or candidate."""
        candidate_id = self._candidates[event.candidate.ref]["id"]
        if event.kind in INTERVIEW_AFTER:
            if event.interview is None:
                return []
            record = self._journeys[event.interview.ref, candidate_id]
            self._tell_interview(record, event, event.interview)
            return [record]
        if event.kind in CONTACT_AFTER:
            return [r for r in self._journeys.values() if r["candidate_id"] == candidate_id]
        if not event.application:
            return []
        return [r for r in self._journeys.values() if r["application_ref"] == event.application]

    def candidate_timezone(self, record: Record) -> str:
        """The candidate's own zone, empty if unknown."""
        return next(
            (c["timezone"] for c in self._candidates.values() if c["id"] == record["candidate_id"]), ""
        )

    def become(self, record: Record, event: Happening, decision: Decision) -> None:
        """Take on what was decided, and note it in the journey's history."""
        write_facts(record, decision.journey)
        self._history.append(
            {
                "agency_id": self._account.agency_id,
                "journey_id": record["id"],
                "who": "ATS",
                "what": str(event.kind),
                "happened_at": event.at,
                "noted_at": self._now,
                "outcome": "superseded" if decision.superseded else "heard",
            }
        )

    def save(self) -> None:
        """Write what has changed."""
        for table, records in (
            (candidates, self._candidates),
            (applications, self._applications),
            (journeys, self._journeys),
        ):
            save_records(self._connection, table, records.values())
        if self._history:
            self._connection.execute(insert(history), self._history)

    def _lock(self, table: Table, wanted: Mapping[str, dict[str, Any]]) -> dict[str, Record]:
        """The rows with these refs, locked in order of id; those that did not exist are made."""
        found = self._select(table, wanted)
        missing = [wanted[ref] for ref in sorted(wanted) if ref not in found]
        if missing:
            made = self._make(table, missing)
            refs = [values["ref"] for values in missing]
            found |= {made.ref: Record(made._asdict())} if made else self._select(table, refs)
        return found

    def _select(self, table: Table, refs: Iterable[str]) -> dict[str, Record]:
        rows = self._connection.execute(
            select(table)
            .where(table.c.connection_id == self._account.connection_id, table.c.ref.in_(sorted(refs)))
            .order_by(table.c.id)
            .with_for_update()
        )
        return {row.ref: Record(row._asdict()) for row in rows}

    def _make(self, table: Table, rows: Sequence[dict[str, Any]]) -> Row[Any] | None:
        """Make rows, in an order that all workers keep; another one may have made some of them just now.

        A row made alone, as most are, comes back as it now stands. Of many it would cost more than to select
        them: SQLAlchemy would put such a statement together anew each time.
        """
        if len(rows) == 1:
            return self._connection.execute(insert_new(self._connection, table, back=True), rows[0]).first()
        self._connection.execute(insert_new(self._connection, table), rows)
        return None

    def _hear_standing(self, event: Event) -> None:
        """Keep what is known of the candidate and the application, also while there is no journey yet."""
        candidate = self._candidates[event.candidate.ref]
        happening = Happening(event.kind, event.at)
        if event.kind in CONTACT_AFTER:
            after = hear(standing(candidate, None), happening)
            candidate.set(contact=after.contact, contact_as_of=after.contact_as_of)
        elif event.kind in APPLICATION_AFTER and event.application:
            application = self._applications[event.application]
            after = hear(standing(candidate, application), happening)
            application.set(status=after.application, as_of=after.application_as_of)
        if candidate["contact"] == Contact.DELETED:
            last = candidate["address_hash"] or candidate["forgotten_hash"]
            candidate.set(**said.FORGOTTEN, forgotten_hash=last)
        else:
            candidate.tell(event.at, **said.of_candidate(self._account, event.candidate))

    def _lock_journeys(self, events: Sequence[Event]) -> None:
        wanted: dict[tuple[str, int], dict[str, Any]] = {}
        for event in events:
            if event.interview and event.kind in INTERVIEW_AFTER:
                key = (event.interview.ref, self._candidates[event.candidate.ref]["id"])
                wanted.setdefault(key, self._new_journey(event, event.interview))
        self._journeys = self._select_journeys(events, wanted)
        missing = [wanted[key] for key in sorted(wanted) if key not in self._journeys]
        if missing:
            made = self._make(journeys, missing)
            self._journeys = (
                self._journeys | {(made.ref, made.candidate_id): Record(made._asdict())}
                if made
                else self._select_journeys(events, wanted)
            )

    def _select_journeys(
        self, events: Sequence[Event], wanted: Iterable[tuple[str, int]]
    ) -> dict[tuple[str, int], Record]:
        whole_applications = {e.application for e in events if e.kind in APPLICATION_AFTER and e.application}
        whole_people = {self._candidates[e.candidate.ref]["id"] for e in events if e.kind in CONTACT_AFTER}
        about = [journeys.c.ref.in_(sorted({ref for ref, _ in wanted}))]
        if whole_applications:
            about.append(journeys.c.application_ref.in_(sorted(whole_applications)))
        if whole_people:
            about.append(journeys.c.candidate_id.in_(sorted(whole_people)))
        rows = self._connection.execute(
            select(journeys)
            .where(journeys.c.connection_id == self._account.connection_id, or_(*about))
            .order_by(journeys.c.id)
            .with_for_update()
        )
        return {(row.ref, row.candidate_id): Record(row._asdict()) for row in rows}

    def _new_journey(self, event: Event, interview: Interview) -> dict[str, Any]:
        candidate = self._candidates[event.candidate.ref]
        facts = standing(candidate, self._applications.get(event.application))
        row = said.new_journey(self._account, event, interview, self._consultant_id(event), facts)
        return {**row, "candidate_id": candidate["id"], "created_at": self._now}

    def _tell_interview(self, record: Record, event: Event, interview: Interview) -> None:
        """Bring the details up to date, and the application's fate if only now we learn which it is."""
        known = record["application_ref"]
        record.tell(event.at, **said.of_interview(event, interview, self._consultant_id(event)))
        if event.branch:
            record.tell(event.at, branch_id=self._account.branch(event.branch))
        if record["application_ref"] != known:
            now_known = standing(
                self._candidates[event.candidate.ref], self._applications[record["application_ref"]]
            )
            facts = replace(
                journey_of(record.values),
                application=now_known.application,
                application_as_of=now_known.application_as_of,
                stopped=record["stopped"] or now_known.stopped,
            )
            write_facts(record, facts)

    def _consultant_id(self, event: Event) -> int | None:
        return self._consultants.get(event.consultant.email.casefold()) if event.consultant else None

    def _find_consultants(self, events: Sequence[Event]) -> dict[str, int]:
        people: dict[str, Person] = {
            e.consultant.email.casefold(): e.consultant for e in events if e.consultant and e.consultant.email
        }
        if not people:
            return {}
        known = self._known_consultants(people)
        new = [
            said.new_consultant(self._account, email, people[email])
            for email in sorted(people)
            if email not in known
        ]
        if new:
            self._make(consultants, new)
            known = self._known_consultants(people)
        for email in sorted(known):
            self._complete_consultant(known[email], people[email])
        return {email: row.id for email, row in known.items()}

    def _known_consultants(self, emails: Iterable[str]) -> dict[str, Row[Any]]:
        columns = (consultants.c[name] for name in ("email", "id", "name", "phone"))
        query: Select[Any] = select(*columns).where(
            consultants.c.agency_id == self._account.agency_id, consultants.c.email.in_(sorted(emails))
        )
        return {row.email: row for row in self._connection.execute(query)}

    def _complete_consultant(self, row: Row[Any], person: Person) -> None:
        """Take over a name or phone number where we have none: what an operator has said holds."""
        told = {"name": person.name, "phone": person.phone}
        missing = {column: value for column, value in told.items() if value and not row._mapping[column]}
        if missing:
            self._connection.execute(update(consultants).where(consultants.c.id == row.id).values(**missing))
