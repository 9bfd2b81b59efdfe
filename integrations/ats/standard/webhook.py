"""Hearing the standard webhook: verify, then turn a delivery into one event."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from integrations.ats.contract import (
    Account,
    Event,
    EventKind,
    Interview,
    Person,
    Receipt,
    WebhookRequest,
    dedupe_hash,
)
from integrations.ats.payload import load
from integrations.ats.standard.schemas import Delivery
from integrations.errors import Unreadable
from integrations.signatures import verify_standard
from integrations.strict_json import parse_object

PING = "ping"

_DELIVERY = Delivery()
_NEEDS_AN_END = frozenset({EventKind.INTERVIEW_SCHEDULED, EventKind.INTERVIEW_MOVED})


def receive(request: WebhookRequest, account: Account) -> Receipt:
    """Verify by the Standard Webhooks specification; its signed id names the delivery, however often sent."""
    message_id = verify_standard(request.headers, request.body, account.secrets, request.received_at)
    return Receipt(dedupe_hash("standard", message_id), keep=not _is_ping(request.body))


def understand(body: bytes) -> tuple[Event, ...]:
    """The one event that a delivery tells; none for a ping. Raises `Unreadable`."""
    raw = parse_object(body)
    if raw.get("type") == PING:
        return ()
    delivery = load(_DELIVERY, raw)
    return (_event(_kind(delivery["type"]), delivery["timestamp"], delivery["data"]),)


def _is_ping(body: bytes) -> bool:
    if PING.encode() not in body:
        return False
    try:
        return parse_object(body).get("type") == PING
    except Unreadable:
        return False


def _kind(name: str) -> EventKind:
    try:
        return EventKind(name)
    except ValueError as error:
        known = ", ".join(EventKind)
        raise Unreadable(f"The delivery cannot be read: type must be one of {known} or {PING}.") from error


def _event(kind: EventKind, at: datetime, data: Mapping[str, Any]) -> Event:
    application, interview = data["application"], data["interview"]
    _check_subject(kind, application, interview)
    return Event(
        kind=kind,
        at=at,
        candidate=_person(data["candidate"]),
        application=application.get("id", ""),
        interview=_interview(kind, at, interview) if interview else None,
        job=application.get("job", ""),
        client=application.get("client", ""),
        consultant=_person(data["consultant"]) if data["consultant"] else None,
        branch=data["branch"],
    )


def _check_subject(
    kind: EventKind, application: Mapping[str, Any], interview: Mapping[str, Any] | None
) -> None:
    if kind.startswith("interview.") and not interview:
        raise Unreadable(f"The delivery cannot be read: data.interview is missing, which {kind} needs.")
    if kind.startswith("application.") and not application.get("id"):
        raise Unreadable(f"The delivery cannot be read: data.application.id is missing, which {kind} needs.")


def _person(said: Mapping[str, str]) -> Person:
    return Person(ref=said["id"], **{key: value for key, value in said.items() if key != "id"})


def _interview(kind: EventKind, at: datetime, said: Mapping[str, Any]) -> Interview:
    starts_at, ends_at = _start(said), _end(said)
    if ends_at is None and kind in _NEEDS_AN_END:
        raise Unreadable(
            f"The delivery cannot be read: data.interview needs ends_at or slots, which {kind} is about."
        )
    if ends_at is None and kind is EventKind.INTERVIEW_COMPLETED:
        ends_at = at
    if starts_at and ends_at and ends_at < starts_at:
        raise Unreadable("The delivery cannot be read: data.interview.ends_at is before it starts.")
    return Interview(
        ref=said["id"],
        starts_at=starts_at,
        ends_at=ends_at,
        title=said["title"],
        location=said["location"],
        interviewers=tuple(name for name in said["interviewers"] if name),
        debriefed=said["debriefed"],
    )


def _start(said: Mapping[str, Any]) -> datetime | None:
    return _outermost(min, "starts_at", said)


def _end(said: Mapping[str, Any]) -> datetime | None:
    return _outermost(max, "ends_at", said)


def _outermost(choose: Callable[..., datetime], key: str, said: Mapping[str, Any]) -> datetime | None:
    """Of an interview in several slots, where the first begins or the last ends."""
    moments = [slot[key] for slot in said["slots"] if key in slot]
    return choose(moments) if moments else said[key]
