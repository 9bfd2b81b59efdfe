"""Version 1 of Afterview's own webhook, as `docs/standard-webhook.md` describes it."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates

from integrations.ats.payload import Moment, Payload, Ref, Text
from integrations.signatures import standard_key

MUST_BE_OBJECT: dict[str, Any] = {"type": "must be an object", "required": "is missing"}
MUST_BE_LIST: dict[str, Any] = {"invalid": "must be a list"}


def _object(schema: type[Schema], **kwargs: Any) -> fields.Nested:
    return fields.Nested(schema, error_messages=MUST_BE_OBJECT, **kwargs)


class Candidate(Payload):
    id = Ref(required=True)
    name = Text()
    email = Text()
    phone = Text()
    locale = Text()
    timezone = Text()
    country = Text()


class Application(Payload):
    id = Ref()
    job = Text()
    client = Text()


class Slot(Payload):
    starts_at = Moment()
    ends_at = Moment(required=True)


class Interview(Payload):
    id = Ref(required=True)
    starts_at = Moment(load_default=None)
    ends_at = Moment(load_default=None)
    title = Text()
    location = Text()
    interviewers = fields.List(Text(), load_default=list, error_messages=MUST_BE_LIST)
    slots = fields.List(_object(Slot), load_default=list, error_messages=MUST_BE_LIST)
    debriefed = fields.Boolean(load_default=False, error_messages={"invalid": "must be true or false"})


class Consultant(Payload):
    id = Ref(required=True)
    name = Text()
    email = Text()
    phone = Text()


class Data(Payload):
    candidate = _object(Candidate, required=True)
    application = _object(Application, load_default=dict)
    interview = _object(Interview, load_default=None)
    consultant = _object(Consultant, load_default=None)
    branch = Text()


class Delivery(Payload):
    type = Text(required=True)
    timestamp = Moment(required=True)
    data = _object(Data, required=True)


class Acceptance(Payload):
    """What a receiver of notes may answer."""

    id = Ref()


class Credentials(Schema):
    """How notes and tasks are sent back. The account's base URL is its notes URL."""

    notes_secret = fields.String(required=True)
    can_look_up = fields.String(load_default="no", validate=validate.OneOf(["yes", "no"]))

    @validates("notes_secret")
    def _is_a_key(self, value: str, data_key: str) -> None:
        try:
            standard_key(value)
        except ValueError as error:
            raise ValidationError("must be whsec_ and at least 24 bytes in base64") from error
