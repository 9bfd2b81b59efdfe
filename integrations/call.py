"""One HTTP call, its answer, and what its failures mean.

Error messages name the host and the status, never a body, a path or a header, which may hold personal data or
credentials.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from integrations.errors import (
    CallFailed,
    CredentialsRefused,
    IntegrationError,
    OutcomeUnknown,
    RateLimited,
    Refused,
)

_TRY_AGAIN = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY})
"""Client errors that are not for good (RL-11); 429 has its own."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Header names are found whatever their case."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    call: "Call" = field(repr=False)

    def json(self) -> Any:
        """The body as JSON. An answer that is none raises as a broken one does."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise self.call.broken("answered with something that is not JSON") from error


@dataclass(frozen=True, slots=True)
class Call:
    """One request, and what its failures mean: `writes` where it may change something over there."""

    method: str
    url: str
    writes: bool
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)

    @property
    def host(self) -> str:
        """The name in the address, for messages."""
        return urlsplit(self.url).hostname or "The address"

    def broken(self, what: str) -> IntegrationError:
        """The error for a call that left and was not properly answered."""
        if self.writes:
            return OutcomeUnknown(f"{self.host} {what}; the call may have taken effect.")
        return CallFailed(f"{self.host} {what}.")


def failure(answer: Answer) -> IntegrationError:
    """What a status that is no success means."""
    status, wait = answer.status, _retry_after(answer.headers)
    said = f"{answer.call.host} answered {status}"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimited(f"{said}: it asks us to slow down.", wait)
    if status == HTTPStatus.SERVICE_UNAVAILABLE and wait is not None:
        return CallFailed(f"{said}: it is not available for now.", wait)
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return CredentialsRefused(f"{said}: the account's key is wrong or has lost its rights. Renew it.")
    if status in _TRY_AGAIN:
        return CallFailed(f"{said}.", wait)
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return Refused(f"{said}: the same call will not be taken. Check the account's address and settings.")
    return answer.call.broken(f"answered {status}")


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait by `Retry-After`, which holds seconds or an HTTP date (RFC 9110); None without one."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
