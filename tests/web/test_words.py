"""Dates, times and lists as pages write them."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from plugin.web.words import and_list, clock, day, moment


def test_dates_and_times_are_spelt_out(app: Flask) -> None:
    at = datetime(2026, 3, 5, 9, 7, tzinfo=UTC)

    with app.test_request_context():
        assert day(date(2026, 3, 1)) == "Sunday 1 March"
        assert clock(at) == "09:07"
        assert moment(at) == "Thursday 5 March, 09:07"


@pytest.mark.parametrize(
    ("names", "written"),
    [((), ""), (("Moira",), "Moira"), (("Moira", "Iain"), "Moira and Iain"), (("A", "B", "C"), "A, B and C")],
)
def test_lists_read_as_a_sentence(app: Flask, names: tuple[str, ...], written: str) -> None:
    with app.test_request_context():
        assert and_list(names) == written
