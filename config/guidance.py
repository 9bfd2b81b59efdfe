"""What whoever takes an alert is told: why to ring, and how to begin. Loaded from `safety/alerts.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from marshmallow import Schema, ValidationError, fields, validate

from config.content import HERE, ContentError


@dataclass(frozen=True, slots=True)
class Guidance:
    """For one flag, the reason to ring in a line, and what to do, in order."""

    reason: str
    advice: tuple[str, ...]


class _AlertSchema(Schema):
    flag = fields.String(required=True, validate=validate.Length(min=1))
    reason = fields.String(required=True, validate=validate.Length(min=1))
    advice = fields.List(fields.String(validate=validate.Length(min=1)), required=True)


def load_guidance(root: Path = HERE) -> Mapping[str, Guidance]:
    """By flag, what to tell. Raises `ContentError`, which names the entry to mend."""
    path = root / "safety" / "alerts.toml"
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["alert"]
        loaded = [_AlertSchema().load(row) for row in rows]
    except (OSError, ValueError, KeyError, ValidationError) as error:
        raise ContentError(f"{path.relative_to(root)}: {error}") from error
    return {row["flag"]: Guidance(row["reason"], tuple(row["advice"])) for row in loaded}
