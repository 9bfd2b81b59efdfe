"""What a consultant does in the ATS. Each changes the record and queues its webhook in one transaction."""

import sqlite3
from datetime import datetime, timedelta

from sandbox.ats import payload, records
from sandbox.ats.outbox import Outbox
from sandbox.ats.records import Person, Slot
from sandbox.store import Store
from sandbox.web import now

ENDINGS = {
    "cancel": ("cancelled", "interview.cancelled"),
    "no_show": ("no_show", "interview.no_show"),
    "delete": ("deleted", "interview.deleted"),
}

STATUSES = {
    "reject": ("rejected", "application.rejected"),
    "withdraw": ("withdrawn", "application.withdrawn"),
    "hire": ("hired", "application.hired"),
    "reopen": ("active", "application.reopened"),
}

CHOICES = {
    "opt_out": ("opted_out = 1", "candidate.opted_out"),
    "opt_in": ("opted_out = 0", "candidate.opted_in"),
    "delete": ("deleted = 1", "candidate.deleted"),
}


class Actions:
    """Every method raises `payload.NoSuchRecordError` for an id that the ATS does not have."""

    def __init__(self, store: Store, outbox: Outbox) -> None:
        self._store = store
        self._outbox = outbox

    def add_application(self, person: Person, job: str, client: str, consultant: str) -> tuple[str, str]:
        """Enter a new candidate with an application; the ids of both. Sends nothing."""
        with self._store.transaction() as db:
            candidate = records.add_candidate(db, person, consultant)
            return candidate, records.add_application(db, candidate, job, client)

    def schedule(self, application: str, slots: list[Slot], title: str, interviewers: list[str]) -> str:
        """Enter an interview; its id."""
        with self._store.transaction() as db:
            payload.about_application(db, application)
            interview = records.add_interview(db, application, slots, title, interviewers)
            self._tell_of_interview(db, "interview.scheduled", interview)
            return interview

    def move(self, interview: str, slots: list[Slot]) -> None:
        """Give an interview other times."""
        with self._store.transaction() as db:
            db.execute(
                "UPDATE interviews SET status = 'scheduled', slots = ?, starts_at = ?, ends_at = ?"
                " WHERE id = ?",
                (*records.slot_columns(slots), interview),
            )
            self._tell_of_interview(db, "interview.moved", interview)

    def complete(self, interview: str, ended_at: datetime | None = None) -> None:
        """The interview is over; it ended at `ended_at`, or just now. Its length stays as planned."""
        end = ended_at or now()
        with self._store.transaction() as db:
            planned = payload.about_interview(db, interview)["interview"]
            length = datetime.fromisoformat(planned["ends_at"]) - datetime.fromisoformat(planned["starts_at"])
            slots = [Slot(end - min(length, timedelta(hours=8)), end)]
            db.execute(
                "UPDATE interviews SET status = 'completed', slots = ?, starts_at = ?, ends_at = ?"
                " WHERE id = ?",
                (*records.slot_columns(slots), interview),
            )
            self._tell_of_interview(db, "interview.completed", interview)

    def end(self, interview: str, action: str) -> None:
        """`action` is one of `ENDINGS`."""
        status, kind = ENDINGS[action]
        with self._store.transaction() as db:
            db.execute("UPDATE interviews SET status = ? WHERE id = ?", (status, interview))
            self._tell_of_interview(db, kind, interview)

    def set_status(self, application: str, action: str) -> None:
        """`action` is one of `STATUSES`."""
        status, kind = STATUSES[action]
        with self._store.transaction() as db:
            db.execute("UPDATE applications SET status = ? WHERE id = ?", (status, application))
            data = payload.about_application(db, application)
            self._outbox.put(db, kind, payload.event(kind, now(), data), data["candidate"]["id"])

    def choose(self, candidate: str, action: str) -> None:
        """`action` is one of `CHOICES`."""
        change, kind = CHOICES[action]
        with self._store.transaction() as db:
            db.execute(f"UPDATE candidates SET {change} WHERE id = ?", (candidate,))  # noqa: S608 - from CHOICES
            data = payload.about_candidate(db, candidate)
            self._outbox.put(db, kind, payload.event(kind, now(), data), candidate)

    def ping(self) -> None:
        """Ask the receiver whether it is there."""
        with self._store.transaction() as db:
            self._outbox.put(db, "ping", payload.event("ping", now(), {}))

    def complete_one(self) -> str:
        """Complete the next interview in the book, or a new one where none is left; its candidate's id."""
        interview = self._next_scheduled() or self._one_more()
        self.complete(interview)
        row = self._store.one(
            "SELECT a.candidate FROM interviews i JOIN applications a ON a.id = i.application WHERE i.id = ?",
            interview,
        )
        if row is None:
            raise payload.NoSuchRecordError(interview)
        return str(row["candidate"])

    def _next_scheduled(self) -> str | None:
        row = self._store.one(
            "SELECT i.id FROM interviews i JOIN applications a ON a.id = i.application"
            " JOIN candidates c ON c.id = a.candidate JOIN consultants u ON u.id = c.consultant"
            " WHERE i.status = 'scheduled' AND a.status = 'active' AND NOT c.deleted AND NOT c.opted_out"
            " AND u.branch = ? ORDER BY i.starts_at LIMIT 1",
            records.HOME_BRANCH,
        )
        return row["id"] if row else None

    def _one_more(self) -> str:
        person = Person("Rowan Blair", f"rowan.blair+{int(now().timestamp())}@example.com", "07700 900199")
        _, application = self.add_application(person, "Warehouse supervisor", "Harbour Logistics", "u-1")
        with self._store.transaction() as db:
            slot = Slot(now() - timedelta(minutes=45), now())
            return records.add_interview(db, application, [slot], "First interview", ["Priya Shah"])

    def _tell_of_interview(self, db: sqlite3.Connection, kind: str, interview: str) -> None:
        data = payload.about_interview(db, interview)
        self._outbox.put(db, kind, payload.event(kind, now(), data), data["candidate"]["id"])
