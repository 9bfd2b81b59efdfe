"""Transactions on SQLite and PostgreSQL alike."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from plugin.db import Database, UtcDateTime, upsert

THINGS = Table(
    "things",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", Text, unique=True),
    Column("at", UtcDateTime),
)
NOON = datetime(2026, 6, 9, 12, tzinfo=UTC)


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    with database.transaction() as tx:
        THINGS.create(tx)
    yield database
    database.close()


def things(db: Database) -> list[tuple[int, str, datetime | None]]:
    with db.reading() as tx:
        return [tuple(row) for row in tx.execute(select(THINGS).order_by(THINGS.c.id))]


def test_a_transaction_is_kept_at_its_end(db: Database) -> None:
    with db.transaction() as tx:
        tx.execute(insert(THINGS).values(id=1, name="one"))

    assert things(db) == [(1, "one", None)]


def test_a_transaction_that_breaks_is_undone(db: Database) -> None:
    def break_off() -> None:
        with db.transaction() as tx:
            tx.execute(insert(THINGS).values(id=1, name="one"))
            tx.execute(insert(THINGS).values(id=2, name="one"))

    with pytest.raises(IntegrityError):
        break_off()

    assert things(db) == []


def test_a_moment_comes_back_in_utc_whatever_zone_it_had(db: Database) -> None:
    """RL-19."""
    moment = NOON.replace(microsecond=123_456).astimezone(timezone(timedelta(hours=5, minutes=45)))

    with db.transaction() as tx:
        tx.execute(insert(THINGS).values(id=1, name="one", at=moment))

    [(_, _, at)] = things(db)
    assert at == moment
    assert at.tzinfo is UTC


def test_moments_are_compared_as_moments(db: Database) -> None:
    with db.transaction() as tx:
        tx.execute(insert(THINGS).values(id=1, name="one", at=NOON))

    earlier_by_the_clock = NOON.astimezone(timezone(-timedelta(hours=8))) + timedelta(seconds=1)
    with db.reading() as tx:
        found = tx.execute(select(THINGS.c.id).where(THINGS.c.at < earlier_by_the_clock)).scalars().all()

    assert found == [1]


def test_a_moment_without_a_zone_is_refused(db: Database) -> None:
    with pytest.raises(StatementError, match="without a zone"), db.transaction() as tx:
        tx.execute(insert(THINGS).values(id=1, at=NOON.replace(tzinfo=None)))


def test_upsert_does_nothing_or_updates_where_the_row_exists(db: Database) -> None:
    with db.transaction() as tx:
        tx.execute(insert(THINGS).values(id=1, name="one"))
        tx.execute(upsert(tx, THINGS).values(id=1, name="two").on_conflict_do_nothing())
        statement = upsert(tx, THINGS).values(id=1, name="three", at=NOON)
        changed = {"at": statement.excluded.at}
        tx.execute(statement.on_conflict_do_update(index_elements=[THINGS.c.id], set_=changed))

    assert things(db) == [(1, "one", NOON)]


def test_reading_waits_for_no_writer(db: Database) -> None:
    with db.transaction() as tx:
        tx.execute(insert(THINGS).values(id=1, name="one"))
        during = things(db)

    assert (during, things(db)) == ([], [(1, "one", None)])


def test_writers_at_once_wait_for_each_other_and_lose_nothing(db: Database) -> None:
    """SQLite: two deferred transactions that read and then write would both fail at once."""
    with db.transaction() as tx:
        tx.execute(insert(THINGS).values(id=1, name="0"))

    def count_up() -> None:
        for _ in range(20):
            with db.transaction() as tx:
                name = tx.execute(
                    select(THINGS.c.name).where(THINGS.c.id == 1).with_for_update()
                ).scalar_one()
                tx.execute(update(THINGS).values(name=str(int(name) + 1)))

    writers = [threading.Thread(target=count_up) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert things(db) == [(1, "80", None)]


def test_what_is_committed_on_sqlite_survives_a_power_cut(tmp_path: object) -> None:
    db = Database(f"sqlite:///{tmp_path}/deep/folder/afterview.db")

    with db.reading() as tx:
        journal = tx.execute(text("PRAGMA journal_mode")).scalar()
        synchronous = tx.execute(text("PRAGMA synchronous")).scalar()
        foreign_keys = tx.execute(text("PRAGMA foreign_keys")).scalar()
    db.close()

    assert (journal, synchronous, foreign_keys) == ("wal", 2, 1)


@pytest.fixture
def postgres_db(postgres_url: str) -> Iterator[Database]:
    database = Database(postgres_url)
    yield database
    database.close()


def test_postgresql_gives_up_what_hangs(postgres_db: Database) -> None:
    """A statement, a lock that is waited for, and a transaction whose process is frozen."""
    limits = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")

    with postgres_db.reading() as reading:
        lasting = [reading.execute(text(f"SHOW {limit}")).scalar_one() for limit in limits]
    with postgres_db.autocommit() as alone:
        alone_too = [alone.execute(text(f"SHOW {limit}")).scalar_one() for limit in limits]

    assert lasting == alone_too == ["1min", "30s", "20s"]


def test_a_postgresql_host_that_falls_silent_is_given_up(postgres_db: Database) -> None:
    with postgres_db.reading() as reading:
        driver = reading.connection.driver_connection
        asked = driver.info.get_parameters() if driver else {}

    assert {name: value for name, value in asked.items() if name.startswith(("keepalives", "tcp_user"))} == {
        "keepalives": "1",
        "keepalives_idle": "5",
        "keepalives_interval": "5",
        "keepalives_count": "2",
        "tcp_user_timeout": "15000",
    }


def test_a_frozen_transaction_lets_go_of_its_locks(postgres_db: Database) -> None:
    with postgres_db.transaction() as tx:
        THINGS.create(tx)

    def freeze_while_another_waits() -> None:
        with postgres_db.transaction() as frozen:
            frozen.execute(text("SET LOCAL idle_in_transaction_session_timeout = '10ms'"))
            frozen.execute(insert(THINGS).values(id=1, name="one"))
            with postgres_db.transaction() as waiting:
                waiting.execute(insert(THINGS).values(id=1, name="two"))
            frozen.execute(select(THINGS))

    with pytest.raises(DBAPIError) as broken:
        freeze_while_another_waits()

    assert broken.value.connection_invalidated
    assert things(postgres_db) == [(1, "two", None)]
