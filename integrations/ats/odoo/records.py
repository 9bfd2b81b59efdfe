"""What Odoo's records mean: pure functions from what was read to events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from integrations.ats.contract import Event, EventKind, Interview, Person


@dataclass(frozen=True, slots=True)
class Application:
    """An applicant's record with what it points to: `users` are recruiter and interviewers by id."""

    record: Mapping[str, Any]
    hired: bool = False
    users: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    def event(self, kind: EventKind, at: datetime, interview: Interview | None = None) -> Event:
        """An event about this application, with all that the record says."""
        return Event(
            kind=kind,
            at=at,
            candidate=self._candidate(),
            application=str(self.record["id"]),
            interview=interview,
            job=_name(self.record["job_id"]),
            consultant=self._consultant(),
            branch=_name(self.record["company_id"]),
        )

    def state(self) -> EventKind:
        """How the application stands. Odoo says of none that it was reopened, only that it is open."""
        if self.hired:
            return EventKind.APPLICATION_HIRED
        if self.record["active"]:
            return EventKind.APPLICATION_REOPENED
        if self.record["refuse_reason_id"]:
            return EventKind.APPLICATION_REJECTED
        return EventKind.APPLICATION_WITHDRAWN

    def interviewers(self) -> tuple[str, ...]:
        """The names of the users who interview this applicant."""
        known = (self.users.get(user, {}) for user in self.record["interviewer_ids"])
        return tuple(user["name"] for user in known if user.get("name"))

    def _candidate(self) -> Person:
        # The applicant's own id: the contact behind it is often made later, and would change who this is.
        return Person(
            ref=str(self.record["id"]),
            name=self.record["partner_name"],
            email=parseaddr(self.record["email_from"])[1],
            phone=self.record["partner_phone"],
        )

    def _consultant(self) -> Person | None:
        if not self.record["user_id"]:
            return None
        number, name = self.record["user_id"]
        user = self.users.get(number, {})
        return Person(
            ref=str(number),
            name=user.get("name", name),
            email=user.get("email", ""),
            phone=user.get("phone", ""),
        )


def meeting_events(meeting: Mapping[str, Any], application: Application, now: datetime) -> tuple[Event, ...]:
    """What a meeting is at `now`, how its application ended if it has, and an opt-out if there is one."""
    kind = _meeting_kind(meeting, now)
    ended = kind is EventKind.INTERVIEW_COMPLETED
    # A meeting entered after it was over was completed when it was entered, not before anyone knew of it.
    at = max(meeting["stop"], meeting["write_date"]) if ended else meeting["write_date"]
    interview = Interview(
        ref=str(meeting["id"]),
        starts_at=meeting["start"],
        ends_at=meeting["stop"],
        title=meeting["name"],
        location=meeting["location"],
        interviewers=application.interviewers(),
    )
    stands = _stands(application)
    closed = () if stands.kind is EventKind.APPLICATION_REOPENED else (stands,)
    return (application.event(kind, at, interview), *closed, *_opted_out(application, now))


def application_events(application: Application, now: datetime) -> tuple[Event, ...]:
    """How an application stands at `now`, and that its candidate wants no mail where that is so."""
    return (*_opted_out(application, now), _stands(application))


def deleted_meeting(meeting: int, applicant: int, now: datetime) -> Event:
    """A meeting whose record is gone."""
    return Event(
        kind=EventKind.INTERVIEW_DELETED,
        at=now,
        candidate=Person(ref=str(applicant)),
        application=str(applicant),
        interview=Interview(ref=str(meeting)),
    )


def deleted_applicant(applicant: int, now: datetime) -> Event:
    """An applicant whose record is gone: an application and its candidate in one."""
    return Event(EventKind.CANDIDATE_DELETED, now, Person(ref=str(applicant)), application=str(applicant))


def _stands(application: Application) -> Event:
    return application.event(application.state(), application.record["write_date"])


def _opted_out(application: Application, now: datetime) -> tuple[Event, ...]:
    """Odoo does not say since when. That it is no longer so is not told: we may have been asked ourselves."""
    if not application.record["is_blacklisted"]:
        return ()
    return (application.event(EventKind.CANDIDATE_OPTED_OUT, now),)


def _meeting_kind(meeting: Mapping[str, Any], now: datetime) -> EventKind:
    if not meeting["active"]:
        return EventKind.INTERVIEW_CANCELLED
    return EventKind.INTERVIEW_COMPLETED if meeting["stop"] <= now else EventKind.INTERVIEW_SCHEDULED


def _name(link: tuple[int, str] | None) -> str:
    return link[1] if link else ""
