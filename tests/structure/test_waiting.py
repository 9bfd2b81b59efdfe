"""Waiting lives in a row's `due_at`, never in the broker (RL-14): Redis would hand it out twice."""

import ast
from pathlib import Path

import pytest

from tests.support.source import calls, parse, python_files, where

FORBIDDEN_ARGUMENTS = {"eta", "countdown", "autoretry_for", "retry_backoff", "max_retries"}
FORBIDDEN_CALLS = {"retry", "chain", "chord", "AsyncResult", "get_result"}


def waits(path: Path, tree: ast.AST) -> list[str]:
    """Every place that leaves waiting, repeating or a result to Celery."""
    found = []
    for name, call in calls(tree):
        given = {keyword.arg for keyword in call.keywords}
        if name in FORBIDDEN_CALLS or given & FORBIDDEN_ARGUMENTS:
            found.append(where(path, call))
    return found


def test_nothing_waits_in_the_broker() -> None:
    """RL-14."""
    found = [place for path in python_files("plugin", "tasks") for place in waits(path, parse(path))]

    assert found == []


def test_no_task_is_sent_with_arguments() -> None:
    """RL-12: a message carries no data; the rows say what is to be done."""
    found = [
        where(path, call)
        for path in python_files("plugin", "tasks")
        for name, call in calls(parse(path))
        if (name == "delay" and (call.args or call.keywords))
        or (
            name in {"apply_async", "send_task"} and {"args", "kwargs"} & {word.arg for word in call.keywords}
        )
    ]

    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "send.apply_async(countdown=5)",
        "app.send_task('send', eta=tomorrow)",
        "self.retry()",
        "app.task(max_retries=3)",
        "chain(one, two)",
    ],
)
def test_waits_finds_what_it_is_there_to_find(line: str) -> None:
    assert waits(Path("planted.py"), ast.parse(line)) == ["planted.py:1"]
