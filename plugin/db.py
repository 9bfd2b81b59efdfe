"""The database: how we connect, and how a transaction runs on SQLite and PostgreSQL alike."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, Dialect, Engine, Table, create_engine, event
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

POOL_SIZE = 8
BUSY_SECONDS = 30
RESTED_SECONDS = 1.0
"""After which a connection that nobody used is asked whether it still lives."""


_POSTGRES = {
    "connect_timeout": 5,
    # A host that falls silent, unlike one that closes the port, says nothing: it is given up in 15 s.
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 15_000,
    # Whoever waits for a frozen process's lock gets it before waiting for a lock is given up.
    "options": "-c statement_timeout=60s -c lock_timeout=30s -c idle_in_transaction_session_timeout=20s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets the zone, so naive values are refused on the way in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """A pool of connections. Safe to share between threads; opened again in each forked process."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        # SQLite has one writer: there a lone statement takes its turn like every other transaction.
        on_postgres = self.engine.dialect.name == "postgresql"
        alone = {"isolation_level": "AUTOCOMMIT"} if on_postgres else {}
        self._alone = self.engine.execution_options(**alone)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction that writes: committed at the end of the block, rolled back if it raises."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def autocommit(self) -> Iterator[Connection]:
        """As `transaction`, but on PostgreSQL each statement commits by itself: it needs no round trips to
        begin and to commit."""
        with self._alone.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that only reads. On SQLite it waits for no writer; on PostgreSQL, where each statement
        sees what is committed by then in any case, it needs no round trips to begin and to end."""
        with self._alone.connect() as connection:
            reader = connection.execution_options(afterview_reading=True)
            try:
                yield reader
            finally:
                reader.rollback()

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def is_gone(error: Exception) -> bool:
    """Whether an error says that the database went away, rather than that it refused what was asked."""
    return isinstance(error, DBAPIError) and error.connection_invalidated


def upsert(connection: Connection, table: Table) -> PostgresInsert:
    """An INSERT that may carry `on_conflict_do_update`. Both dialects spell it alike; typed as one."""
    return _insert(connection.dialect.name, table)


def insert_new(connection: Connection, table: Table, *, back: bool = False) -> PostgresInsert:
    """An INSERT that leaves alone what is there already; `back`: it returns the row that it made."""
    return _insert_new(connection.dialect.name, table, back)


@cache
def _insert(dialect: str, table: Table) -> PostgresInsert:
    return postgres_insert(table) if dialect == "postgresql" else sqlite_insert(table)  # type: ignore[return-value]


@cache
def _insert_new(dialect: str, table: Table, back: bool) -> PostgresInsert:
    new = _insert(dialect, table).on_conflict_do_nothing()
    return new.returning(table) if back else new.execution_options(preserve_rowcount=True)  # type: ignore[return-value]


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        engine = create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_size=POOL_SIZE,
            max_overflow=POOL_SIZE,
            connect_args=_POSTGRES,
        )
        _check_after_rest(engine)
        return engine
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _check_after_rest(engine: Engine) -> None:
    """Replace a connection that died while it rested. One that was in use just now is not asked first: that
    would cost every transaction a round trip."""

    @event.listens_for(engine, "checkin")
    def note_rest(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def check(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        if time.monotonic() - record.info.get("rests_since", math.inf) < RESTED_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # The driver's own BEGIN is deferred: two readers that then write would both fail at once.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("afterview_reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
