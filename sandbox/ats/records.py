"""The records of the sandbox ATS: consultants, candidates, applications and interviews."""

import json
import sqlite3
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sandbox.store import Store
from sandbox.web import utc_text

HOME_BRANCH = "Paisley"
"""The branch that `make run` connects and switches on."""

SCHEMA = (Path(__file__).parent / "schema.sql").read_text()


@dataclass(frozen=True, slots=True)
class Slot:
    """One part of an interview, UTC."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """A candidate's own particulars."""

    name: str
    email: str
    phone: str = ""
    locale: str = "en-GB"
    timezone: str = "Europe/London"
    country: str = "GB"


@dataclass(frozen=True, slots=True)
class Consultant:
    """A recruiter of the agency, at one of its branches."""

    id: str
    name: str
    email: str
    phone: str
    branch: str


def open_store(state: Path) -> Store:
    """The ATS's file in its state folder."""
    return Store(state / "ats.sqlite3", SCHEMA)


def next_id(db: sqlite3.Connection, prefix: str) -> str:
    """The next id of its kind: c-1, c-2…"""
    db.execute("INSERT INTO ids VALUES (?, 1) ON CONFLICT DO UPDATE SET last = last + 1", (prefix,))
    row = db.execute("SELECT last FROM ids WHERE prefix = ?", (prefix,)).fetchone()
    return f"{prefix}-{row['last']}"


def add_consultant(db: sqlite3.Connection, consultant: Consultant) -> None:
    """Put a consultant on the books."""
    db.execute(
        "INSERT INTO consultants VALUES (:id, :name, :email, :phone, :branch)",
        asdict(consultant),
    )


def add_candidate(db: sqlite3.Connection, person: Person, consultant: str) -> str:
    """Put a candidate on the books; their id."""
    new = next_id(db, "c")
    db.execute(
        "INSERT INTO candidates (id, name, email, phone, locale, timezone, country, consultant)"
        " VALUES (:id, :name, :email, :phone, :locale, :timezone, :country, :consultant)",
        {**asdict(person), "id": new, "consultant": consultant},
    )
    return new


def add_application(db: sqlite3.Connection, candidate: str, job: str, client: str) -> str:
    """Put a candidate forward for a job; the application's id."""
    new = next_id(db, "a")
    db.execute(
        "INSERT INTO applications (id, candidate, job, client) VALUES (?, ?, ?, ?)",
        (new, candidate, job, client),
    )
    return new


def add_interview(
    db: sqlite3.Connection, application: str, slots: list[Slot], title: str, interviewers: list[str]
) -> str:
    """Enter an interview with one slot or more; its id."""
    new = next_id(db, "i")
    db.execute(
        "INSERT INTO interviews (id, application, title, interviewers, slots, starts_at, ends_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (new, application, title, json.dumps(interviewers), *slot_columns(slots)),
    )
    return new


def slot_columns(slots: list[Slot]) -> tuple[str, str, str]:
    """The slots as stored, with the start of the first and the end of the last."""
    ordered = sorted(slots, key=lambda slot: slot.starts_at)
    texts = [{"starts_at": utc_text(s.starts_at), "ends_at": utc_text(s.ends_at)} for s in ordered]
    return json.dumps(texts), texts[0]["starts_at"], texts[-1]["ends_at"]


CANDIDATES = """
SELECT c.*, u.branch, u.name AS consultant_name,
       a.id AS application, a.job, a.client, a.status AS application_status,
       i.starts_at, i.title, i.status AS interview_status
  FROM candidates c
  JOIN consultants u ON u.id = c.consultant
  LEFT JOIN applications a ON a.id = (
    SELECT id FROM applications WHERE candidate = c.id ORDER BY rowid DESC LIMIT 1)
  LEFT JOIN interviews i ON i.id = (
    SELECT id FROM interviews WHERE application = a.id AND status <> 'deleted'
     ORDER BY starts_at DESC LIMIT 1)
 WHERE NOT c.deleted
 ORDER BY c.rowid
"""


def candidates(store: Store) -> list[sqlite3.Row]:
    """Every candidate with their newest application and its latest interview."""
    return store.all(CANDIDATES)


def candidate(store: Store, ref: str) -> sqlite3.Row | None:
    """One candidate with their consultant's name and branch."""
    return store.one(
        "SELECT c.*, u.branch, u.name AS consultant_name, u.email AS consultant_email FROM candidates c"
        " JOIN consultants u ON u.id = c.consultant WHERE c.id = ? AND NOT c.deleted",
        ref,
    )


def applications(store: Store, ref: str) -> list[sqlite3.Row]:
    """A candidate's applications, newest first."""
    return store.all("SELECT * FROM applications WHERE candidate = ? ORDER BY rowid DESC", ref)


def interviews(store: Store, application: str) -> list[sqlite3.Row]:
    """An application's interviews, latest first."""
    return store.all(
        "SELECT * FROM interviews WHERE application = ? AND status <> 'deleted' ORDER BY starts_at DESC",
        application,
    )
