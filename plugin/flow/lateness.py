"""How late the work is, by lane."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, Table, func, or_, select

from plugin.queue import is_in
from plugin.tables import deliveries, effects, lanes

_TAKEN = {deliveries: ("claimed",), effects: ("claimed", "sending")}


def oldest_due(db: Connection, now: datetime) -> Mapping[str, datetime]:
    """Since when the oldest row of each lane has been due; lanes without due work are left out.

    A row that a worker has taken is due until it is done: one that always stalls is nearly always taken.
    """
    found: dict[str, datetime] = {}
    for table in (deliveries, effects):
        for lane, due in (*_oldest_waiting(db, table, now), *_oldest_taken(db, table, now)):
            found[lane] = min(due, found.get(lane, due))
    return found


def _oldest_waiting(db: Connection, table: Table, now: datetime) -> list[tuple[str, datetime]]:
    """One look into the index for each lane, however many rows wait."""
    first = (
        select(func.min(table.c.due_at))
        .where(table.c.lane == lanes.c.name, is_in(table, "waiting"), table.c.due_at <= now)
        .scalar_subquery()
    )
    rows = db.execute(select(lanes.c.name, first))
    return [(lane, due) for lane, due in rows if due is not None]


def _oldest_taken(db: Connection, table: Table, now: datetime) -> list[tuple[str, datetime]]:
    taken = or_(*(is_in(table, state) for state in _TAKEN[table]))
    rows = db.execute(
        select(table.c.lane, func.min(table.c.due_at))
        .where(taken, table.c.due_at <= now)
        .group_by(table.c.lane)
    )
    return [(lane, due) for lane, due in rows]
