"""The one clock that every wait reads."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present moment in UTC."""


def system_clock() -> datetime:
    """The machine's own time."""
    return datetime.now(UTC)
