"""Waken: what waited for an account to be mended goes on at once."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from plugin.tables import connections, deliveries, effects, lanes
from plugin.trouble import Trouble


def waken(db: Connection, connection_id: int, now: datetime) -> None:
    """End the rest of a connection's lanes, and make due what waits there, and its poll.

    A write that got no answer keeps its pause: an ATS asked too soon says that it is not there (RL-10).
    """
    ours = lanes.c.connection_id == connection_id
    names = select(lanes.c.name).where(ours)
    db.execute(update(lanes).where(ours).values(failures=0, open_until=None))
    for table in (deliveries, effects):
        waits = (table.c.lane.in_(names)) & (table.c.state == "waiting") & (table.c.due_at > now)
        if table is effects:
            waits &= effects.c.trouble != Trouble.NO_ANSWER
        db.execute(update(table).where(waits).values(due_at=now))
    polled = (connections.c.id == connection_id) & connections.c.poll_at.is_not(None)
    db.execute(update(connections).where(polled).values(poll_at=now))
