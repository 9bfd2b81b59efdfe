"""Poll: ask an ATS what a lost webhook never told, and keep what it says like any other delivery (WH-19)."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Select, select, update

from config.names import Queue
from integrations.ats.contract import Client, Page
from plugin.breaker import note_failure, note_success
from plugin.db import is_gone
from plugin.flow.accounts import client_of, open_connection
from plugin.inbox.deliveries import Arrival, Source, store
from plugin.queue import lane_name
from plugin.runtime import Runtime
from plugin.tables import connections, lanes
from plugin.tenants.connections import Connection

log = structlog.get_logger()
MOST_PAGES = 20
AGAIN_AFTER = timedelta(minutes=10)
"""When an account is polled again whose poll did not come to an end."""


def poll_turn(runtime: Runtime) -> bool:
    """Poll the account that has waited longest for it; False if none is due."""
    now = runtime.now()
    with runtime.db.transaction() as db:
        row = db.execute(_due(now)).first()
        if row is None:
            return False
        db.execute(update(connections).where(connections.c.id == row.id).values(poll_at=now + AGAIN_AFTER))
    try:
        with runtime.db.reading() as db:
            connection = open_connection(runtime, db, row.id)
        _poll(runtime, connection, client_of(runtime, connection))
    except Exception as error:
        if is_gone(error):
            raise
        log.warning("an ATS could not be polled", connection=row.id, exc_info=True)
        with runtime.db.transaction() as db:
            note_failure(db, lane_name(Queue.ATS, row.id), runtime.now())
    return True


def _due(now: datetime) -> Select[Any]:
    """An account due for a poll, and not resting after failures. Its `poll_at` moves on before it is asked,
    so that two workers never poll it at once."""
    resting = select(lanes.c.connection_id).where(lanes.c.queue == Queue.ATS, lanes.c.open_until > now)
    return (
        select(connections.c.id)
        .where(connections.c.poll_at <= now, connections.c.paused.is_(False))
        .where(connections.c.id.not_in(resting))
        .order_by(connections.c.poll_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _poll(runtime: Runtime, connection: Connection, client: Client) -> None:
    cursor = connection.cursor
    for _ in range(MOST_PAGES):
        page = client.poll(cursor, runtime.now())
        _keep(runtime, connection, page)
        cursor = page.cursor
        if not page.more:
            break
    every = runtime.adapter(connection.adapter).polls_every
    then = runtime.now() + every if every else None
    with runtime.db.transaction() as db:
        db.execute(update(connections).where(connections.c.id == connection.id).values(poll_at=then))
        note_success(db, lane_name(Queue.ATS, connection.id))


def _keep(runtime: Runtime, connection: Connection, page: Page) -> None:
    """Store a page's findings and its cursor in one transaction: none is lost or acted on twice (WH-20)."""
    now = runtime.now()
    arrivals = [
        Arrival(found.dedupe_key, runtime.keys.seal(found.body), Source.POLL, now) for found in page.found
    ]
    with runtime.db.transaction() as db:
        kept = store(db, connection.agency_id, connection.id, arrivals, now)
        db.execute(
            update(connections).where(connections.c.id == connection.id).values(cursor=dict(page.cursor))
        )
    if kept:
        runtime.wakeup.nudge(Queue.INBOX)
