"""What an ATS tells of consultants is taken where we know nothing, and never over what an operator said."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.tables import consultants
from plugin.tenants import agencies
from tests.support.world import World, build_world, event, signed

CALUM = "calum@northgate.example"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = build_world(f"sqlite:///{tmp_path / 'afterview.db'}")
    yield world
    world.runtime.close()


def told(world: World, message_id: str, **person: str) -> list[tuple[str, str]]:
    """Let the ATS tell of an interview of this consultant's; every consultant's name and phone then."""
    said = json.loads(event("interview.completed", world.clock.at))
    said["data"]["consultant"] = {"id": "u-1", "email": CALUM, **person}
    body = json.dumps(said).encode()
    world.client.post(f"/hooks/{world.hook_key}", data=body, headers=signed(message_id, body, world.clock.at))
    world.work()
    return [(row.name, row.phone) for row in world.rows(consultants)]


def add(world: World, name: str, phone: str) -> None:
    with world.runtime.db.transaction() as db:
        agencies.add_consultant(db, world.agency_id, CALUM, name, "consultant", phone)


def test_phone_that_was_lacking_is_taken_from_a_later_event(world: World) -> None:
    before = told(world, "msg_a", name="Calum Reid")

    after = told(world, "msg_b", name="Calum Reid", phone="0141 496 0000")

    assert (before, after) == ([("Calum Reid", "")], [("Calum Reid", "0141 496 0000")])


def test_what_an_operator_said_holds(world: World) -> None:
    add(world, "Calum R.", "0141 496 0001")

    assert told(world, "msg_a", name="Calum Reid", phone="0141 496 0000") == [("Calum R.", "0141 496 0001")]


def test_what_an_operator_left_open_is_filled_and_silence_changes_nothing(world: World) -> None:
    add(world, "", "")
    filled = told(world, "msg_a", name="Calum Reid", phone="0141 496 0000")

    assert told(world, "msg_b") == filled == [("Calum Reid", "0141 496 0000")]
