"""The operator's commands on PostgreSQL, where rows are locked one by one and types are told apart."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from integrations.errors import OutcomeUnknown
from plugin.keys import Keys
from tests.support.commands import Afterview
from tests.support.world import World, build_world

NORTHGATE = ("--agency", "Northgate Recruitment")


@pytest.fixture
def world(postgres_url: str) -> Iterator[World]:
    """Isla has answered, and it is not known whether her coaching email went."""
    world = build_world(postgres_url)
    world.hears("interview.completed")
    world.work()
    world.clock.forward(minutes=95)
    world.work()
    world.answers(world.survey_path())
    world.mail.answers.append(OutcomeUnknown("No answer came."))
    world.work()
    yield world
    world.runtime.close()


def test_what_is_in_doubt_is_settled(world: World, afterview: Afterview) -> None:
    (row,) = afterview.json("unknown")

    afterview("unknown", "settle", str(row["effect"]), "--sent")

    assert [journey["state"] for journey in afterview.json("journeys")] == ["coached"]


def test_a_delivery_is_replayed(world: World, afterview: Afterview) -> None:
    (*_, first) = afterview.json("deliveries")

    afterview("replay", str(first["delivery"]))
    world.work()

    assert [row["state"] for row in afterview.json("deliveries")] == ["understood", "understood"]


def test_keys_are_rotated(world: World, afterview: Afterview) -> None:
    keys = ("n" * 40, "k" * 40)
    settings = replace(world.runtime.settings, secret_keys=keys)
    afterview.runtime = replace(world.runtime, settings=settings, keys=Keys(keys))

    assert "6 sealed anew; 0 were already." in afterview("keys", "rotate").stdout
    assert "0 sealed anew; 6 were already." in afterview("keys", "rotate").stdout


def test_a_restored_database_is_calmed(world: World, afterview: Afterview) -> None:
    assert "Notes and tasks to be looked for before they are written: 1." in afterview("restored").output
    assert [row["mode"] for row in afterview.json("branches")] == ["off"]


def test_a_connection_is_paused_and_its_secret_changed(world: World, afterview: Afterview) -> None:
    afterview("connection", "pause", "1")
    afterview("secret", "add", "1")

    assert [row["paused"] for row in afterview.json("connection", "list")] == [True]
    assert len(afterview("secret", "list", "1").stdout.split()) == 2


def test_a_person_is_exported_and_then_erased(world: World, afterview: Afterview, tmp_path: object) -> None:
    afterview("export", "isla@example.com", *NORTHGATE, "--to", f"{tmp_path}/isla.json")

    said = afterview.json("erase", "isla@example.com", *NORTHGATE, "--yes")

    assert said == {"candidates": 1, "journeys": 1, "reflections": 1, "bodies": 2, "left": []}


def test_the_doctor_looks_at_everything(world: World, afterview: Afterview) -> None:
    about = [finding["about"] for finding in afterview.json("doctor", code=1)]

    assert {"database", "keys", "connection 1", "branch Paisley", "clock", "effects"} <= set(about)
