"""Logs are JSON lines that hold ids and reasons and nobody's data (SE-13)."""

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from celery import Celery
from hypothesis import given
from hypothesis import strategies as st

from config.logging import ALLOWED, only_allowed, set_up

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """Sets the logs up as a process does; gives what they have said."""
    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)
    handlers, level, known = logging.root.handlers[:], logging.root.level, structlog.get_config()
    set_up("INFO")
    yield lambda: [json.loads(line) for line in said.getvalue().splitlines()]
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.configure(**known)


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=12)))
def test_only_fields_on_the_list_are_kept(entry: dict[str, str]) -> None:
    assert set(only_allowed(None, "info", {**entry, "email": "x", "event": "e"})) <= ALLOWED


def test_a_line_holds_the_event_its_level_its_time_and_its_ids(lines: Lines) -> None:
    structlog.get_logger("test").warning("a delivery was parked", delivery=7, state="failed")

    [line] = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "a delivery was parked", "level": "warning", "delivery": 7, "state": "failed"}


def test_a_field_that_nobody_thought_of_is_dropped(lines: Lines) -> None:
    structlog.get_logger("test").warning("sent", name="Isla canary", answer="canary", journey=1)

    assert "canary" not in json.dumps(lines())


def test_an_exception_says_what_and_where_and_not_its_values(lines: Lines) -> None:
    answer = "canary of an answer"

    def break_down() -> None:
        raise ValueError(f"cannot read {answer}")

    try:
        break_down()
    except ValueError:
        structlog.get_logger("test").error("it broke", exc_info=True)

    [line] = lines()
    assert line["exception"] == "ValueError"
    assert "break_down" in line["error"]
    assert "canary" not in json.dumps(line)


def test_an_exception_of_a_library_shows_no_values_either(lines: Lines) -> None:
    try:
        raise KeyError("canary@example.com")
    except KeyError:
        logging.getLogger("sqlalchemy.pool").exception("it broke")

    [line] = lines()
    assert line["exception"] == "KeyError"
    assert "canary" not in json.dumps(line)


def test_a_library_that_puts_values_into_its_own_words_shows_none(lines: Lines) -> None:
    try:
        raise KeyError("canary")
    except KeyError as error:
        logging.getLogger("urllib3").error("canary of a path: %r", error, exc_info=True)

    [line] = lines()
    assert (line["event"], line["logger"]) == ("a library logged an exception", "urllib3")
    assert "canary" not in json.dumps(line)


def test_a_task_that_breaks_shows_no_values(lines: Lines) -> None:
    """Celery's own words for it hold the exception's."""
    app = Celery("test", broker="memory://", set_as_current=False)

    @app.task(name="breaks", shared=False)
    def breaks() -> None:
        raise ValueError("canary@example.com")

    breaks.apply()

    [line] = lines()
    assert (line["logger"], line["exception"]) == ("celery.app.trace", "ValueError")
    assert "canary" not in json.dumps(line)


def test_a_library_that_failed_at_nothing_keeps_its_words(lines: Lines) -> None:
    logging.getLogger("waitress").warning("The queue is full")

    assert [line["event"] for line in lines()] == ["The queue is full"]


def test_a_line_break_in_a_value_makes_no_second_line(lines: Lines) -> None:
    """SE-13: nobody forges a line."""
    structlog.get_logger("test").warning("refused", reason='x\n{"event": "forged"}')

    assert [line["event"] for line in lines()] == ["refused"]
