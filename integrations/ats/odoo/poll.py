"""Asking Odoo what changed: it calls once, waits a second for us, and never again.

Two questions over one window of time: what was written in it, and which meetings ended in it. The first
finds what no rule of Odoo's does: a meeting entered when its end was already past. A window is read in pages
by record id, which rows written meanwhile cannot shift.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from integrations.ats.contract import LOOKBACK, Page, Polled, dedupe_hash
from integrations.ats.odoo.rpc import Domain, Rpc
from integrations.ats.odoo.webhook import APPLICANT, MEETING

PAGE = 100
OVERLAP = timedelta(minutes=10)
"""A row bears the time at which its transaction began, and is seen when that ends: how long one may take."""

_FORMAT = "%Y-%m-%d %H:%M:%S"
_NEVER = "9999-12-31 23:59:59"


@dataclass(frozen=True, slots=True)
class Window:
    """What of a poll is still to be read. `since` and `until` bound it; `ends_until` bounds the ends, and is
    open at the first poll so that interviews to come are known. The last two are the ids read so far."""

    since: str
    until: str
    ends_until: str
    meeting: int = 0
    applicant: int = 0

    @classmethod
    def of(cls, cursor: Mapping[str, str], now: datetime) -> "Window":
        """The window that a cursor names, or the next one up to `now`."""
        until = _stamp(now)
        if not cursor:
            return cls(_stamp(now - LOOKBACK), until, _NEVER)
        if "until" not in cursor:
            return cls(cursor["since"], until, until)
        return cls(
            cursor["since"],
            cursor["until"],
            cursor["ends_until"],
            int(cursor["meeting"]),
            int(cursor["applicant"]),
        )

    def cursor(self) -> dict[str, str]:
        """The cursor that goes on inside this window."""
        return {
            "since": self.since,
            "until": self.until,
            "ends_until": self.ends_until,
            "meeting": str(self.meeting),
            "applicant": str(self.applicant),
        }

    def next(self) -> dict[str, str]:
        """The cursor that begins after this window."""
        until = datetime.strptime(self.until, _FORMAT).replace(tzinfo=UTC)
        return {"since": _stamp(until - OVERLAP)}


def poll(rpc: Rpc, cursor: Mapping[str, str], now: datetime) -> Page:
    """One page of meetings and one of applicants."""
    window = Window.of(cursor, now)
    meetings = rpc.search_read(MEETING, _meetings(window), ["stop", "write_date", "applicant_id"], PAGE)
    applicants = rpc.search_read(APPLICANT, _applicants(window), ["write_date"], PAGE)
    found = (
        *(_polled(MEETING, row, ended=str(row["stop"]) <= window.until) for row in meetings),
        *(_polled(APPLICANT, row, ended=False) for row in applicants),
    )
    if len(meetings) < PAGE and len(applicants) < PAGE:
        return Page(found, window.next())
    read = replace(
        window,
        meeting=max((row["id"] for row in meetings), default=window.meeting),
        applicant=max((row["id"] for row in applicants), default=window.applicant),
    )
    return Page(found, read.cursor(), more=True)


def _meetings(window: Window) -> Domain:
    return [
        ("applicant_id", "!=", False),
        ("active", "in", [True, False]),
        ("id", ">", window.meeting),
        "|",
        "&",
        ("write_date", ">", window.since),
        ("write_date", "<=", window.until),
        "&",
        ("stop", ">", window.since),
        ("stop", "<=", window.ends_until),
    ]


def _applicants(window: Window) -> Domain:
    return [
        ("active", "in", [True, False]),
        ("id", ">", window.applicant),
        ("write_date", ">", window.since),
        ("write_date", "<=", window.until),
    ]


def _polled(model: str, row: Mapping[str, Any], *, ended: bool) -> Polled:
    """A delivery in the shape of Odoo's own webhook. A meeting is news when written, and again when over."""
    number, written = row["id"], str(row["write_date"])
    said: dict[str, Any] = {"_model": model, "_id": number}
    if row.get("applicant_id"):
        said["applicant_id"] = row["applicant_id"][0]
    key = dedupe_hash("odoo poll", model, str(number), written, "ended" if ended else "")
    return Polled(key, json.dumps(said).encode())


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(_FORMAT)
