"""The inbox's rows: raw deliveries, each once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, update

from config.names import Queue
from plugin.db import insert_new
from plugin.queue import lane_name
from plugin.tables import deliveries

KEEP_BODIES = timedelta(days=30)
"""WH-25. The row itself, and with it the memory of what has been seen, stays (WH-09)."""


class Source(StrEnum):
    """How a delivery reached us."""

    WEBHOOK = "webhook"
    POLL = "poll"
    REFLECTION = "reflection"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One raw thing to be kept. `sealed` is its body, encrypted; `dedupe_key` is unique in its agency."""

    dedupe_key: str
    sealed: bytes
    source: Source
    due_at: datetime


def store(
    connection: Connection,
    agency_id: int,
    connection_id: int,
    arrivals: Sequence[Arrival],
    now: datetime,
    *,
    understood: bool = False,
) -> int:
    """Keep what has not been kept before; how many that were. `understood`: it needs no further look."""
    if not arrivals:
        return 0
    rows = [
        {
            "agency_id": agency_id,
            "connection_id": connection_id,
            "dedupe_key": f"{connection_id}:{arrival.dedupe_key}",
            "source": arrival.source,
            "body": arrival.sealed,
            "lane": lane_name(Queue.INBOX, connection_id),
            "state": "understood" if understood else "waiting",
            "due_at": arrival.due_at,
            "created_at": now,
            "done_at": now if understood else None,
        }
        for arrival in arrivals
    ]
    return connection.execute(insert_new(connection, deliveries), rows).rowcount


def replay(connection: Connection, agency_id: int, delivery_id: int, now: datetime) -> bool:
    """Put a kept delivery back to be understood again; False if there is none with its body still kept."""
    result = connection.execute(
        update(deliveries)
        .where(
            deliveries.c.id == delivery_id,
            deliveries.c.agency_id == agency_id,
            deliveries.c.body.is_not(None),
            deliveries.c.state.not_in(("waiting", "claimed")),
        )
        .values(state="waiting", due_at=now, attempts=0, failing_since=None, reason="", done_at=None)
    )
    return result.rowcount == 1


def forget_bodies(connection: Connection, now: datetime) -> int:
    """Drop the bodies of old deliveries that are done with (WH-25); how many."""
    result = connection.execute(
        update(deliveries)
        .where(deliveries.c.body.is_not(None), deliveries.c.created_at < now - KEEP_BODIES)
        .where(deliveries.c.state.not_in(("waiting", "claimed")))
        .values(body=None)
    )
    return result.rowcount
