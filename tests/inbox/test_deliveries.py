"""The inbox's rows: each raw delivery once, kept, replayed and forgotten (WH-09, WH-18, WH-25)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select, update

from integrations.ats.contract import Account
from plugin.db import Database
from plugin.inbox.deliveries import KEEP_BODIES, Arrival, Source, forget_bodies, replay, store
from plugin.keys import Keys
from plugin.migrate import upgrade
from plugin.tables import deliveries
from plugin.tenants import agencies, connections

NOW = datetime(2026, 6, 9, 10, tzinfo=UTC)
AGENCY, CONNECTION = 1, 1


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    upgrade(database)
    keys = Keys(["k" * 40])
    with database.transaction() as tx:
        for name in ("Northgate", "Southgate"):
            owner = agencies.add_agency(tx, keys, name, "Europe/London", "GB-SCT", NOW)
            branch = agencies.add_branch(tx, owner, "Paisley", "Europe/London", "GB-SCT", {})
            account = Account("https://ats.example", {})
            connections.add(tx, keys, owner, branch, "standard", account, NOW, polls=False)
    yield database
    database.close()


def arrival(name: str = "d-1", due_at: datetime = NOW) -> Arrival:
    return Arrival(name, b"sealed", Source.WEBHOOK, due_at)


def rows(db: Database) -> list[Row[Any]]:
    with db.reading() as tx:
        return list(tx.execute(select(deliveries).order_by(deliveries.c.id)))


def keep(db: Database, *arrivals: Arrival, now: datetime = NOW, **how: Any) -> int:
    with db.transaction() as tx:
        return store(tx, AGENCY, CONNECTION, arrivals, now, **how)


def test_a_delivery_is_kept_and_waits(db: Database) -> None:
    later = NOW + timedelta(seconds=3)

    assert keep(db, arrival(due_at=later)) == 1

    [row] = rows(db)
    assert (row.state, row.body, row.lane, row.due_at) == ("waiting", b"sealed", "inbox:1", later)


def test_the_same_delivery_is_kept_once_and_only_the_new_ones_count(db: Database) -> None:
    """WH-08."""
    keep(db, arrival("d-1"))

    assert keep(db, arrival("d-1"), arrival("d-2")) == 1
    assert keep(db, arrival("d-1")) == 0
    assert keep(db) == 0

    assert [row.dedupe_key for row in rows(db)] == ["1:d-1", "1:d-2"]


def test_two_connections_may_use_one_name(db: Database) -> None:
    keep(db, arrival())

    with db.transaction() as tx:
        assert store(tx, 2, 2, [arrival()], NOW) == 1


def test_what_is_understood_as_it_arrives_does_not_wait(db: Database) -> None:
    keep(db, arrival(), understood=True)

    [row] = rows(db)
    assert (row.state, row.done_at) == ("understood", NOW)


def settle(db: Database, state: str) -> None:
    with db.transaction() as tx:
        tx.execute(update(deliveries).values(state=state, done_at=NOW, attempts=5, reason="It broke."))


@pytest.mark.parametrize("state", ["understood", "failed", "unreadable"])
def test_a_replay_puts_a_delivery_back_with_all_its_attempts(db: Database, state: str) -> None:
    """WH-18."""
    keep(db, arrival())
    settle(db, state)
    later = NOW + timedelta(days=1)

    with db.transaction() as tx:
        assert replay(tx, AGENCY, 1, later)

    [row] = rows(db)
    assert (row.state, row.due_at, row.attempts, row.reason) == ("waiting", later, 0, "")
    assert row.done_at is None


@pytest.mark.parametrize("state", ["waiting", "claimed"])
def test_what_is_under_way_is_not_replayed(db: Database, state: str) -> None:
    keep(db, arrival())
    with db.transaction() as tx:
        tx.execute(update(deliveries).values(state=state))
        assert not replay(tx, AGENCY, 1, NOW)


def test_another_agencys_delivery_is_not_replayed(db: Database) -> None:
    keep(db, arrival())
    settle(db, "failed")

    with db.transaction() as tx:
        assert not replay(tx, 2, 1, NOW)


@pytest.mark.parametrize(
    ("state", "age", "kept"),
    [
        ("understood", KEEP_BODIES, True),
        ("understood", KEEP_BODIES + timedelta(seconds=1), False),
        ("failed", KEEP_BODIES + timedelta(seconds=1), False),
        ("waiting", KEEP_BODIES + timedelta(days=100), True),
        ("claimed", KEEP_BODIES + timedelta(days=100), True),
    ],
)
def test_a_body_is_forgotten_after_thirty_days_once_it_is_done_with(
    db: Database, state: str, age: timedelta, kept: bool
) -> None:
    """WH-25."""
    keep(db, arrival())
    with db.transaction() as tx:
        tx.execute(update(deliveries).values(state=state))
        forget_bodies(tx, NOW + age)

    [row] = rows(db)
    assert (row.body is not None) is kept


def test_what_was_forgotten_is_still_remembered_and_cannot_be_replayed(db: Database) -> None:
    """WH-09."""
    keep(db, arrival())
    settle(db, "understood")
    later = NOW + timedelta(days=89)
    with db.transaction() as tx:
        forget_bodies(tx, later)
        assert not replay(tx, AGENCY, 1, later)

    assert keep(db, arrival(), now=later) == 0
