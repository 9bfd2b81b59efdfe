"""Rows as work: take a turn on a lane, begin what was taken, and give back what was not done.

A claim is a committed lease with a token (RL-02): only its holder may write the outcome, and a dead worker's
lease runs out. Turns go round the lanes, so that one agency's burst or one ATS's failure delays nobody else.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    case,
    exists,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from config.names import Queue
from plugin.db import UtcDateTime
from plugin.tables import lanes

LEASE = timedelta(seconds=90)
"""Longer than two of the longest calls, with room for a slow machine."""
LONGEST_CALL = timedelta(seconds=40)


@dataclass(frozen=True, slots=True)
class Turn:
    """One worker's turn on a lane: the rows it may work on until `until`. `failing`: the last turns met
    failures of the other side."""

    lane: str
    agency_id: int
    connection_id: int | None
    token: str
    until: datetime
    serial: bool
    failing: bool
    rows: Sequence[Row[Any]]

    def has_room(self, now: datetime) -> bool:
        """Whether the lease still lasts for one more call."""
        return now <= self.until - LONGEST_CALL


def lane_name(queue: Queue, owner_id: int) -> str:
    """The lane of one owner in a queue: a connection for the inbox and the ATS, an agency for mail."""
    return f"{queue}:{owner_id}"


def take_turn(connection: Connection, table: Table, queue: Queue, now: datetime, most: int) -> Turn | None:
    """Claim up to `most` due rows of the lane that has waited longest for a turn; None if nothing is due.

    A serial lane is held by one worker at a time, so that a slow ATS holds one worker and no more. Two
    statements, each of which may commit by itself: a worker that dies between them has held the lane for
    nothing, as one that dies after them.
    """
    token, until = secrets.token_urlsafe(12), now + LEASE
    moment = {"now": now, "token": token, "until": until}
    lane = connection.execute(_taking_lane(table), {**moment, "of_queue": queue}).first()
    if lane is None:
        return None
    claimed = connection.execute(_claiming(table), {**moment, "of_lane": lane.name, "most": most}).all()
    rows = sorted(claimed, key=lambda row: (row.due_at, row.id))
    failing = lane.failures > 0
    return Turn(lane.name, lane.agency_id, lane.connection_id, token, until, lane.serial, failing, rows)


@cache
def _taking_lane(table: Table) -> ReturningUpdate[Any]:
    """Note that a lane is served and, if it is serial, hold it; those that others take are passed by."""
    now, until = bindparam("now", type_=UtcDateTime), bindparam("until", type_=UtcDateTime)
    free = lanes.alias("free")
    first = (
        select(free.c.name)
        .where(free.c.queue == bindparam("of_queue"))
        .where(or_(free.c.held_until.is_(None), free.c.held_until <= now))
        .where(or_(free.c.open_until.is_(None), free.c.open_until <= now))
        .where(exists(_due(table, now).where(table.c.lane == free.c.name)))
        .order_by(free.c.served_at)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    holder = case((lanes.c.serial, bindparam("token", type_=Text)), else_=lanes.c.holder)
    held_until = case((lanes.c.serial, until), else_=lanes.c.held_until)
    taken = (
        update(lanes).where(lanes.c.name == first).values(served_at=now, holder=holder, held_until=held_until)
    )
    return taken.returning(lanes)


@cache
def _claiming(table: Table) -> ReturningUpdate[Any]:
    first = (
        _due(table, bindparam("now", type_=UtcDateTime))
        .where(table.c.lane == bindparam("of_lane"))
        .order_by(table.c.due_at)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
        # Apart, PostgreSQL runs it once; inside the update it might run again for each row, past its limit.
        .cte("first")
    )
    return (
        update(table)
        .where(table.c.id.in_(select(first.c.id)))
        .values(
            state="claimed",
            lease_token=bindparam("token"),
            lease_until=bindparam("until"),
            attempts=table.c.attempts + 1,
        )
        .returning(table)
    )


def is_in(table: Table, state: str) -> ColumnElement[bool]:
    """Whether a row is in this state. The state stands in the statement itself: by a parameter, neither
    database could tell that a partial index applies."""
    return table.c.state == bindparam(None, state, literal_execute=True)


def _due(table: Table, now: ColumnElement[Any]) -> Select[tuple[int]]:
    return select(table.c.id).where(is_in(table, "waiting"), table.c.due_at <= now)


def begin(
    connection: Connection, table: Table, token: str, ids: Collection[int], now: datetime
) -> frozenset[int]:
    """Mark claimed rows as begun; those that are. Leave alone what was dropped or whose lease is lost.

    Each gets a lease of its own from now on: what came before it in its turn may have taken long. A row that
    its own holder has begun may be begun again: a commit's answer can be lost with the database.
    """
    given = {"ids": ids, "token": token, "until": now + LEASE}
    return frozenset(connection.execute(_beginning(table), given).scalars())


@cache
def _beginning(table: Table) -> ReturningUpdate[Any]:
    until = bindparam("until", type_=UtcDateTime)
    return update(table).where(ours(table)).values(state="sending", lease_until=until).returning(table.c.id)


def renew(connection: Connection, table: Table, turn: Turn, now: datetime) -> Turn:
    """The turn with a whole lease from now on, for the rows of which it has not been lost."""
    until = now + LEASE
    connection.execute(
        update(table)
        .where(table.c.lease_token == turn.token, table.c.state.in_(("claimed", "sending")))
        .values(lease_until=until)
    )
    return replace(turn, until=until)


def ours(table: Table) -> ColumnElement[bool]:
    """The rows `ids`, as far as the lease `token` is still theirs."""
    named = table.c.id.in_(bindparam("ids", expanding=True))
    return and_(named, table.c.lease_token == bindparam("token"), table.c.state.in_(("claimed", "sending")))


def release(connection: Connection, turn: Turn, rest_until: datetime) -> None:
    """Give up the hold on a serial lane before it runs out; it is served again from `rest_until` on."""
    connection.execute(
        update(lanes)
        .where(lanes.c.name == turn.lane, lanes.c.holder == turn.token)
        .values(holder=None, held_until=rest_until)
    )


def give_back(connection: Connection, table: Table, turn: Turn, *, begun: bool = False) -> None:
    """Return what was claimed and not begun, as if it had never been taken. `begun`: also what was begun, for
    a caller who has settled all that it handed over."""
    states = ("claimed", "sending") if begun else ("claimed",)
    connection.execute(
        update(table)
        .where(table.c.lease_token == turn.token, table.c.state.in_(states))
        .values(state="waiting", attempts=table.c.attempts - 1, lease_token=None, lease_until=None)
    )


def expire(connection: Connection, table: Table, now: datetime) -> int:
    """Put back what a dead worker had taken and not begun; how many rows (RL-02)."""
    result = connection.execute(
        update(table)
        .where(is_in(table, "claimed"), table.c.lease_until < now)
        .values(state="waiting", lease_token=None, lease_until=None)
    )
    return result.rowcount
