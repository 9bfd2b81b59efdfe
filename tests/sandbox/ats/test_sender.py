"""The sender against a receiver on a real socket."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from sandbox.ats import signing
from sandbox.ats.outbox import SCHEDULE
from tests.sandbox.receiver import SECRET, Receiver

Wait = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def ats(start_ats: Callable[..., str], receiver: Receiver) -> str:
    return start_ats(hook=receiver.url)


def complete(ats: str, interview: str = "i-1") -> None:
    requests.post(f"{ats}/sandbox/interviews/{interview}/complete", timeout=5).raise_for_status()


def misbehave(ats: str, kind: str, **how: object) -> None:
    requests.post(f"{ats}/sandbox/faults", json={"kind": kind, **how}, timeout=5).raise_for_status()


def deliveries(ats: str, state: str) -> list[dict[str, Any]]:
    found = requests.get(f"{ats}/sandbox/deliveries", timeout=5).json()["deliveries"]
    return [one for one in found if one["state"] == state]


def types(receiver: Receiver) -> list[str]:
    return [json.loads(body)["type"] for _, body in receiver.arrived]


def verifies(receiver: Receiver, which: int, secret: str = SECRET) -> bool:
    headers, body = receiver.arrived[which]
    try:
        signing.verify(secret, headers, body, datetime.now(UTC))
    except signing.SignatureError:
        return False
    return True


def test_a_completed_interview_arrives_signed_with_its_whole_record(
    ats: str, receiver: Receiver, eventually: Wait
) -> None:
    end = "2026-11-23T14:10:00.000Z"
    requests.post(f"{ats}/sandbox/interviews/i-1/complete", json={"ended_at": end}, timeout=5)

    eventually(lambda: receiver.arrived)

    body = json.loads(receiver.arrived[0][1])
    assert verifies(receiver, 0)
    assert body["type"] == "interview.completed"
    assert body["data"] == {
        "candidate": {
            "id": "c-1",
            "name": "Isla Fraser",
            "email": "isla.fraser@example.com",
            "phone": "07700 900101",
            "locale": "en-GB",
            "timezone": "Europe/London",
            "country": "GB",
        },
        "consultant": {
            "id": "u-1",
            "name": "Calum Reid",
            "email": "calum.reid@northgate.example",
            "phone": "0141 496 0101",
        },
        "branch": "Paisley",
        "application": {"id": "a-1", "job": "Depot manager", "client": "Harbour Logistics"},
        "interview": {
            "id": "i-1",
            "starts_at": "2026-11-23T13:10:00.000Z",
            "ends_at": end,
            "title": "First interview",
            "interviewers": ["Priya Shah"],
            "slots": [],
            "debriefed": False,
        },
    }


def test_a_failed_webhook_is_tried_again_with_its_id_until_it_is_accepted(
    ats: str, receiver: Receiver, eventually: Wait
) -> None:
    receiver.answers = [500, 302, 204]

    complete(ats)
    (delivered,) = eventually(lambda: deliveries(ats, "delivered"))

    assert [attempt["status"] for attempt in delivered["attempts"]] == [500, 302, 204]
    assert {headers["webhook-id"] for headers, _ in receiver.arrived} == {delivered["id"]}


def test_a_webhook_that_nobody_takes_is_given_up_after_the_schedule(
    ats: str, receiver: Receiver, eventually: Wait
) -> None:
    receiver.answers = [503] * 20

    complete(ats)
    (failed,) = eventually(lambda: deliveries(ats, "failed"))

    assert len(failed["attempts"]) == 1 + len(SCHEDULE)


def test_the_schedule_is_the_specifications() -> None:
    assert sum(SCHEDULE, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)
    assert SCHEDULE[:3] == (timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30))


def test_a_waiting_webhook_says_when_it_is_tried_next(
    start_ats: Callable[..., str], receiver: Receiver, eventually: Wait
) -> None:
    ats = start_ats(hook=receiver.url, retry_speed=1)
    receiver.answers = [500]

    complete(ats)
    (waiting,) = eventually(lambda: [one for one in deliveries(ats, "waiting") if one["attempts"]])

    tried, due = (datetime.fromisoformat(text) for text in (waiting["attempts"][0]["at"], waiting["due_at"]))
    assert timedelta(seconds=4) < due - tried < timedelta(seconds=6)


def test_a_receiver_that_is_gone_is_tried_again(start_ats: Callable[..., str], eventually: Wait) -> None:
    ats = start_ats(hook="http://127.0.0.1:9/hooks/abc")

    complete(ats)
    (failed,) = eventually(lambda: deliveries(ats, "failed"))

    assert {(one["status"], one["remark"]) for one in failed["attempts"]} == {(None, "ConnectionError")}


def test_wh_12_a_410_switches_sending_off_until_a_person_switches_it_on(
    ats: str, receiver: Receiver, eventually: Wait
) -> None:
    receiver.answers = [410]
    complete(ats)
    eventually(lambda: requests.get(f"{ats}/sandbox/endpoint", timeout=5).json()["disabled"])

    complete(ats, "i-2")
    held = deliveries(ats, "waiting")
    requests.post(f"{ats}/endpoint/enable", timeout=5)
    eventually(lambda: deliveries(ats, "delivered"))

    assert len(held) == 1
    assert len(receiver.arrived) == 2


def test_wh_07_while_a_secret_changes_both_sign_and_then_only_the_new_one(
    ats: str, receiver: Receiver, eventually: Wait
) -> None:
    new = requests.post(f"{ats}/sandbox/secrets/rotate", timeout=5).json()["secret"]
    complete(ats)
    eventually(lambda: len(receiver.arrived) == 1)
    requests.post(f"{ats}/sandbox/secrets/retire", timeout=5)
    complete(ats, "i-2")
    eventually(lambda: len(receiver.arrived) == 2)

    assert [verifies(receiver, which, SECRET) for which in (0, 1)] == [True, False]
    assert [verifies(receiver, which, new) for which in (0, 1)] == [True, True]


def test_waiting_webhooks_survive_a_restart(
    start_ats: Callable[..., str], receiver: Receiver, eventually: Wait
) -> None:
    before = start_ats()
    complete(before)

    after = start_ats(hook=receiver.url)
    eventually(lambda: deliveries(after, "delivered"))

    assert types(receiver)[:1] == ["interview.completed"]


def test_a_delivered_webhook_can_be_sent_again_with_its_old_id(
    ats: str, receiver: Receiver, eventually: Wait
) -> None:
    complete(ats)
    (delivered,) = eventually(lambda: deliveries(ats, "delivered"))

    requests.post(f"{ats}/sandbox/deliveries/{delivered['id']}/again", timeout=5)
    eventually(lambda: len(receiver.arrived) == 2)

    assert [headers["webhook-id"] for headers, _ in receiver.arrived] == [delivered["id"]] * 2


def test_fault_copies_arrive_with_one_id(ats: str, receiver: Receiver, eventually: Wait) -> None:
    misbehave(ats, "duplicate", amount=2, times=1)

    complete(ats)
    eventually(lambda: len(receiver.arrived) == 3)

    assert len({(headers["webhook-id"], body) for headers, body in receiver.arrived}) == 1


def test_fault_a_batch_arrives_backwards(ats: str, receiver: Receiver, eventually: Wait) -> None:
    misbehave(ats, "reorder", amount=2, times=1)

    requests.post(f"{ats}/sandbox/interviews", json={"application": "a-1"}, timeout=5)
    complete(ats)
    eventually(lambda: len(receiver.arrived) == 2)

    assert types(receiver) == ["interview.completed", "interview.scheduled"]


def test_fault_a_lost_webhook_never_arrives_and_the_next_one_does(
    ats: str, receiver: Receiver, eventually: Wait
) -> None:
    misbehave(ats, "drop", times=1)

    complete(ats)
    requests.post(f"{ats}/sandbox/interviews/i-2/cancel", timeout=5)
    eventually(lambda: deliveries(ats, "delivered"))

    assert types(receiver) == ["interview.cancelled"]
    assert [one["type"] for one in deliveries(ats, "lost")] == ["interview.completed"]


def test_fault_a_late_webhook_is_overtaken(ats: str, receiver: Receiver, eventually: Wait) -> None:
    misbehave(ats, "delay", amount=1, times=1)

    complete(ats)
    requests.post(f"{ats}/sandbox/interviews/i-2/cancel", timeout=5)
    eventually(lambda: len(receiver.arrived) == 2)

    assert types(receiver) == ["interview.cancelled", "interview.completed"]


def test_fault_a_wrong_signature_is_followed_by_a_right_one(
    ats: str, receiver: Receiver, eventually: Wait
) -> None:
    misbehave(ats, "bad_signature", times=1)
    receiver.answers = [401]

    complete(ats)
    eventually(lambda: len(receiver.arrived) == 2)

    assert [verifies(receiver, which) for which in (0, 1)] == [False, True]
