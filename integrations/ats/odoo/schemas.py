"""The records of Odoo 17 that an interview is made of, and what an account needs."""

from datetime import UTC, datetime
from typing import Any

from marshmallow import Schema, fields, pre_load, validate

from integrations.ats.payload import Payload, Text

_STAMP_ERRORS: dict[str, Any] = {"required": "is missing", "invalid": "must be a time of Odoo's"}
_LINK_ERRORS: dict[str, Any] = {"invalid": "must be an id and a name"}
_ID_ERRORS: dict[str, Any] = {"required": "is missing", "invalid": "must be a whole number"}
_ID_RANGE = validate.Range(1, 2**31 - 1, error="must be an id of Odoo's")


class Record(Payload):
    """One record as `search_read` gives it: an empty field of any type is `false`, which is not said."""

    @pre_load
    def _drop_false(self, data: Any, **_: Any) -> Any:
        if not isinstance(data, dict):
            return data
        # `active` is the one field here whose false says something.
        return {key: value for key, value in data.items() if value is not False or key == "active"}


class Stamp(fields.Field[datetime]):
    """A time as Odoo writes it: UTC without saying so, as `2026-11-23 00:21:10`."""

    default_error_messages = _STAMP_ERRORS

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        try:
            stamp = datetime.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise self.make_error("invalid") from error
        if stamp.tzinfo is not None:
            raise self.make_error("invalid")
        return stamp.replace(tzinfo=UTC)


class Link(fields.Field[tuple[int, str]]):
    """A many2one, read as `[id, "display name"]`."""

    default_error_messages = _LINK_ERRORS

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[int, str]:
        match value:
            case [int(ref), str(name)]:
                return ref, name
        raise self.make_error("invalid")


class Meeting(Record):
    id = fields.Integer(required=True, strict=True)
    name = Text()
    start = Stamp(required=True)
    stop = Stamp(required=True)
    location = Text()
    write_date = Stamp(required=True)
    active = fields.Boolean(load_default=True)
    applicant_id = Link(load_default=None)


class Applicant(Record):
    id = fields.Integer(required=True, strict=True)
    partner_name = Text()
    email_from = Text()
    partner_phone = Text()
    write_date = Stamp(required=True)
    active = fields.Boolean(load_default=True)
    refuse_reason_id = Link(load_default=None)
    stage_id = Link(load_default=None)
    job_id = Link(load_default=None)
    user_id = Link(load_default=None)
    company_id = Link(load_default=None)
    is_blacklisted = fields.Boolean(load_default=False)
    interviewer_ids = fields.List(fields.Integer(strict=True), load_default=list)


class Stage(Record):
    id = fields.Integer(required=True, strict=True)
    hired_stage = fields.Boolean(load_default=False)


class User(Record):
    id = fields.Integer(required=True, strict=True)
    name = Text()
    email = Text()
    phone = Text()


class Delivery(Record):
    """What a webhook of Odoo's, or our own poll, names. Nothing else in a body is believed."""

    model = Text(required=True, data_key="_model")
    id = fields.Integer(
        required=True, strict=True, data_key="_id", error_messages=_ID_ERRORS, validate=_ID_RANGE
    )
    applicant_id = fields.Integer(
        load_default=None, strict=True, error_messages=_ID_ERRORS, validate=_ID_RANGE
    )


class Credentials(Schema):
    """Odoo's external API takes an API key wherever it takes a password."""

    database = fields.String(required=True)
    login = fields.String(required=True)
    api_key = fields.String(required=True)
