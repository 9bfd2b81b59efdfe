"""Polling: what a lost webhook never told, kept like any other delivery (WH-19, WH-20)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from config.names import Queue
from integrations.ats.contract import Account, Page, Polled
from integrations.errors import CallFailed
from plugin.flow.poll import poll_turn
from plugin.tables import connections, deliveries, effects, lanes
from tests.support.ats.in_hand import AtsInHand
from tests.support.world import World, event


@dataclass
class PolledAts(AtsInHand):
    """Gives a page for each number that its cursor has not seen."""

    polls_every: timedelta | None = timedelta(minutes=10)
    pages: int = 2
    fails_at: int = 0

    def connect(self, account: Account) -> "PolledAts":  # type: ignore[override]
        return self

    def poll(self, cursor: Mapping[str, str], now: datetime) -> Page:
        self.asked += 1
        number = int(cursor.get("seen", "0")) + 1
        if number == self.fails_at:
            raise CallFailed("The ATS does not answer.")
        body = event("interview.completed", now, interview={"id": f"i-{number}"})
        found = (Polled(f"p-{number}", body),) if number <= self.pages else ()
        return Page(found, {"seen": str(number)}, more=number < self.pages)


@pytest.fixture
def ats() -> PolledAts:
    return PolledAts()


@pytest.fixture
def due(world: World) -> World:
    """The account is due for a poll."""
    with world.runtime.db.transaction() as db:
        db.execute(update(connections).values(poll_at=world.clock.at))
    return world


def test_a_poll_keeps_every_page_and_wakes_the_inbox(due: World) -> None:
    """WH-19."""
    assert poll_turn(due.runtime)

    assert [row.dedupe_key for row in due.rows(deliveries)] == ["1:p-1", "1:p-2"]
    assert due.nudges.queues == [Queue.INBOX, Queue.INBOX]
    assert [row.cursor for row in due.rows(connections)] == [{"seen": "2"}]


def test_what_a_poll_brought_is_understood_like_a_webhook(due: World) -> None:
    due.work()

    assert len(due.rows(effects, kind="survey")) == 2
    assert {row.source for row in due.rows(deliveries)} == {"poll"}


def test_an_account_is_polled_when_it_is_due_and_not_before(due: World, ats: PolledAts) -> None:
    poll_turn(due.runtime)
    asked = ats.asked

    assert not poll_turn(due.runtime)
    due.clock.forward(minutes=10)
    assert poll_turn(due.runtime)

    assert (asked, ats.asked) == (2, 3)


def test_a_poll_that_breaks_goes_on_from_the_page_that_was_kept(due: World, ats: PolledAts) -> None:
    """WH-20: a page and its cursor are kept together."""
    ats.fails_at = 2
    poll_turn(due.runtime)
    kept = [row.cursor for row in due.rows(connections)]
    ats.fails_at = 0
    due.clock.forward(minutes=10)
    poll_turn(due.runtime)

    assert kept == [{"seen": "1"}]
    assert [row.dedupe_key for row in due.rows(deliveries)] == ["1:p-1", "1:p-2"]


def test_what_a_poll_brings_again_is_one_row_and_wakes_nobody(due: World) -> None:
    """WH-08."""
    poll_turn(due.runtime)
    due.nudges.queues.clear()
    with due.runtime.db.transaction() as db:
        db.execute(update(connections).values(cursor={}, poll_at=due.clock.at))

    poll_turn(due.runtime)

    assert len(due.rows(deliveries)) == 2
    assert due.nudges.queues == []


def test_an_ats_that_fails_three_times_is_left_alone(due: World, ats: PolledAts) -> None:
    """RL-11."""
    ats.fails_at = 1
    for _ in range(3):
        poll_turn(due.runtime)
        due.clock.forward(minutes=10)

    [lane] = due.rows(lanes, queue="ats")
    assert lane.failures == 3
    assert lane.open_until is not None


@pytest.mark.parametrize("values", [{"paused": True}, {"poll_at": None}])
def test_a_paused_account_or_one_without_polls_is_not_asked(
    due: World, ats: PolledAts, values: dict[str, bool | None]
) -> None:
    with due.runtime.db.transaction() as db:
        db.execute(update(connections).values(**values))

    assert not poll_turn(due.runtime)
    assert ats.asked == 0
