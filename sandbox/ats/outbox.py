"""The webhooks waiting to be sent, and what became of those that were."""

import secrets
import sqlite3
from datetime import datetime, timedelta

from sandbox.faults import Faults
from sandbox.store import Store
from sandbox.web import now, utc_text

# Standard Webhooks 1.0.0 proposes these waits after a first attempt at once: 75 h 35 min in all.
SCHEDULE = tuple(
    timedelta(seconds=wait)
    for wait in (5, 300, 1800, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)


class Outbox:
    """The sender's table. `speed` divides every wait of the schedule."""

    def __init__(self, store: Store, faults: Faults, speed: float) -> None:
        self._store = store
        self._faults = faults
        self._speed = speed

    def put(self, db: sqlite3.Connection, kind: str, body: bytes, candidate: str = "") -> str:
        """Queue one webhook in the caller's transaction; its webhook-id."""
        delivery, at = f"msg_{secrets.token_hex(12)}", now()
        lost = self._faults.take("drop") is not None
        delay = timedelta(seconds=self._faults.take("delay") or 0)
        db.execute(
            "INSERT INTO deliveries (id, candidate, type, body, created_at, due_at, state)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                delivery, candidate, kind, body, utc_text(at),
                None if lost else utc_text(at + delay), "lost" if lost else "waiting",
            ),
        )  # fmt: skip
        return delivery

    def due(self, at: datetime) -> list[sqlite3.Row]:
        """What should be sent by now, oldest first."""
        return self._store.all(
            "SELECT * FROM deliveries WHERE state = 'waiting' AND due_at <= ?"
            " ORDER BY due_at, number LIMIT 100",
            utc_text(at),
        )

    def record(self, delivery: str, status: int | None, remark: str) -> None:
        """Note one attempt's answer (`status` None: there was none), without deciding what comes next."""
        self._store.run("INSERT INTO attempts VALUES (?, ?, ?, ?)", delivery, utc_text(now()), status, remark)

    def finish(self, delivery: str, state: str) -> None:
        """Nothing more will be tried."""
        self._store.run(
            "UPDATE deliveries SET state = ?, due_at = NULL, tries = tries + 1 WHERE id = ?", state, delivery
        )

    def postpone(self, delivery: sqlite3.Row) -> None:
        """Try again by the schedule; failed for good at its end."""
        if delivery["tries"] >= len(SCHEDULE):
            self.finish(delivery["id"], "failed")
            return
        due = now() + SCHEDULE[delivery["tries"]] / self._speed
        self._store.run(
            "UPDATE deliveries SET tries = tries + 1, due_at = ? WHERE id = ?", utc_text(due), delivery["id"]
        )

    def again(self, delivery: str) -> bool:
        """Send it once more now, with its old id and a schedule begun afresh."""
        changed = self._store.run(
            "UPDATE deliveries SET state = 'waiting', tries = 0, due_at = ? WHERE id = ?",
            utc_text(now()),
            delivery,
        )
        return changed == 1

    def listed(self, candidate: str = "") -> list[dict[str, object]]:
        """The newest 200 deliveries, or a candidate's, with their attempts."""
        rows = self._store.all(
            "SELECT * FROM deliveries WHERE ? IN ('', candidate) ORDER BY number DESC LIMIT 200", candidate
        )
        return [self._with_attempts(row) for row in rows]

    def _with_attempts(self, row: sqlite3.Row) -> dict[str, object]:
        attempts = self._store.all("SELECT at, status, remark FROM attempts WHERE delivery = ?", row["id"])
        shown = {
            key: row[key] for key in ("id", "candidate", "type", "created_at", "due_at", "state", "tries")
        }
        return shown | {"body": row["body"].decode(), "attempts": [dict(attempt) for attempt in attempts]}
