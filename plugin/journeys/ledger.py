"""Where journeys are kept: people, applications and interviews as one ATS account tells them, locked, changed
and written back for a batch of events at once.

Rows are locked in one order (candidates, applications, journeys, each by id), so that workers may overlap
without a deadlock. What is said later holds; what is not said changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, or_, select, update

from integrations.ats.contract import Event, Person
from plugin.db import upsert
from plugin.journeys.machine import (
    APPLICATION_AFTER,
    CONTACT_AFTER,
    INTERVIEW_AFTER,
    Application,
    Contact,
    Decision,
    Happening,
    Interview,
    Journey,
    hear,
)
from plugin.keys import address_hash
from plugin.tables import applications, candidates, consultants, history, journeys

FACTS = tuple(f.name for f in fields(Journey))
_ENUMS = {"interview": Interview, "application": Application, "contact": Contact}


@dataclass(frozen=True, slots=True)
class Account:
    """Whose events these are: what the ledger must know of the connection and its agency."""

    agency_id: int
    connection_id: int
    branch_id: int
    branches: Mapping[str, int]
    address_key: bytes = field(repr=False)

    def branch(self, name: str) -> int:
        """The branch that the ATS calls by this name, or the connection's own."""
        return self.branches.get(name.casefold(), self.branch_id)


@dataclass(slots=True)
class Record:
    """A locked row, and what of it has changed."""

    values: dict[str, Any]
    changed: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def set(self, **values: Any) -> None:
        """Change columns, to be written by `Ledger.save`."""
        different = {name: value for name, value in values.items() if self.values[name] != value}
        self.values.update(different)
        self.changed.update(different)

    def tell(self, said_at: datetime, **said: Any) -> None:
        """Take over what is said, unless something later has been; what was never said is always welcome."""
        newer = said_at >= self["said_at"]
        self.set(**{name: value for name, value in said.items() if value and (newer or not self[name])})
        if newer:
            self.set(said_at=said_at)


def journey_of(values: Mapping[str, Any]) -> Journey:
    """The facts of a journey's row."""
    facts = {name: values[name] for name in FACTS}
    return Journey(**{**facts, **{name: kind(facts[name]) for name, kind in _ENUMS.items()}})


