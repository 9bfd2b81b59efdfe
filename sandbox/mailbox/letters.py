"""The emails kept, and what a person reads in them."""

from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from sandbox.store import Store
from sandbox.web import now, utc_text

SCHEMA = """
CREATE TABLE IF NOT EXISTS letters (
  id INTEGER PRIMARY KEY AUTOINCREMENT, received_at TEXT, sender TEXT, recipient TEXT,
  subject TEXT, message_id TEXT, raw BLOB, seen INTEGER DEFAULT 0
);
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """One email to one recipient of its envelope."""

    id: int
    received_at: str
    sender: str
    recipient: str
    subject: str
    message_id: str
    raw: bytes
    seen: bool

    @property
    def parsed(self) -> EmailMessage:
        """The message, as Python's email package reads it."""
        return message_from_bytes(self.raw, policy=default)

    def part(self, kind: str) -> str:
        """The 'plain' or 'html' part; '' where there is none."""
        found = self.parsed.get_body(preferencelist=(kind,))
        return str(found.get_content()) if found else ""

    def summary(self) -> dict[str, Any]:
        """As the JSON list tells of it."""
        shown = ("id", "received_at", "sender", "recipient", "subject", "message_id", "seen")
        return {name: getattr(self, name) for name in shown}

    def whole(self) -> dict[str, Any]:
        """With its parts and headers. A header that occurs twice has its values in order."""
        headers: dict[str, list[str]] = {}
        for name, value in self.parsed.items():
            headers.setdefault(name, []).append(str(value))
        return self.summary() | {"text": self.part("plain"), "html": self.part("html"), "headers": headers}


class Letters:
    """The mailbox's file. A message to several recipients is one letter for each."""

    def __init__(self, state: Path) -> None:
        self._store = Store(state / "mailbox.sqlite3", SCHEMA)

    def keep(self, sender: str, recipients: list[str], raw: bytes) -> None:
        """Store a message for all of its recipients, or for none."""
        message = message_from_bytes(raw, policy=default)
        subject, message_id = str(message["subject"] or ""), str(message["message-id"] or "").strip(" <>")
        with self._store.transaction() as db:
            db.executemany(
                "INSERT INTO letters (received_at, sender, recipient, subject, message_id, raw)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [(utc_text(now()), sender, to, subject, message_id, raw) for to in recipients],
            )

    def find(self, recipient: str = "") -> list[Letter]:
        """All letters, or one recipient's, newest first."""
        rows = self._store.all(
            "SELECT * FROM letters WHERE ? IN ('', lower(recipient)) ORDER BY id DESC", recipient.lower()
        )
        return [Letter(**{**row, "seen": bool(row["seen"])}) for row in rows]

    def get(self, ref: int) -> Letter | None:
        """One letter."""
        row = self._store.one("SELECT * FROM letters WHERE id = ?", ref)
        return Letter(**{**row, "seen": bool(row["seen"])}) if row else None

    def mark_seen(self, ref: int) -> None:
        """A person has opened it."""
        self._store.run("UPDATE letters SET seen = 1 WHERE id = ?", ref)

    def clear(self) -> None:
        """Throw everything away."""
        self._store.run("DELETE FROM letters")
