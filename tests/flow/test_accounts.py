"""One agency's account that cannot be opened, or hangs, delays no other agency's (WH-23)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Table, update

from config.names import Queue
from integrations.ats.contract import Account, Client, Event, Page
from plugin.flow.operator.set_up import NewBranch, connect
from plugin.flow.poll import poll_turn
from plugin.flow.understand import BATCH, understand_turn
from plugin.tables import connections, deliveries, effects, lanes
from tests.support.ats.in_hand import AtsInHand
from tests.support.interviews import hear_interview
from tests.support.neighbour import add_neighbour
from tests.support.world import SECRET, World, build_world, event, signed


@pytest.fixture
def neighbour(world: World) -> World:
    """Southgate, whose ATS is the same in our hands."""
    return add_neighbour(world)


def lose_the_key(world: World) -> None:
    """The first agency's account was sealed with a secret key that is gone."""
    with world.runtime.db.transaction() as db:
        db.execute(update(connections).where(connections.c.id == 1).values(sealed=b"by a key that is gone"))


def states(world: World, table: Table, agency_id: int) -> list[str]:
    return [row.state for row in world.rows(table, agency_id=agency_id)]


def test_an_account_that_no_key_opens_holds_up_no_other_agencys_deliveries(
    world: World, neighbour: World
) -> None:
    world.hears("interview.completed")
    world.clock.forward(seconds=1)
    deliver(neighbour)
    lose_the_key(world)

    world.work()

    assert states(world, deliveries, world.agency_id) == ["waiting"]
    assert states(world, deliveries, neighbour.agency_id) == ["understood"]


def test_an_account_that_no_key_opens_rests_and_its_deliveries_count_no_attempt(world: World) -> None:
    world.hears("interview.completed")
    lose_the_key(world)

    world.work()

    [delivery], [lane] = world.rows(deliveries), world.rows(lanes, queue=Queue.INBOX)
    assert (delivery.attempts, delivery.lease_token) == (0, None)
    assert lane.open_until == world.clock.at + timedelta(minutes=5)


def test_what_waited_for_an_account_is_understood_once_it_opens_again(world: World) -> None:
    [sound] = world.rows(connections)
    world.hears("interview.completed")
    lose_the_key(world)
    world.work()

    with world.runtime.db.transaction() as db:
        db.execute(update(connections).values(sealed=sound.sealed))
    world.clock.forward(minutes=5)
    world.work()

    assert states(world, deliveries, world.agency_id) == ["understood"]


def test_an_account_that_no_key_opens_holds_up_no_other_agencys_notes(
    world: World, neighbour: World, ats: AtsInHand
) -> None:
    for agency in (world, neighbour):
        deliver(agency)
    world.work()
    world.clock.forward(hours=2)
    world.work()
    for message in list(world.mail.sent):
        world.answers(world.survey_path(message))
    lose_the_key(world)

    world.work()

    notes = {row.agency_id: row.state for row in world.rows(effects, kind="note")}
    assert notes == {world.agency_id: "waiting", neighbour.agency_id: "done"}
    assert len(ats.notes) == 1


def deliver(world: World) -> None:
    """An interview that is over, at the agency from which this world is seen."""
    body = event("interview.completed", world.clock.at)
    headers = signed(f"msg_{world.agency_id}", body, world.clock.at)
    assert world.client.post(f"/hooks/{world.hook_key}", data=body, headers=headers).status_code == 200


class PolledAts(AtsInHand):
    """Has no news."""

    polls_every = timedelta(minutes=10)

    def poll(self, cursor: Mapping[str, str], now: datetime) -> Page:
        self.asked += 1
        return super().poll(cursor, now)


class TestPolled:
    @pytest.fixture
    def ats(self) -> AtsInHand:
        return PolledAts()

    def test_an_account_that_no_key_opens_holds_up_no_other_agencys_polls(
        self, world: World, neighbour: World, ats: AtsInHand
    ) -> None:
        """WH-19."""
        lose_the_key(world)
        now = world.clock.at
        with world.runtime.db.transaction() as db:
            longest = update(connections).values(poll_at=now - timedelta(minutes=2))
            db.execute(longest.where(connections.c.id == 1))
            db.execute(longest.where(connections.c.id == 2).values(poll_at=now - timedelta(minutes=1)))

        turns = [poll_turn(world.runtime) for _ in range(3)]

        assert turns == [True, True, False]
        assert ats.asked == 1


@dataclass
class SlowAts(AtsInHand):
    """Must be asked to understand a delivery, and lets other workers work until it answers."""

    name = "slow"
    reads_on_understanding = True
    meanwhile: Callable[[], object] = bool

    def connect(self, account: Account) -> "SlowAts":  # type: ignore[override]
        return self

    def understand(self, body: bytes, client: Client | None) -> Sequence[Event]:
        self.asked += 1
        meanwhile, self.meanwhile = self.meanwhile, bool
        meanwhile()
        return super().understand(body, None)


def test_a_slow_ats_holds_one_worker_and_delays_no_other_agencys_deliveries(database_url: str) -> None:
    """WH-23: however much waits for it, the others find its lane held."""
    slow = SlowAts()
    world = build_world(database_url, adapters=lambda name: slow if name == slow.name else AtsInHand())
    account = Account("https://slow.example", {"notes_secret": SECRET, "can_look_up": "yes"}, (SECRET,))
    branch = NewBranch("Westgate", "Paisley", "Europe/London", "GB-SCT", {}, live=True)
    behind_it = replace(world, hook_key=connect(world.runtime, slow, account, branch, []))
    for number in range(1, BATCH + 10):
        hear_interview(behind_it, number)
    found: list[bool] = []
    asked: list[int] = []

    def meanwhile() -> None:
        deliver(world)
        found.extend(understand_turn(world.runtime) for _ in range(2))
        asked.append(slow.asked)

    slow.meanwhile = meanwhile
    understand_turn(world.runtime)

    assert found == [True, False]
    assert asked == [1]
    assert states(world, deliveries, world.agency_id) == ["understood"]
    world.runtime.close()
