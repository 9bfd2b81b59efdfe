"""What must reach a person: how urgent it is, whom it goes to, and what a candidate is told of when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plugin.reflection import Flag


class Urgency(StrEnum):
    """How soon a person has to act, most urgent first. It names a clock and never what was read.

    Those of the manager are for the branch's manager alone: `MANAGER` by its own clock, the others where
    something more urgent stands beside it.
    """

    AT_ONCE = "at_once"
    MANAGER_AT_ONCE = "manager_at_once"
    SOON = "soon"
    MANAGER_SOON = "manager_soon"
    MANAGER = "manager"
    TODAY = "today"

    @property
    def for_manager(self) -> bool:
        """Whether it is for the branch's manager alone."""
        return self is Urgency.MANAGER or self in _FOR_MANAGER.values()

    @property
    def clock(self) -> "Urgency":
        """The same clock, whomever it is for."""
        return next((clock for clock, theirs in _FOR_MANAGER.items() if theirs is self), self)


_FOR_MANAGER = {Urgency.AT_ONCE: Urgency.MANAGER_AT_ONCE, Urgency.SOON: Urgency.MANAGER_SOON}
"""What is more urgent than `MANAGER`, and what it becomes beside it."""


_URGENCY = {
    Flag.CRISIS: Urgency.AT_ONCE,
    Flag.DISTRESS: Urgency.SOON,
    Flag.TREATMENT: Urgency.MANAGER,
    Flag.ADJUSTMENT: Urgency.TODAY,
    Flag.WITHDRAWING: Urgency.TODAY,
    Flag.CONTACT_ME: Urgency.TODAY,
}


def urgency_of(flags: Collection[Flag]) -> Urgency | None:
    """The most urgent clock among these; None if none of them needs a person."""
    return most_urgent([_URGENCY[flag] for flag in flags if flag in _URGENCY])


def most_urgent(urgencies: Collection[Urgency]) -> Urgency | None:
    """The first in the order of `Urgency`, and for the manager if any of them is: it may be the owner whom
    that is about, or who is too near."""
    first = min(urgencies, key=list(Urgency).index, default=None)
    if first is None or not any(one.for_manager for one in urgencies):
        return first
    return _FOR_MANAGER.get(first, first)


class Recipient(StrEnum):
    """Whom an alert goes to, in the order in which it is handed on."""

    OWNER = "owner"
    COVER = "cover"
    MANAGER = "manager"


class When(StrEnum):
    """When a person will ring, as the words tell it apart."""

    WITHIN_THE_HOUR = "within_the_hour"
    TODAY = "today"
    LATER_TODAY = "later_today"
    TOMORROW = "tomorrow"
    ON_DAY = "on_day"
    ON_DATE = "on_date"


@dataclass(frozen=True, slots=True)
class CallTime:
    """When the candidate may expect a call. `at` is the office's opening, by the candidate's clock, where
    `when` names a time or a day."""

    when: When
    at: datetime
