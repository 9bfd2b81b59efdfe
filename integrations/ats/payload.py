"""Reading what an ATS sent: cleaned texts, ids and times, and `Unreadable` that names the field."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, pre_load

from integrations.errors import Unreadable

LONGEST_TEXT = 500
"""Characters of a name, title or id that are kept: more than any ATS's own columns hold."""

# Marks that reorder what a reader sees: a name must not turn round the line it stands in (EM-14).
_REORDERING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_REFUSED_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})

_SCHEMA_ERRORS: dict[str, Any] = {"type": "must be an object"}
_TEXT_ERRORS: dict[str, Any] = {"required": "is missing", "invalid": "must be text", "empty": "is empty"}
_REF_ERRORS: dict[str, Any] = {"invalid": "must be an id: text or a whole number"}
_MOMENT_ERRORS: dict[str, Any] = {
    "required": "is missing",
    "invalid": "must be a time with its offset, as 2026-11-23T14:10:00Z",
}


def clean(text: str) -> str:
    """`text` on one line, without control characters, line breaks of any kind or reordering marks."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())[:LONGEST_TEXT].rstrip()
    spaced = "".join(" " if unicodedata.category(c) in _REFUSED_CATEGORIES else c for c in text)
    return " ".join(_REORDERING.sub("", spaced).split())[:LONGEST_TEXT].rstrip()


class Payload(Schema):
    """What an ATS sends. Unknown fields are let by, and null is the same as not said."""

    class Meta:
        unknown = EXCLUDE

    error_messages = _SCHEMA_ERRORS

    @pre_load
    def _drop_nulls(self, data: Any, **_: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        return {key: value for key, value in data.items() if value is not None}


class Text(fields.Field[str]):
    """A cleaned text; not said is empty."""

    default_error_messages = _TEXT_ERRORS

    def __init__(self, *, required: bool = False, data_key: str | None = None) -> None:
        if required:
            super().__init__(required=True, data_key=data_key)
        else:
            super().__init__(load_default="", data_key=data_key)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        text = clean(value)
        if self.required and not text:
            raise self.make_error("empty")
        return text


class Ref(Text):
    """An id in the ATS: text, or a whole number that is read as text."""

    default_error_messages = _REF_ERRORS

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        return super()._deserialize(value, attr, data, **kwargs)


LIVING_MEMORY = range(2000, 2100)


class Moment(fields.Field[datetime]):
    """A time by RFC 3339, with its offset; loaded as UTC."""

    default_error_messages = _MOMENT_ERRORS

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(value)
            # Some systems write the year 1, or 9999, where they have no date.
            if moment.tzinfo is None or moment.year not in LIVING_MEMORY:
                raise self.make_error("invalid")
            return moment.astimezone(UTC)
        except (TypeError, ValueError, OverflowError) as error:
            raise self.make_error("invalid") from error


def load(schema: Schema, value: Any) -> dict[str, Any]:
    """`value` as the schema reads it. Raises `Unreadable` naming each field and what it must be."""
    try:
        loaded: dict[str, Any] = schema.load(value)
    except ValidationError as error:
        problems = "; ".join(_sentences(error.messages))
        raise Unreadable(f"The delivery cannot be read: {problems}.") from error
    return loaded


def _sentences(messages: Any, path: str = "") -> Iterator[str]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            below = path if key == "_schema" else f"{path}.{key}".lstrip(".")
            yield from _sentences(inner, below)
    else:
        yield from (f"{path or 'the body'} {message}" for message in messages)
