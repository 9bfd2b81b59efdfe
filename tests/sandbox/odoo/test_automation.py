"""The webhooks of the sandbox Odoo."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from flask import Flask, Response, request

from sandbox.odoo.app import Settings, create_odoo
from sandbox.odoo.models import odoo_time
from sandbox.server import serving
from tests.sandbox.receiver import Receiver

Wait = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def odoo(receiver: Receiver) -> Iterator[str]:
    with serving(create_odoo(Settings(hook=receiver.url, key="k", commit_lag=0.3))) as url:
        yield url


def move(odoo: str, stage: int) -> None:
    requests.post(
        f"{odoo}/sandbox/applicants/18/stage", json={"stage_id": stage}, timeout=5
    ).raise_for_status()


def stage(odoo: str) -> str:
    records = requests.get(f"{odoo}/sandbox/records/hr.applicant", timeout=5).json()["records"]
    return next(str(one["stage_id"][1]) for one in records if one["id"] == 18)


def ended(minutes_ago: float) -> dict[str, Any]:
    stop = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    return {
        "name": "Interview",
        "applicant_id": 18,
        "start": odoo_time(stop),
        "stop": odoo_time(stop),
        "user_id": 2,
    }


def test_a_stage_webhook_has_the_captured_shape(odoo: str, receiver: Receiver, eventually: Wait) -> None:
    move(odoo, 4)
    eventually(lambda: receiver.arrived)

    headers, raw = receiver.arrived[0]
    body = json.loads(raw)
    datetime.strptime(body.pop("write_date"), "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC)
    assert headers["content-type"] == "application/json"
    assert not [name for name in headers if "signature" in name]
    assert body == {
        "_action": "Coach: stage changed(#241)",
        "_id": 18,
        "_model": "hr.applicant",
        "email_from": "isla@example.com",
        "id": 18,
        "job_id": 8,
        "name": "Depot manager",
        "partner_name": "Isla Fraser",
        "stage_id": 4,
        "user_id": 2,
    }


def test_the_webhook_leaves_before_its_change_can_be_read(tmp_path: object, eventually: Wait) -> None:
    seen: list[str] = []
    here = Flask("reads-back")
    odoo_at: list[str] = []

    @here.post("/")
    def read_back() -> Response:
        seen.extend([str(request.get_json()["stage_id"]), stage(odoo_at[0])])
        return Response(status=200)

    with serving(here) as hook, serving(create_odoo(Settings(hook=hook, key="k", commit_lag=0.3))) as odoo:
        odoo_at.append(odoo)
        move(odoo, 4)
        eventually(lambda: stage(odoo) == "Second Interview")

    assert seen == ["4", "First Interview"]


def test_a_failed_webhook_is_never_sent_again(odoo: str, receiver: Receiver, eventually: Wait) -> None:
    receiver.answers = [500]

    move(odoo, 4)
    eventually(lambda: stage(odoo) == "Second Interview")

    assert len(receiver.arrived) == 1


def test_a_receiver_gets_one_second(eventually: Wait) -> None:
    slow = Flask("slow")
    slow.add_url_rule("/", view_func=lambda: (time.sleep(3), "")[1], methods=["POST"])

    with serving(slow) as hook, serving(create_odoo(Settings(hook=hook, key="k", commit_lag=0))) as odoo:
        move(odoo, 4)
        (sent,) = eventually(
            lambda: requests.get(f"{odoo}/sandbox/deliveries", timeout=5).json()["deliveries"]
        )

    assert sent["status"] is None


def test_a_rolled_back_change_still_sent_its_webhook(odoo: str, receiver: Receiver, eventually: Wait) -> None:
    requests.post(f"{odoo}/sandbox/faults", json={"kind": "rollback", "times": 1}, timeout=5)

    move(odoo, 4)
    eventually(
        lambda: receiver.arrived and not requests.get(f"{odoo}/sandbox/faults", timeout=5).json()["faults"]
    )

    assert stage(odoo) == "First Interview"


def test_wh_19_the_cron_tells_of_interviews_that_ended_since_its_last_run_only(
    odoo: str, receiver: Receiver
) -> None:
    requests.post(f"{odoo}/sandbox/records/calendar.event", json=ended(minutes_ago=60), timeout=5)
    new = requests.post(
        f"{odoo}/sandbox/records/calendar.event", json=ended(minutes_ago=-1 / 60), timeout=5
    ).json()
    time.sleep(2.1)

    fired = [requests.post(f"{odoo}/sandbox/cron", timeout=5).json()["fired"] for _ in range(2)]

    (event,) = (json.loads(raw) for _, raw in receiver.arrived)
    assert fired == [1, 0]
    assert (event["_model"], event["_id"], event["applicant_id"]) == ("calendar.event", new["id"], 18)
