"""Reading Odoo's records, and putting notes and tasks on an applicant."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any

from marshmallow import Schema

from integrations.ats.contract import Event, Interview, Note, Page, Target, Task
from integrations.ats.odoo import poll, records
from integrations.ats.odoo.records import Application
from integrations.ats.odoo.rpc import Domain, Rpc
from integrations.ats.odoo.schemas import Applicant, Meeting, Stage, User
from integrations.ats.odoo.webhook import APPLICANT, MEETING
from integrations.ats.payload import load
from integrations.errors import Refused, Unreadable


@dataclass(slots=True)
class OdooClient:
    """One Odoo database, as the user whose key we hold."""

    rpc: Rpc
    now: Callable[[], datetime]
    _model_id: int | None = field(default=None, init=False, repr=False)

    def check(self) -> str:
        """Sign in and read an applicant, which a key without rights to Recruitment cannot."""
        version = self.rpc.version()
        user = self.rpc.user()
        self.rpc.search_read(APPLICANT, [], ["id"], limit=1)
        return f"Odoo {version}, as user {user} of {self.rpc.account.credentials['database']}"

    def poll(self, cursor: Mapping[str, str], now: datetime) -> Page:
        """Meetings and applicants written, and meetings ended, since the cursor."""
        return poll.poll(self.rpc, cursor, now)

    def reread(self, interview: Interview, candidate: str, application: str) -> tuple[Event, ...]:
        """What the meeting's and the applicant's records say now."""
        return self.meeting_events(_number(interview.ref), _number(application or candidate))

    def meeting_events(self, meeting: int, applicant: int | None) -> tuple[Event, ...]:
        """What a meeting's record says now; `applicant` is whose it was, should it be gone."""
        record = self._one(MEETING, Meeting(), meeting)
        if record is None:
            return (self._deleted(meeting, applicant),)
        owner = record["applicant_id"][0] if record["applicant_id"] else None
        left = (self._deleted(meeting, applicant),) if applicant not in (None, owner) else ()
        return left + (self._meeting_of(owner, record) if owner else ())

    def applicant_events(self, applicant: int) -> tuple[Event, ...]:
        """How an application stands now."""
        application = self._application(applicant)
        if application is None:
            return (records.deleted_applicant(applicant, self.now()),)
        return records.application_events(application, self.now())

    def find_note(self, target: Target, marker: str) -> str | None:
        """Search the applicant's messages for the marker."""
        return self._find("mail.message", [*_on("model", target), ("body", "ilike", marker)])

    def add_note(self, target: Target, note: Note) -> str:
        """Log an internal note on the applicant."""
        options = {
            "body": _html(note.title, note.lines, note.marker),
            # Without it Odoo 17 escapes the mark-up into visible tags.
            "body_is_html": True,
            "subtype_xmlid": "mail.mt_note",
        }
        return str(self.rpc.write(APPLICANT, "message_post", [[_applicant(target)]], options))

    def find_task(self, target: Target, marker: str) -> str | None:
        """Search the applicant's activities, and its messages: a finished activity becomes one."""
        anywhere: Domain = ["|", ("summary", "ilike", marker), ("note", "ilike", marker)]
        open_task = self._find("mail.activity", [*_on("res_model", target), *anywhere])
        return open_task or self.find_note(target, marker)

    def add_task(self, target: Target, task: Task) -> str:
        """Plan an activity on the applicant, for the consultant where the target names one."""
        values: dict[str, Any] = {
            "res_model_id": self._applicant_model(),
            "res_id": _applicant(target),
            "summary": f"{task.title} ({task.marker})",
            "note": _html(task.title, task.lines, task.marker),
            "date_deadline": task.due.date().isoformat(),
        }
        if target.consultant:
            values["user_id"] = _number(target.consultant)
        # Never activity_schedule: it commits, and then fails to say what it made.
        return str(self.rpc.write("mail.activity", "create", [values], {}))

    def _meeting_of(self, applicant: int, record: Mapping[str, Any]) -> tuple[Event, ...]:
        application = self._application(applicant)
        if application is None:
            return (records.deleted_applicant(applicant, self.now()),)
        return records.meeting_events(record, application, self.now())

    def _deleted(self, meeting: int, applicant: int | None) -> Event:
        if applicant is None:
            raise Unreadable(
                f"Meeting {meeting} is gone from Odoo and the delivery does not say whose it was. "
                "Add the field Applicant to the webhook's fields."
            )
        return records.deleted_meeting(meeting, applicant, self.now())

    def _application(self, number: int) -> Application | None:
        record = self._one(APPLICANT, Applicant(), number)
        if record is None:
            return None
        return Application(record, self._hired(record), self._users(record))

    def _hired(self, record: Mapping[str, Any]) -> bool:
        if not record["active"] or not record["stage_id"]:
            return False
        stage = self._one("hr.recruitment.stage", Stage(), record["stage_id"][0])
        return bool(stage and stage["hired_stage"])

    def _users(self, record: Mapping[str, Any]) -> dict[int, Mapping[str, Any]]:
        recruiter = [record["user_id"][0]] if record["user_id"] else []
        wanted = sorted({*recruiter, *record["interviewer_ids"]})
        if not wanted:
            return {}
        found = self.rpc.search_read("res.users", [("id", "in", wanted)], ["name", "email", "phone"])
        return {user["id"]: user for user in (load(User(), row) for row in found)}

    def _one(self, model: str, schema: Schema, number: int) -> dict[str, Any] | None:
        """One record, archived or not; None where it is gone."""
        domain: list[str | tuple[str, str, Any]] = [("id", "=", number)]
        if "active" in schema.fields:
            domain.append(("active", "in", [True, False]))
        found = self.rpc.search_read(model, domain, list(schema.fields), limit=1)
        return load(schema, found[0]) if found else None

    def _find(self, model: str, domain: Domain) -> str | None:
        found = self.rpc.search_read(model, domain, ["id"], limit=1)
        return str(found[0]["id"]) if found else None

    def _applicant_model(self) -> int:
        if self._model_id is None:
            found = self._find("ir.model", [("model", "=", APPLICANT)])
            if found is None:
                raise Refused("This Odoo has no Recruitment app. Install it, or connect another database.")
            self._model_id = int(found)
        return self._model_id


def _on(model_field: str, target: Target) -> Domain:
    return [(model_field, "=", APPLICANT), ("res_id", "=", _applicant(target))]


def _applicant(target: Target) -> int:
    return _number(target.application or target.candidate)


def _number(ref: str) -> int:
    try:
        return int(ref)
    except ValueError as error:
        raise Refused("The record's id is not one of Odoo's. Connect the candidate again.") from error


def _html(title: str, lines: tuple[str, ...], marker: str) -> str:
    """The marker stands in the text: Odoo's sanitiser strips attributes that could hide it."""
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f"<p><b>{escape(title)}</b></p>{paragraphs}<p>({escape(marker)})</p>"
