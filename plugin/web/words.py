"""How pages write dates, times and lists: spelt out, in British English."""

from collections.abc import Sequence
from datetime import date, datetime, time

from flask import Flask

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(on: date) -> str:
    """'Thursday 6 March'."""
    return f"{_DAYS[on.weekday()]} {on.day} {_MONTHS[on.month - 1]}"


def clock(at: datetime | time) -> str:
    """'14:05', in the zone that `at` carries."""
    return f"{at:%H:%M}"


def moment(at: datetime) -> str:
    """'Thursday 6 March, 14:05'."""
    return f"{day(at)}, {clock(at)}"


def and_list(names: Sequence[str]) -> str:
    """'A', 'A and B', 'A, B and C'."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def write_words(app: Flask) -> None:
    """Let the templates of `app` write them."""
    for word in (day, clock, moment, and_list):
        app.add_template_filter(word)
