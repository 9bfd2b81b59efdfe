"""Connections: found by their key, opened with the deployment's keys, and unreadable without."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from cryptography.fernet import InvalidToken
from sqlalchemy import select

from integrations.ats.contract import Account
from plugin.db import Database
from plugin.keys import Keys
from plugin.migrate import upgrade
from plugin.tables import connections, lanes
from plugin.tenants import agencies
from plugin.tenants.connections import add, find

NOW = datetime(2026, 6, 9, 10, tzinfo=UTC)
KEYS = Keys(["k" * 40])
ACCOUNT = Account("https://ats.example", {"token": "credential-canary"}, ("whsec_canary",))


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    upgrade(database)
    yield database
    database.close()


def connect(db: Database, *, polls: bool = False, reads: bool = False) -> str:
    with db.transaction() as tx:
        owner = agencies.add_agency(tx, KEYS, "Northgate", "Europe/London", "GB-SCT", NOW)
        branch = agencies.add_branch(tx, owner, "Paisley", "Europe/London", "GB-SCT", {})
        return add(tx, KEYS, owner, branch, "standard", ACCOUNT, NOW, polls=polls, reads=reads)


def test_a_connection_is_found_by_its_key_with_its_credentials_and_branches(db: Database) -> None:
    key = connect(db)

    with db.reading() as tx:
        found = find(tx, KEYS, key=key)

    assert found is not None
    assert found.account.credentials == {"token": "credential-canary"}
    assert found.account.secrets == ("whsec_canary",)
    assert found.branches["paisley"] == found.branch_id
    assert len(found.address_key) == 32


def test_an_unknown_key_finds_nothing(db: Database) -> None:
    connect(db)

    with db.reading() as tx:
        assert find(tx, KEYS, key="x" * 32) is None


def test_credentials_are_sealed_at_rest_and_lost_without_the_key(db: Database) -> None:
    """SE-10."""
    key = connect(db)

    with db.reading() as tx:
        [row] = tx.execute(select(connections)).all()
        with pytest.raises(InvalidToken):
            find(tx, Keys(["x" * 40]), key=key)

    assert b"canary" not in row.sealed


def test_a_key_has_192_random_bits(db: Database) -> None:
    """WH-24."""
    assert len(connect(db)) == 32


def test_a_connection_has_a_lane_for_what_it_hears_and_one_for_what_it_is_told(db: Database) -> None:
    connect(db)

    with db.reading() as tx:
        names = tx.execute(select(lanes.c.name).order_by(lanes.c.name)).scalars().all()

    assert names == ["ats:1", "coaching:1", "inbox:1", "surveys:1"]


@pytest.mark.parametrize(("reads", "serial"), [(False, ["ats:1"]), (True, ["ats:1", "inbox:1"])])
def test_a_lane_whose_work_calls_the_ats_is_for_one_worker_at_a_time(
    db: Database, reads: bool, serial: list[str]
) -> None:
    """WH-23: understanding what it sends calls some ATSs, and others not."""
    connect(db, reads=reads)

    with db.reading() as tx:
        found = tx.execute(select(lanes.c.name).where(lanes.c.serial).order_by(lanes.c.name)).scalars().all()

    assert found == serial


@pytest.mark.parametrize(("polls", "poll_at"), [(True, NOW), (False, None)])
def test_a_connection_is_polled_at_once_if_at_all(
    db: Database, polls: bool, poll_at: datetime | None
) -> None:
    connect(db, polls=polls)

    with db.reading() as tx:
        assert tx.execute(select(connections.c.poll_at)).scalar() == poll_at