class Ledger:
    """One account's rows, for one batch of events, inside one transaction."""

    def __init__(self, connection: Connection, account: Account, now: datetime) -> None:
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
        self._candidates = self._lock(candidates, {e.candidate.ref: self._new_candidate(e) for e in events})
        self._applications = self._lock(
            applications, {e.application: self._new_application(e) for e in events if e.application}
        )
        for event in events:
            self._hear_standing(event)
        self._lock_journeys(events)

    def journeys_of(self, event: Event) -> Iterable[Record]:
        """The journeys that an event is about: its interview's, or all of its application or its candidate."""
        candidate_id = self._candidates[event.candidate.ref]["id"]
        if event.interview and event.kind in INTERVIEW_AFTER:
            record = self._journeys[event.interview.ref, candidate_id]
            self._tell_interview(record, event)
            return [record]
        if event.kind in APPLICATION_AFTER:
            return [r for r in self._journeys.values() if r["application_ref"] == event.application]
        return [r for r in self._journeys.values() if r["candidate_id"] == candidate_id]

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
        missing = [values for ref, values in wanted.items() if ref not in found]
        if missing:
            made = upsert(self._connection, table).on_conflict_do_nothing()
            self._connection.execute(made, missing)
            found |= self._select(table, [values["ref"] for values in missing])
        return found

    def _select(self, table: Table, refs: Iterable[str]) -> dict[str, Record]:
        rows = self._connection.execute(
            select(table)
            .where(table.c.connection_id == self._account.connection_id, table.c.ref.in_(sorted(refs)))
            .order_by(table.c.id)
            .with_for_update()
        )
        return {row.ref: Record(row._asdict()) for row in rows}

    def _new(self, ref: str) -> dict[str, Any]:
        return {
            "agency_id": self._account.agency_id,
            "connection_id": self._account.connection_id,
            "ref": ref,
        }

    def _new_candidate(self, event: Event) -> dict[str, Any]:
        said = self._said_of_candidate(event.candidate)
        return {**self._new(event.candidate.ref), **said, "said_at": event.at, "contact": Contact.OPEN}

    def _said_of_candidate(self, person: Person) -> dict[str, Any]:
        hashed = address_hash(self._account.address_key, person.email) if person.email else ""
        return {
            "name": person.name,
            "email": person.email,
            "address_hash": hashed,
            "phone": person.phone,
            "locale": person.locale,
            "timezone": person.timezone,
            "country": person.country,
        }

    def _new_application(self, event: Event) -> dict[str, Any]:
        return {**self._new(event.application), "status": Application.LIVE}

    def _hear_standing(self, event: Event) -> None:
        """Keep what is known of the candidate and the application, also while there is no journey yet."""
        candidate = self._candidates[event.candidate.ref]
        candidate.tell(event.at, **self._said_of_candidate(event.candidate))
        happening = Happening(event.kind, event.at)
        if event.kind in CONTACT_AFTER:
            after = hear(_standing(candidate, None), happening)
            candidate.set(contact=after.contact, contact_as_of=after.contact_as_of)
        elif event.kind in APPLICATION_AFTER and event.application:
            application = self._applications[event.application]
            after = hear(_standing(candidate, application), happening)
            application.set(status=after.application, as_of=after.application_as_of)

    def _lock_journeys(self, events: Sequence[Event]) -> None:
        wanted: dict[tuple[str, int], dict[str, Any]] = {}
        for event in events:
            if event.interview and event.kind in INTERVIEW_AFTER:
                key = (event.interview.ref, self._candidates[event.candidate.ref]["id"])
                wanted.setdefault(key, self._new_journey(event))
        found = self._select_journeys(events, wanted)
        missing = [values for key, values in wanted.items() if key not in found]
        if missing:
            self._connection.execute(upsert(self._connection, journeys).on_conflict_do_nothing(), missing)
            found = self._select_journeys(events, wanted)
        self._journeys = found

    def _select_journeys(
        self, events: Sequence[Event], wanted: Iterable[tuple[str, int]]
    ) -> dict[tuple[str, int], Record]:
        refs = sorted({ref for ref, _ in wanted})
        whole_applications = sorted({e.application for e in events if e.kind in APPLICATION_AFTER})
        whole_people = sorted(
            {self._candidates[e.candidate.ref]["id"] for e in events if e.kind in CONTACT_AFTER}
        )
        about = [journeys.c.ref.in_(refs)]
        if whole_applications:
            about.append(journeys.c.application_ref.in_(whole_applications))
        if whole_people:
            about.append(journeys.c.candidate_id.in_(whole_people))
        rows = self._connection.execute(
            select(journeys)
            .where(journeys.c.connection_id == self._account.connection_id, or_(*about))
            .order_by(journeys.c.id)
            .with_for_update()
        )
        return {(row.ref, row.candidate_id): Record(row._asdict()) for row in rows}

    def _new_journey(self, event: Event) -> dict[str, Any]:
        assert event.interview is not None
        candidate = self._candidates[event.candidate.ref]
        facts = _standing(candidate, self._applications.get(event.application))
        return {
            **self._new(event.interview.ref),
            **{name: getattr(facts, name) for name in FACTS},
            **self._said_of_interview(event),
            "branch_id": self._account.branch(event.branch),
            "candidate_id": candidate["id"],
            "debriefed": event.interview.debriefed,
            "said_at": event.at,
            "state": facts.state,
            "created_at": self._now,
        }

    def _tell_interview(self, record: Record, event: Event) -> None:
        """Bring the details up to date, and what is known of the application if only now we learn which it is."""
        assert event.interview is not None
        known = record["application_ref"]
        record.tell(event.at, **self._said_of_interview(event), debriefed=event.interview.debriefed)
        if event.branch:
            record.tell(event.at, branch_id=self._account.branch(event.branch))
        if record["application_ref"] != known:
            standing = _standing(
                self._candidates[event.candidate.ref], self._applications[record["application_ref"]]
            )
            facts = replace(
                journey_of(record.values),
                application=standing.application,
                application_as_of=standing.application_as_of,
            )
            write_facts(record, facts)

    def _said_of_interview(self, event: Event) -> dict[str, Any]:
        assert event.interview is not None
        consultant = event.consultant
        return {
            "application_ref": event.application,
            "job": event.job,
            "client": event.client,
            "title": event.interview.title,
            "interviewers": list(event.interview.interviewers),
            "starts_at": event.interview.starts_at,
            "consultant_id": self._consultants.get(consultant.email.casefold()) if consultant else None,
            "consultant_ref": consultant.ref if consultant else "",
        }

    def _find_consultants(self, events: Sequence[Event]) -> dict[str, int]:
        people = {
            e.consultant.email.casefold(): e.consultant for e in events if e.consultant and e.consultant.email
        }
        if not people:
            return {}
        known = self._consultant_ids(people)
        new = [self._new_consultant(email, who) for email, who in people.items() if email not in known]
        if new:
            self._connection.execute(upsert(self._connection, consultants).on_conflict_do_nothing(), new)
            known = self._consultant_ids(people)
        return known

    def _consultant_ids(self, emails: Iterable[str]) -> dict[str, int]:
        rows = self._connection.execute(
            select(consultants.c.email, consultants.c.id).where(
                consultants.c.agency_id == self._account.agency_id, consultants.c.email.in_(sorted(emails))
            )
        )
        return {row.email: row.id for row in rows}

    def _new_consultant(self, email: str, person: Person) -> dict[str, Any]:
        return {
            "agency_id": self._account.agency_id,
            "email": email,
            "name": person.name,
            "phone": person.phone,
            "role": "consultant",
        }


def write_facts(record: Record, after: Journey) -> None:
    """Put a journey's facts into its row, with the state and reason that follow from them."""
    record.set(
        **{name: getattr(after, name) for name in FACTS},
        state=after.state,
        reason=after.closed_because or "",
    )


def save_records(connection: Connection, table: Table, records: Iterable[Record]) -> None:
    """Write the changed columns of locked rows, those with the same columns together."""
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for record in records:
        if record.changed:
            values = {"row_id": record["id"], **record.changed}
            by_columns.setdefault(tuple(sorted(record.changed)), []).append(values)
            record.changed = {}
    for columns, rows in by_columns.items():
        statement = update(table).where(table.c.id == bindparam("row_id"))
        connection.execute(statement.values({name: bindparam(name) for name in columns}), rows)


def _standing(candidate: Record, application: Record | None) -> Journey:
    """What is known of a candidate and an application before, or apart from, any interview."""
    contact = Journey(contact=Contact(candidate["contact"]), contact_as_of=candidate["contact_as_of"])
    if application is None:
        return contact
    return replace(
        contact, application=Application(application["status"]), application_as_of=application["as_of"]
    )
