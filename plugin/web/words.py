"""How pages write dates, times and lists: spelt out, in the page's language."""

from collections.abc import Sequence
from datetime import date, datetime, time

from flask import Flask

from config.languages import listed, spelt_out
from plugin.web.languages import language


def day(on: date) -> str:
    """'Thursday 6 March'."""
    return spelt_out(on, language())


def clock(at: datetime | time) -> str:
    """'14:05', in the zone that `at` carries."""
    return f"{at:%H:%M}"


def moment(at: datetime) -> str:
    """'Thursday 6 March, 14:05'."""
    return f"{day(at)}, {clock(at)}"


def and_list(names: Sequence[str]) -> str:
    """'A', 'A and B', 'A, B and C'."""
    return listed(names, language())


def write_words(app: Flask) -> None:
    """Let the templates of `app` write them."""
    for word in (day, clock, moment, and_list):
        app.add_template_filter(word)
