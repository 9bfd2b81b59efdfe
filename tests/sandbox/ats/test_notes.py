"""Notes and tasks coming in, as a plugin would send them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from sandbox.ats import signing
from tests.sandbox.receiver import NOTES_SECRET, SECRET

MARKER = "AV-7K2M9QXA"


@pytest.fixture
def ats(start_ats: Callable[..., str]) -> str:
    return start_ats()


def note(marker: str = MARKER, **data: object) -> dict[str, Any]:
    return {
        "type": "note.create",
        "timestamp": "2026-11-23T14:10:00Z",
        "data": {
            "marker": marker,
            "candidate": {"id": "c-1"},
            "application": {"id": "a-1"},
            "interview": {"id": "i-1"},
            "consultant": {"id": "u-1"},
            "title": "Call sheet",
            "lines": ["Felt 2 of 5.", "<b>Still</b> wants the job."],
            **data,
        },
    }


def send(
    ats: str, body: object, webhook_id: str = MARKER, secret: str = NOTES_SECRET, **how: Any
) -> requests.Response:
    raw = json.dumps(body).encode()
    headers = signing.headers([secret], webhook_id, datetime.now(UTC), raw) | {
        "Content-Type": "application/json"
    }
    return requests.post(f"{ats}/notes", data=raw, headers=headers, timeout=how.get("timeout", 5))


def find(ats: str, marker: str) -> requests.Response:
    headers = signing.headers([NOTES_SECRET], "look-1", datetime.now(UTC), b"")
    return requests.get(f"{ats}/notes", params={"marker": marker}, headers=headers, timeout=5)


def written(ats: str) -> dict[str, Any]:
    found: dict[str, Any] = requests.get(f"{ats}/sandbox/notes", timeout=5).json()
    return found


def misbehave(ats: str, kind: str, **how: object) -> None:
    requests.post(
        f"{ats}/sandbox/faults", json={"kind": kind, "times": 1, **how}, timeout=5
    ).raise_for_status()


def test_a_signed_note_lands_on_the_candidates_record(ats: str) -> None:
    answer = send(ats, note())

    (kept,) = written(ats)["notes"]
    assert (answer.status_code, answer.json()) == (201, {"id": "n-1"})
    assert (kept["kind"], kept["candidate"], kept["marker"]) == ("note", "c-1", MARKER)
    assert kept["lines"] == ["Felt 2 of 5.", "<b>Still</b> wants the job."]


def test_a_task_keeps_its_due_time(ats: str) -> None:
    task = note(due="2026-11-23T16:00:00Z") | {"type": "task.create"}

    answer = send(ats, task)

    (kept,) = written(ats)["notes"]
    assert answer.status_code == 201
    assert (kept["kind"], kept["due"]) == ("task", "2026-11-23T16:00:00Z")


def test_rl_09_a_repeated_webhook_id_is_answered_alike_and_stored_once(ats: str) -> None:
    answers = [send(ats, note()) for _ in range(3)]

    assert [(one.status_code, one.json()) for one in answers] == [(201, {"id": "n-1"})] + [
        (200, {"id": "n-1"})
    ] * 2
    assert written(ats)["per_marker"] == {MARKER: 1}


def test_rl_09_a_double_under_another_webhook_id_shows_in_the_count(ats: str) -> None:
    send(ats, note(), webhook_id="one")
    send(ats, note(), webhook_id="two")

    assert written(ats)["per_marker"] == {MARKER: 2}


def test_a_marker_can_be_looked_up_before_and_after(ats: str) -> None:
    before = find(ats, MARKER)
    send(ats, note())
    after = find(ats, MARKER)

    assert before.status_code == 404
    assert (after.status_code, after.json()) == (200, {"id": "n-1"})


def test_a_call_with_another_secret_is_refused_and_nothing_is_stored(ats: str) -> None:
    answer = send(ats, note(), secret=SECRET)

    assert answer.status_code == 401
    assert written(ats)["notes"] == []


def test_an_unsigned_look_up_is_refused(ats: str) -> None:
    assert requests.get(f"{ats}/notes", params={"marker": MARKER}, timeout=5).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        note() | {"type": "note.delete"},
        note(marker=""),
        note(lines="text"),
        note(candidate={"id": "c-99"}),
        note(candidate="c-1"),
        note() | {"type": "task.create"},
        {"type": "note.create"},
        ["note.create"],
    ],
)
def test_a_call_outside_the_schema_is_refused_with_a_reason(ats: str, body: object) -> None:
    answer = send(ats, body)

    assert answer.status_code == 422
    assert answer.json()["error"]
    assert written(ats)["notes"] == []


def test_notes_survive_a_restart(start_ats: Callable[..., str], ats: str) -> None:
    send(ats, note())

    again = start_ats()

    assert written(again)["per_marker"] == {MARKER: 1}


def test_fault_too_many_requests_says_how_long_to_wait(ats: str) -> None:
    misbehave(ats, "rate_limit", amount=7)

    first, second = send(ats, note()), send(ats, note())

    assert (first.status_code, first.headers["Retry-After"]) == (429, "7")
    assert second.status_code == 201


def test_fault_a_server_error_stores_nothing(ats: str) -> None:
    misbehave(ats, "error")

    assert send(ats, note()).status_code == 500
    assert written(ats)["notes"] == []


@pytest.mark.parametrize(("kind", "amount"), [("refuse", 0), ("hang", 0.05)])
def test_fault_a_closed_connection_stores_nothing(ats: str, kind: str, amount: float) -> None:
    misbehave(ats, kind, amount=amount)

    with pytest.raises(requests.ConnectionError):
        send(ats, note())

    assert written(ats)["notes"] == []


def test_fault_a_hanging_server_outlasts_the_caller_and_serves_others(ats: str) -> None:
    misbehave(ats, "hang", amount=30)

    with pytest.raises(requests.ReadTimeout):
        send(ats, note(), timeout=0.3)

    assert send(ats, note()).status_code == 201


@pytest.mark.parametrize(("amount", "seen"), [(0.05, requests.ConnectionError), (30, requests.ReadTimeout)])
def test_rl_09_fault_a_note_can_be_stored_and_its_answer_lost(
    ats: str, amount: float, seen: type[Exception]
) -> None:
    misbehave(ats, "commit_then_hang", amount=amount)

    with pytest.raises(seen):
        send(ats, note(), timeout=0.5)

    assert find(ats, MARKER).json() == {"id": "n-1"}
    assert send(ats, note()).json() == {"id": "n-1"}
    assert written(ats)["per_marker"] == {MARKER: 1}


def test_fault_for_tasks_alone_spares_notes_and_look_ups(ats: str) -> None:
    misbehave(ats, "error", only="task.create")

    note_answer, look_up = send(ats, note()), find(ats, MARKER)
    task_answer = send(ats, note(due="2026-11-23T16:00:00Z") | {"type": "task.create"}, webhook_id="two")

    assert [one.status_code for one in (note_answer, look_up, task_answer)] == [201, 200, 500]


def test_fault_slow_still_answers(ats: str) -> None:
    misbehave(ats, "slow", amount=0.05)

    assert send(ats, note()).status_code == 201


def test_a_signed_ping_is_answered_and_forgotten(ats: str) -> None:
    answer = send(ats, {"type": "ping", "timestamp": "2026-11-23T14:10:00Z", "data": {}}, "ping-1")
    forged = send(ats, {"type": "ping", "data": {}}, "ping-2", secret=SECRET)

    assert (answer.status_code, forged.status_code) == (200, 401)
    assert written(ats)["notes"] == []
