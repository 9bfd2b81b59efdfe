"""What is heard is kept: parked, held, replayed, purged, and refused only where it could not be stored."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from integrations.ats.contract import Account, Client, Event
from integrations.errors import CallFailed
from plugin.breaker import pause_after
from plugin.inbox.deliveries import replay
from plugin.tables import connections, deliveries, effects, journeys
from tests.support.ats.in_hand import AtsInHand
from tests.support.world import World, build_world

POISON = b"Poison Ivy"


class PoisonedAts(AtsInHand):
    """An adapter with a fault: what it says of one candidate has times without a zone."""

    mended = False

    def understand(self, body: bytes, client: Client | None) -> Sequence[Event]:
        events = super().understand(body, client)
        if self.mended or POISON not in body:
            return events
        return [replace(event, at=event.at.replace(tzinfo=None)) for event in events]


@pytest.fixture
def ats() -> PoisonedAts:
    return PoisonedAts()


def hear_one(world: World, number: int, name: str = "Isla Fraser") -> None:
    who = {"id": f"c-{number}", "name": name, "email": f"c{number}@example.com"}
    world.hears("interview.completed", candidate=who, interview={"id": f"i-{number}"})


def let_back_offs_pass(world: World) -> None:
    for _ in range(6):
        world.work()
        world.clock.forward(minutes=2)


def test_one_delivery_that_breaks_everything_holds_up_no_other(world: World) -> None:
    """WH-18: it stands in the middle of the batch."""
    for number in range(1, 10):
        hear_one(world, number, "Poison Ivy" if number == 5 else "Isla Fraser")

    world.work()

    assert len(world.rows(journeys)) == 8
    assert len(world.rows(deliveries, state="understood")) == 8
    [kept] = world.rows(deliveries, state="waiting")
    assert kept.attempts == 1


def test_what_keeps_failing_is_parked_after_five_attempts(world: World) -> None:
    """WH-18."""
    for number, name in enumerate(["Isla Fraser", "Poison Ivy", "Ewan Tait"], 1):
        hear_one(world, number, name)

    let_back_offs_pass(world)

    [parked] = world.rows(deliveries, state="failed")
    assert parked.attempts == 5
    assert "replay it" in parked.reason
    assert "Ivy" not in parked.reason


def test_what_keeps_failing_is_parked_however_much_else_arrives(world: World) -> None:
    """WH-18: good deliveries in the same batches must not take its attempts back."""
    hear_one(world, 1, "Poison Ivy")
    for number in range(2, 9):
        hear_one(world, number)
        world.work()
        world.clock.forward(minutes=2)

    [parked] = world.rows(deliveries, state="failed")
    assert parked.attempts == 5


def test_what_was_parked_is_replayed_once_the_fault_is_mended(world: World, ats: PoisonedAts) -> None:
    """WH-18."""
    hear_one(world, 1, "Poison Ivy")
    let_back_offs_pass(world)
    [parked] = world.rows(deliveries)
    ats.mended = True

    with world.runtime.db.transaction() as db:
        found = replay(db, world.agency_id, parked.id, world.clock.at)
    let_back_offs_pass(world)

    [row] = world.rows(deliveries)
    assert found
    assert (row.state, row.reason) == ("understood", "")
    assert len(world.rows(effects)) == 1


def test_a_replay_of_what_was_understood_has_one_effect(world: World) -> None:
    """WH-18, WH-08."""
    hear_one(world, 1)
    world.work()
    [row] = world.rows(deliveries)

    with world.runtime.db.transaction() as db:
        replay(db, world.agency_id, row.id, world.clock.at)
    world.work()

    assert len(world.rows(effects)) == 1


def test_a_paused_connections_deliveries_are_acknowledged_held_and_drained(world: World) -> None:
    """WH-12."""
    pause(world, True)
    reply = world.hears("interview.completed")
    let_back_offs_pass(world)
    [held] = world.rows(deliveries)
    pause(world, False)
    let_back_offs_pass(world)

    [drained] = world.rows(deliveries)
    assert reply.status_code == 200
    assert (held.state, held.attempts) == ("waiting", 0)
    assert (drained.state, drained.attempts) == ("understood", 1)
    assert len(world.rows(effects)) == 1


def pause(world: World, paused: bool) -> None:
    with world.runtime.db.transaction() as db:
        db.execute(update(connections).values(paused=paused))


def test_a_delivery_is_refused_while_it_cannot_be_stored(world: World) -> None:
    """WH-10: never 2xx for what has not been committed."""
    world.hears("interview.scheduled")
    with world.runtime.db.transaction() as db:
        deliveries.drop(db)

    reply = world.hears("interview.completed")

    assert reply.status_code == 503
    assert reply.headers["Retry-After"] == "30"


def test_bodies_are_forgotten_after_thirty_days_and_what_was_seen_is_remembered(world: World) -> None:
    """WH-25, WH-09."""
    said_at = world.clock.at
    world.hears("interview.completed", twice=True)
    world.work()
    world.clock.forward(days=30, seconds=1)
    world.work()
    world.clock.at = said_at
    again = replace(world, _ids=iter([1]))  # type: ignore[arg-type]
    reply = again.hears("interview.completed")

    [row] = world.rows(deliveries)
    assert row.body is None
    assert reply.status_code == 200


def test_a_body_that_still_waits_is_kept_however_old(world: World) -> None:
    """WH-25."""
    pause(world, True)
    world.hears("interview.completed")
    world.clock.forward(days=40)
    world.work()

    [row] = world.rows(deliveries)
    assert row.body is not None


def test_a_body_at_rest_is_sealed(world: World) -> None:
    """WH-25."""
    world.hears("interview.completed")

    [row] = world.rows(deliveries)
    assert b"isla" not in row.body.lower()
    assert b"Isla Fraser" in world.runtime.keys.unseal(row.body)


class AskingAts(AtsInHand):
    """An adapter that must call the API to understand a delivery."""

    reads_on_understanding = True
    fails = True

    def understand(self, body: bytes, client: Client | None) -> Sequence[Event]:
        self.asked += 1
        if self.fails:
            raise CallFailed("The ATS does not answer.")
        return super().understand(body, None)

    def connect(self, account: Account) -> "AskingAts":  # type: ignore[override]
        return self


def test_an_ats_that_does_not_answer_is_asked_again_and_left_alone_after_three_failures(
    database_url: str,
) -> None:
    """RL-11."""
    ats = AskingAts()
    world = build_world(database_url, adapters=lambda _: ats)
    for number in range(1, 10):
        hear_one(world, number)
    world.work()
    asked_while_down = ats.asked
    ats.fails = False
    let_back_offs_pass(world)

    assert asked_while_down == 3
    assert len(world.rows(deliveries, state="understood")) == 9
    world.runtime.close()


def test_what_was_held_for_days_survives_an_ats_that_fails_once(database_url: str) -> None:
    """WH-12, RL-11: it is given up three days after it first failed, and not three days after it came."""
    ats = AskingAts()
    world = build_world(database_url, adapters=lambda _: ats)
    pause(world, True)
    world.hears("interview.scheduled", ends_at=world.clock.at + timedelta(days=9))
    world.work()
    world.clock.forward(days=4)
    pause(world, False)

    world.work()
    ats.fails = False
    let_back_offs_pass(world)

    assert [row.state for row in world.rows(deliveries)] == ["understood"]
    assert ats.asked == 2
    world.runtime.close()


class StumblingAts(AtsInHand):
    """An adapter with a fault: it breaks on what it hears of one candidate."""

    def understand(self, body: bytes, client: Client | None) -> Sequence[Event]:
        if POISON in body:
            raise KeyError("a fault in the adapter")
        return super().understand(body, client)


class TestStumbling:
    @pytest.fixture
    def ats(self) -> AtsInHand:
        return StumblingAts()

    def test_a_delivery_that_breaks_its_adapter_holds_up_no_other_and_is_parked(self, world: World) -> None:
        """WH-18."""
        hear_one(world, 1, "Poison Ivy")
        hear_one(world, 2)
        world.work()
        at_first = [row.state for row in world.rows(deliveries)]

        let_back_offs_pass(world)

        assert at_first == ["waiting", "understood"]
        assert [(row.state, row.attempts) for row in world.rows(deliveries)] == [
            ("failed", 5),
            ("understood", 1),
        ]


def test_a_body_that_no_key_opens_holds_up_no_other_and_is_parked(world: World) -> None:
    """WH-18."""
    hear_one(world, 1)
    hear_one(world, 2)
    with world.runtime.db.transaction() as db:
        sealed_otherwise = update(deliveries).values(body=b"by a key that is gone")
        db.execute(sealed_otherwise.where(deliveries.c.id == 1))

    let_back_offs_pass(world)

    assert [row.state for row in world.rows(deliveries)] == ["failed", "understood"]


def test_back_off_ends_at_an_hour() -> None:
    """RL-11."""
    assert max(pause_after(attempts) for attempts in range(1, 60)) <= timedelta(minutes=75)
