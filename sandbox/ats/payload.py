"""The standard schema, version 1: what a webhook of the sandbox ATS says."""

import json
import sqlite3
from datetime import datetime
from typing import Any

from sandbox.web import utc_text


class NoSuchRecordError(LookupError):
    """The ATS has no record of that id."""


def event(kind: str, at: datetime, data: dict[str, Any]) -> bytes:
    """One webhook's body."""
    return json.dumps({"type": kind, "timestamp": utc_text(at), "data": data}, ensure_ascii=False).encode()


def about_candidate(db: sqlite3.Connection, ref: str) -> dict[str, Any]:
    """A candidate, their consultant and branch."""
    row = _row(db, "SELECT * FROM candidates WHERE id = ?", ref)
    consultant = _row(db, "SELECT * FROM consultants WHERE id = ?", row["consultant"])
    return {
        "candidate": _pick(row, "id", "name", "email", "phone", "locale", "timezone", "country"),
        "consultant": _pick(consultant, "id", "name", "email", "phone"),
        "branch": consultant["branch"],
    }


def about_application(db: sqlite3.Connection, ref: str) -> dict[str, Any]:
    """An application and its candidate."""
    row = _row(db, "SELECT * FROM applications WHERE id = ?", ref)
    return about_candidate(db, row["candidate"]) | {"application": _pick(row, "id", "job", "client")}


def about_interview(db: sqlite3.Connection, ref: str) -> dict[str, Any]:
    """An interview, its application and candidate."""
    row = _row(db, "SELECT * FROM interviews WHERE id = ?", ref)
    slots = json.loads(row["slots"])
    interview = _pick(row, "id", "starts_at", "ends_at", "title") | {
        "interviewers": json.loads(row["interviewers"]),
        "slots": slots if len(slots) > 1 else [],
        "debriefed": bool(row["debriefed"]),
    }
    return about_application(db, row["application"]) | {"interview": interview}


def _row(db: sqlite3.Connection, sql: str, ref: str) -> sqlite3.Row:
    row: sqlite3.Row | None = db.execute(sql, (ref,)).fetchone()
    if row is None:
        raise NoSuchRecordError(ref)
    return row


def _pick(row: sqlite3.Row, *columns: str) -> dict[str, Any]:
    return {column: row[column] for column in columns}
