"""Sending notes and tasks back as signed calls to the agency's own address."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from integrations.ats.contract import Account, Event, Interview, Note, Page, Target, Task
from integrations.ats.payload import load
from integrations.ats.standard.schemas import Acceptance
from integrations.call import Answer
from integrations.errors import Unreadable
from integrations.http import Session
from integrations.signatures import sign_standard

_ACCEPTANCE = Acceptance()


@dataclass(frozen=True, slots=True)
class StandardClient:
    """Calls to one account's notes URL."""

    account: Account
    session: Session

    def check(self) -> str:
        """Send a signed ping, which any receiver answers with 2xx and forgets."""
        now = datetime.now(UTC)
        body = _json({"type": "ping", "timestamp": _rfc3339(now), "data": {}})
        answer = self.session.read(
            "POST", self.account.base_url, self._signed(f"ping-{int(now.timestamp())}", now, body), body
        )
        return f"{answer.call.host} takes our signed calls"

    def poll(self, cursor: Mapping[str, str], now: datetime) -> Page:
        """Nothing: this sender is heard and never asked."""
        return Page(found=(), cursor=cursor)

    def reread(self, interview: Interview, candidate: str, application: str) -> tuple[Event, ...]:
        """Nothing: this sender is heard and never asked."""
        return ()

    def find_note(self, target: Target, marker: str) -> str | None:
        """Ask by the marker where the receiver can look up; elsewhere it ignores a marker it has had."""
        if self.account.credentials.get("can_look_up") != "yes":
            return None
        url = f"{self.account.base_url}{self._joint}{urlencode({'marker': marker})}"
        # An id of its own: a receiver that remembers ids must not take the note itself for a repeat.
        headers = self._signed(f"lookup-{marker}", datetime.now(UTC), b"")
        answer = self.session.read("GET", url, headers, expected=(HTTPStatus.NOT_FOUND,))
        return None if answer.status == HTTPStatus.NOT_FOUND else _id(answer, marker)

    def add_note(self, target: Target, note: Note) -> str:
        """Send `note.create`; the receiver's id for it, or our marker where it names none."""
        return self._create("note.create", note.marker, _data(target, note))

    def find_task(self, target: Target, marker: str) -> str | None:
        """As `find_note`: notes and tasks share one space of markers."""
        return self.find_note(target, marker)

    def add_task(self, target: Target, task: Task) -> str:
        """Send `task.create`, which is a note with a time by which to act."""
        return self._create("task.create", task.marker, _data(target, task) | {"due": _rfc3339(task.due)})

    @property
    def _joint(self) -> str:
        return "&" if "?" in self.account.base_url else "?"

    def _create(self, kind: str, marker: str, data: Mapping[str, Any]) -> str:
        now = datetime.now(UTC)
        body = _json({"type": kind, "timestamp": _rfc3339(now), "data": data})
        answer = self.session.write("POST", self.account.base_url, self._signed(marker, now, body), body)
        return _id(answer, marker)

    def _signed(self, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
        secret = self.account.credentials["notes_secret"]
        return {"Content-Type": "application/json", **sign_standard(message_id, at, body, secret)}


def _data(target: Target, what: Note | Task) -> dict[str, Any]:
    about = {
        "candidate": target.candidate,
        "application": target.application,
        "interview": target.interview,
        "consultant": target.consultant,
    }
    named = {key: {"id": ref} for key, ref in about.items() if ref}
    return {"marker": what.marker, **named, "title": what.title, "lines": list(what.lines)}


def _id(answer: Answer, marker: str) -> str:
    """The id in a 2xx answer, which may be empty or say something else altogether."""
    try:
        said = json.loads(answer.body)
        return str(load(_ACCEPTANCE, said)["id"]) or marker
    except (ValueError, RecursionError, Unreadable):
        return marker


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
