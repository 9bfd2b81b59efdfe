"""Everything that a deployment sets, read once from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, validates_schema
from marshmallow.validate import Length, OneOf, Range

PREFIX = "AFTERVIEW_"
_SHORTEST_KEY = 32


class SettingsError(Exception):
    """The environment lacks something or holds something unusable; the message names every such variable."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One deployment. Every field is the variable `AFTERVIEW_<NAME>`, or `AFTERVIEW_<NAME>_FILE` for the
    path of a file that holds it.

    `secret_keys` are newest first: the first signs and encrypts, the others are still accepted.
    `fast_clock` is for trying the product only: business waits are divided by it and office hours ignored.
    `llm_url`, where set, is an OpenAI-compatible endpoint that gives a second opinion on free text; it needs
    `llm_model`, and `llm_key` if the endpoint wants one. Without it, texts stay on this machine.
    `mail_only_domains`, where set, are the only recipients' domains that mail may go to (EM-21).
    """

    secret_keys: tuple[str, ...] = field(repr=False)
    base_url: str = "http://127.0.0.1:8000"
    database_url: str = field(default="sqlite:///var/afterview.db", repr=False)
    broker_url: str = field(default="memory://", repr=False)
    mail_url: str = field(default="smtp://127.0.0.1:8025", repr=False)
    mail_only_domains: tuple[str, ...] = ()
    allow_private_networks: bool = False
    fast_clock: int = 1
    trusted_proxies: int = 0
    hook_rate_per_minute: int = 6000
    log_level: str = "INFO"
    llm_url: str = ""
    llm_key: str = field(default="", repr=False)
    llm_model: str = ""

    @property
    def secure(self) -> bool:
        """Whether browsers reach us by https, so that cookies may be marked Secure and HSTS sent."""
        return self.base_url.startswith("https://")

    @property
    def embedded(self) -> bool:
        """Whether the broker lives inside this process and carries wake-ups nowhere else."""
        return self.broker_url.startswith("memory:")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read `AFTERVIEW_*`; raises `SettingsError` naming everything that is missing or unusable."""
        source = os.environ if environ is None else environ
        given = {name: value for name in cls.__slots__ if (value := _read(source, name)) is not None}
        try:
            return cls(**_SCHEMA.load(given))
        except ValidationError as error:
            lines = [f"  {PREFIX}{name.upper()}: {' '.join(_flat(why))}" for name, why in _problems(error)]
            raise SettingsError("\n".join(["These settings need attention:", *lines])) from error


def _read(environ: Mapping[str, str], name: str) -> str | None:
    variable = PREFIX + name.upper()
    path = environ.get(f"{variable}_FILE")
    if path is None:
        return environ.get(variable)
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise SettingsError(
            f"{variable}_FILE names {path}, which cannot be read: {error.strerror}."
        ) from error


class _Words(fields.Field[tuple[str, ...]]):
    """A list written with commas between."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[str, ...]:
        return tuple(word.strip() for word in str(value).split(",") if word.strip())


def _long_enough(keys: tuple[str, ...]) -> None:
    if not keys or min(len(key) for key in keys) < _SHORTEST_KEY:
        raise ValidationError("must hold one or more keys of at least 32 characters, newest first.")


class _SettingsSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    secret_keys = _Words(
        required=True,
        validate=_long_enough,
        error_messages={
            "required": "is missing. Make one with: "
            "python -c 'import secrets; print(secrets.token_urlsafe(32))'",
        },
    )
    base_url = fields.URL(schemes={"http", "https"}, require_tld=False)
    database_url = fields.String(validate=Length(min=1))
    broker_url = fields.String(validate=Length(min=1))
    mail_url = fields.URL(schemes={"smtp", "smtps"}, require_tld=False)
    mail_only_domains = _Words()
    allow_private_networks = fields.Boolean()
    fast_clock = fields.Integer(validate=Range(min=1))
    trusted_proxies = fields.Integer(validate=Range(min=0))
    hook_rate_per_minute = fields.Integer(validate=Range(min=1))
    log_level = fields.String(validate=OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]))
    llm_url = fields.URL(schemes={"http", "https"}, require_tld=False)
    llm_key = fields.String()
    llm_model = fields.String()

    @validates_schema
    def model_is_named(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("llm_url") and not data.get("llm_model"):
            raise ValidationError("is missing: name the model at AFTERVIEW_LLM_URL.", "llm_model")

    @post_load
    def without_trailing_slash(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        if "base_url" in data:
            data["base_url"] = data["base_url"].rstrip("/")
        return data


_SCHEMA = _SettingsSchema()


def _problems(error: ValidationError) -> list[tuple[str, Any]]:
    messages = error.messages
    return sorted(messages.items()) if isinstance(messages, dict) else [("settings", messages)]


def _flat(why: Any) -> list[str]:
    return [str(line) for line in why] if isinstance(why, list) else [str(why)]
