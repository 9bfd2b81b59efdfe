"""Rows as work: finish, postpone or fail what was taken, as far as its lease is still held (RL-02)."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Table, Text, bindparam, case, update
from sqlalchemy.sql.dml import ReturningUpdate

from plugin.breaker import pause_after
from plugin.queue import ours


def settle(
    connection: Connection, table: Table, token: str, row_id: int, state: str, now: datetime, **values: Any
) -> bool:
    """Write a row's outcome; False if the lease has been lost, and then nothing is written."""
    return bool(settle_all(connection, table, token, (row_id,), state, now, **values))


def settle_all(
    connection: Connection,
    table: Table,
    token: str,
    ids: Collection[int],
    state: str,
    now: datetime,
    **values: Any,
) -> frozenset[int]:
    """Write one outcome for many rows, as far as their lease is still ours; those for which it was."""
    done = {**values, "state": state, "done_at": now}
    return _let_go(connection, table, token, ids, done)


def settle_each(
    connection: Connection, table: Table, token: str, references: Mapping[int, str], state: str, now: datetime
) -> frozenset[int]:
    """As `settle_all`, with the reference that the other side gave for each row."""
    given: dict[str, Any] = {
        "state": state,
        "done_at": now,
        "reason": "",
        "ids": list(references),
        "token": token,
    }
    for number, (row_id, reference) in enumerate(references.items()):
        given |= {f"id_{number}": row_id, f"reference_{number}": reference}
    return frozenset(connection.execute(_settling_each(table, len(references)), given).scalars())


@cache
def _settling_each(table: Table, number: int) -> ReturningUpdate[Any]:
    said = [
        (table.c.id == bindparam(f"id_{n}"), bindparam(f"reference_{n}", type_=Text)) for n in range(number)
    ]
    reference = case(*said)
    return _letting_go(table, ("done_at", "reason", "state")).values(reference=reference)


def postpone(
    connection: Connection,
    table: Table,
    token: str,
    row_id: int,
    until: datetime,
    reason: str = "",
    **values: Any,
) -> bool:
    """Put a row back to wait until then; False if the lease has been lost."""
    waits = {**values, "state": "waiting", "due_at": until, "reason": reason}
    return bool(_let_go(connection, table, token, (row_id,), waits))


def hold_back(
    connection: Connection, table: Table, token: str, row: Row[Any], until: datetime, reason: str = ""
) -> bool:
    """Put a row back that was not tried: it counts as no attempt, and not as failing."""
    untried = {"attempts": row.attempts - 1, "failing_since": None}
    return postpone(connection, table, token, row.id, until, reason, **untried)


def try_later(
    connection: Connection,
    table: Table,
    token: str,
    row: Row[Any],
    now: datetime,
    reason: str,
    *,
    asked: float | None = None,
    after: timedelta = timedelta(0),
    **values: Any,
) -> bool:
    """Put a row back that failed, for a pause that grows; `after` is added, `asked` as in `pause_after`."""
    until = now + after + pause_after(row.attempts, asked)
    since = row.failing_since or now
    return postpone(connection, table, token, row.id, until, reason, failing_since=since, **values)


def failing_for(row: Row[Any], now: datetime) -> timedelta:
    """How long a row has been failing: from its first failure, however long it had waited before."""
    return now - row.failing_since if row.failing_since else timedelta(0)


def _let_go(
    connection: Connection, table: Table, token: str, ids: Collection[int], values: dict[str, Any]
) -> frozenset[int]:
    statement = _letting_go(table, tuple(sorted(values)))
    return frozenset(connection.execute(statement, {**values, "ids": ids, "token": token}).scalars())


@cache
def _letting_go(table: Table, columns: tuple[str, ...]) -> ReturningUpdate[Any]:
    given: dict[str, Any] = {name: bindparam(name) for name in columns}
    return (
        update(table)
        .where(ours(table))
        .values(**given, lease_token=None, lease_until=None)
        .returning(table.c.id)
    )
