"""What a consultant does, driven by JSON, as the webhooks tell of it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests

PERSON = {"name": "Ailsa Bain", "email": "ailsa.bain@example.com", "timezone": "Europe/London"}


@pytest.fixture
def ats(start_ats: Callable[..., str]) -> str:
    return start_ats()


def post(url: str, **body: object) -> requests.Response:
    return requests.post(url, json=body, timeout=5)


def told(ats: str) -> list[dict[str, Any]]:
    """What the webhooks say, oldest first, sent or not."""
    found = requests.get(f"{ats}/sandbox/deliveries", timeout=5).json()["deliveries"]
    return [json.loads(one["body"]) for one in reversed(found)]


def test_an_interview_for_a_new_candidate_is_told_of(ats: str) -> None:
    slots = [
        {"starts_at": "2026-11-24T09:00:00Z", "ends_at": "2026-11-24T09:30:00Z"},
        {"starts_at": "2026-11-24T10:00:00Z", "ends_at": "2026-11-24T11:00:00Z"},
    ]

    made = post(
        f"{ats}/sandbox/interviews", candidate=PERSON, job="Clerk", client="Calder Water", slots=slots
    )

    (event,) = told(ats)
    assert made.json() == {"candidate": "c-9", "application": "a-9", "interview": "i-10"}
    assert event["type"] == "interview.scheduled"
    assert event["data"]["candidate"]["name"] == "Ailsa Bain"
    assert event["data"]["application"] == {"id": "a-9", "job": "Clerk", "client": "Calder Water"}
    assert event["data"]["interview"]["starts_at"] == "2026-11-24T09:00:00.000Z"
    assert event["data"]["interview"]["ends_at"] == "2026-11-24T11:00:00.000Z"
    assert len(event["data"]["interview"]["slots"]) == 2


def test_a_moved_interview_is_told_of_with_its_new_end(ats: str) -> None:
    post(f"{ats}/sandbox/interviews/i-2/move", starts_at="2026-11-25T09:00:00+01:00", minutes=30)

    (event,) = told(ats)
    assert event["type"] == "interview.moved"
    assert event["data"]["interview"]["id"] == "i-2"
    assert event["data"]["interview"]["ends_at"] == "2026-11-25T08:30:00.000Z"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("interviews/i-1/cancel", "interview.cancelled"),
        ("interviews/i-1/no_show", "interview.no_show"),
        ("interviews/i-1/delete", "interview.deleted"),
        ("applications/a-1/reject", "application.rejected"),
        ("applications/a-1/withdraw", "application.withdrawn"),
        ("applications/a-1/hire", "application.hired"),
        ("applications/a-1/reopen", "application.reopened"),
        ("candidates/c-1/opt_out", "candidate.opted_out"),
        ("candidates/c-1/opt_in", "candidate.opted_in"),
        ("candidates/c-1/delete", "candidate.deleted"),
    ],
)
def test_each_action_sends_its_event_about_the_candidate(ats: str, path: str, kind: str) -> None:
    post(f"{ats}/sandbox/{path}").raise_for_status()

    (event,) = told(ats)
    assert event["type"] == kind
    assert event["data"]["candidate"]["id"] == "c-1"


def test_a_ping_carries_no_data(ats: str) -> None:
    post(f"{ats}/sandbox/ping")

    assert [(event["type"], event["data"]) for event in told(ats)] == [("ping", {})]


@pytest.mark.parametrize(
    "path",
    [
        "interviews/i-99/cancel",
        "interviews/i-1/explode",
        "applications/a-99/reject",
        "candidates/c-99/opt_out",
    ],
)
def test_an_unknown_record_or_action_is_not_found_and_nothing_is_sent(ats: str, path: str) -> None:
    answer = post(f"{ats}/sandbox/{path}")

    assert answer.status_code == 404
    assert told(ats) == []


def test_the_sandbox_opens_with_eight_candidates_at_two_branches(ats: str) -> None:
    found = requests.get(f"{ats}/sandbox/candidates", timeout=5).json()["candidates"]

    assert len(found) == 8
    assert {one["branch"] for one in found} == {"Paisley", "Stirling"}
    assert all(one["email"].endswith("@example.com") for one in found)


def test_an_unknown_fault_is_refused_with_the_kinds_there_are(ats: str) -> None:
    answer = post(f"{ats}/sandbox/faults", kind="gremlins")

    assert answer.status_code == 422
    assert "duplicate" in answer.json()["kinds"]
