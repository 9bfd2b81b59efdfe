"""A marshmallow schema as JSON Schema (2020-12), so that what is printed is what is checked."""

from typing import Any

from marshmallow import Schema, fields, validate

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TYPES: tuple[tuple[type[fields.Field[Any]], dict[str, Any]], ...] = (
    (fields.AwareDateTime, {"type": "string", "format": "date-time"}),
    (fields.Date, {"type": "string", "format": "date"}),
    (fields.Time, {"type": "string", "format": "time"}),
    (fields.Integer, {"type": "integer"}),
    (fields.Boolean, {"type": "boolean"}),
    (fields.List, {"type": "array"}),
    (fields.Dict, {"type": "object"}),
    (fields.String, {"type": "string"}),
)


def json_schema(schema: Schema, title: str) -> dict[str, Any]:
    """The JSON Schema of what `schema` loads. Only the fields and checks that our commands use are known."""
    return {"$schema": DIALECT, "title": title, **_object(schema)}


def _object(schema: Schema) -> dict[str, Any]:
    return {
        "description": " ".join(str(type(schema).__doc__).split()),
        "type": "object",
        "properties": {name: _field(field) for name, field in schema.fields.items()},
        "additionalProperties": False,
    }


def _field(field: fields.Field[Any]) -> dict[str, Any]:
    described = {**_shape(field), **field.metadata}
    for check in field.validators:
        described |= _check(check, described["type"])
    if field.allow_none:
        described["type"] = [described["type"], "null"]
        if "enum" in described:
            described["enum"] = [*described["enum"], None]
    return described


def _shape(field: fields.Field[Any]) -> dict[str, Any]:
    if isinstance(field, fields.Nested):
        return _object(field.schema)
    shape = dict(next(shape for kind, shape in _TYPES if isinstance(field, kind)))
    if isinstance(field, fields.List):
        shape["items"] = _field(field.inner)
    if isinstance(field, fields.Dict) and field.key_field and field.value_field:
        shape["propertyNames"] = _field(field.key_field)
        shape["additionalProperties"] = _field(field.value_field)
    return shape


def _check(check: Any, kind: str) -> dict[str, Any]:
    if isinstance(check, validate.OneOf):
        return {"enum": [str(choice) for choice in check.choices]}
    if isinstance(check, validate.Range):
        return {"minimum": check.min, "maximum": check.max}
    if isinstance(check, validate.Length):
        return {"maxItems" if kind == "array" else "maxLength": check.max}
    if isinstance(check, validate.Regexp):
        # Python's end of a text is written otherwise in ECMA 262, whose dialect JSON Schema speaks.
        return {"pattern": f"^{str(check.regex.pattern).removesuffix(chr(92) + 'Z')}$"}
    return {}
