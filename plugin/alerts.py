"""What must reach a person: how urgent it is, whom it goes to, and what a candidate is told of when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plugin.reflection import Flag


class Urgency(StrEnum):
    """How soon a person has to act, most urgent first. It names a clock and never what was read.

    `MANAGER` is for the branch's manager alone.
    """

    AT_ONCE = "at_once"
    SOON = "soon"
    MANAGER = "manager"
    TODAY = "today"


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
    """The first in the order of `Urgency`."""
    return min(urgencies, key=list(Urgency).index, default=None)


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
    `when` names a time or a day. `by_manager`: it is not their own consultant who rings."""

    when: When
    at: datetime
    by_manager: bool = False
