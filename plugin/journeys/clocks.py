"""Each fact has a clock of its own: of two words about it the later one holds. Pure."""

from datetime import datetime
from enum import StrEnum


def is_later(at: datetime, value: StrEnum, known_at: datetime | None, known: StrEnum) -> bool:
    """Whether this is news, or the same again; in the same second, the lower in its enum's list holds."""
    return known_at is None or (at, _rank(value)) >= (known_at, _rank(known))


def is_newer(new: tuple[datetime, datetime], known: tuple[datetime | None, datetime | None]) -> bool:
    """The same for a moment that is said at a moment."""
    return known[0] is None or known[1] is None or new > (known[0], known[1])


def latest(at: datetime, known_at: datetime | None) -> datetime:
    """The later of two moments, of which one may be unknown."""
    return max(at, known_at) if known_at else at


def _rank(value: StrEnum) -> int:
    return list(type(value)).index(value)
