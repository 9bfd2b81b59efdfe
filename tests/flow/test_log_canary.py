"""SE-13, TS-12: whatever happens, no name, address, answer or secret reaches the log."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from sqlalchemy import insert

from config.logging import set_up
from integrations.errors import AddressRefused, CallFailed, OutcomeUnknown, Refused
from plugin.flow.desk import Desk
from plugin.flow.sign_in import SignIns
from plugin.flow.stop import Stops
from plugin.keys import Purpose
from plugin.reflection import Flag
from plugin.tables import candidates, effects, journeys, reflections
from plugin.views import StopScope
from tests.support.ats.in_hand import AtsInHand
from tests.support.serious import CALUM, signed_in, tells
from tests.support.world import SECRET, World

CANARY = "Canary"
WHO = {"name": f"{CANARY} Finch", "email": f"{CANARY}@example.com", "phone": f"+44 {CANARY}"}


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What this process logs, set up as in production, at its most talkative."""
    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)
    handlers, level, known = logging.root.handlers[:], logging.root.level, structlog.get_config()
    set_up("DEBUG")
    yield said
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.configure(**known)


def hear(world: World, kind: str = "interview.completed", **said: Any) -> None:
    job = {"job": f"{CANARY} keeper", "client": f"{CANARY} Mines"}
    world.hears(kind, candidate=WHO, application=job, **said)


def test_no_flow_and_no_failure_logs_personal_data(log: io.StringIO, world: World, ats: AtsInHand) -> None:
    failed = f"{CANARY}@example.com could not be reached"
    world.mail.answers = [CallFailed(failed), OutcomeUnknown(failed)]
    ats.answers = [CallFailed(failed), OutcomeUnknown(failed), Refused(failed)]

    hear(world)
    hear(world, interview={"ends_at": f"{CANARY} o'clock"})
    hear(world, interview={"id": "i-2"})
    for _ in range(4):
        world.work()
        world.clock.forward(minutes=50)
    for message in list(world.mail.sent):
        answers = {"felt": "2", "missed_point": f"{CANARY} words", "share": ["missed_point"]}
        path = world.survey_path(message)
        world.answers(path, **answers)
        note = {"subject": CANARY, "body": f"{CANARY} is so sorry", "permission": "yes"}
        for press in ("", "/marks", "/save", "/mail", "/pass-on", "/take-back", "/pass-on"):
            world.client.post(f"{path}/follow-up{press}", data=note)
    world.mail.answers = [AddressRefused(failed)]
    for _ in range(4):
        world.work()
        world.clock.forward(hours=2)
    break_what_is_left(world)
    world.work()

    said = log.getvalue()
    assert [json.loads(line)["event"] for line in said.splitlines()]
    assert CANARY.casefold() not in said.casefold()
    assert SECRET not in said
    assert world.hook_key not in said


def test_a_page_that_fails_is_logged_by_its_route_and_not_by_its_live_link(
    log: io.StringIO, world: World
) -> None:
    """A path holds the token that opens the page."""
    world.hears("interview.completed")
    world.work()
    world.clock.forward(hours=2)
    world.work()
    link = world.survey_path()
    with world.runtime.db.transaction() as db:
        reflections.drop(db)

    answer = world.client.get(link)

    [line] = [json.loads(line) for line in log.getvalue().splitlines() if '"exception"' in line]
    assert (answer.status_code, line["event"]) == (500, "a request failed")
    assert (line["method"], line["route"]) == ("GET", "/r/<token>")
    assert link.removeprefix("/r/") not in log.getvalue()


def test_an_alert_is_logged_without_whom_or_what_it_is_about(log: io.StringIO, world: World) -> None:
    """PEERS 9.15: refused, in doubt, sent and taken."""
    world.hears("interview.completed", candidate=WHO)
    world.work()
    tells(world, Flag.CRISIS, Flag.TREATMENT)
    unanswered = OutcomeUnknown(f"no answer for {CANARY}")
    # The coaching email is the first of these.
    world.mail.answers = [unanswered, AddressRefused(f"550 {CANARY}"), unanswered]
    world.work()
    world.clock.forward(minutes=1)
    world.work()
    Desk(world.runtime).have(signed_in(world, CALUM), 1)

    said = log.getvalue().casefold()
    assert [row.state for row in world.rows(effects, kind="alert", state="failed")] == ["failed"]
    assert "a message failed for good" in said
    for private in (CANARY, "crisis", "treatment", "calum"):
        assert private.casefold() not in said


def break_what_is_left(world: World) -> None:
    """Wrong addresses, a candidate who leaves, and the database's own complaint with its values in it."""
    world.client.get(f"/r/{CANARY}")
    world.client.post(f"/hooks/{CANARY}", data=CANARY, content_type="application/json")
    world.client.get(f"/{CANARY}")
    SignIns(world.runtime).request_sign_in(f"{CANARY}@northgate.example")
    for row in world.rows(journeys):
        Stops(world.runtime).stop(world.runtime.keys.sign(Purpose.STOP, row.id), StopScope.ALL)
    try:
        with world.runtime.db.transaction() as db:
            db.execute(insert(candidates).values(name=CANARY, email=CANARY))
    except Exception:
        structlog.get_logger().error("a row could not be kept", exc_info=True)
