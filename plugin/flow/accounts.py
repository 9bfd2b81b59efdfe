"""Opening connections for the flow: looked up, unsealed, and their changed credentials kept."""

import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy import Connection as DbConnection
from sqlalchemy import Table, select, update

from integrations.ats.contract import Client
from plugin.breaker import rest_lane
from plugin.db import is_gone
from plugin.queue import Turn, give_back, release
from plugin.runtime import Runtime
from plugin.tables import connections
from plugin.tenants.connections import Connection, find

log = structlog.get_logger()
WHILE_UNOPENED = timedelta(minutes=5)
REMEMBER_SECONDS = 5.0
"""How long a connection is remembered between deliveries; a pause or a new secret is in force after that."""


class Accounts:
    """The connections of one process, remembered for a moment."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._by_key: dict[str, tuple[float, Connection | None]] = {}
        self._lock = threading.Lock()

    def by_key(self, key: str) -> Connection | None:
        """The connection with this path key; None if there is none."""
        with self._lock:
            until, known = self._by_key.get(key, (0.0, None))
        if time.monotonic() < until:
            return known
        with self._runtime.db.reading() as db:
            found = find(db, self._runtime.keys, key=key)
        with self._lock:
            if len(self._by_key) > 10_000:
                self._by_key.clear()
            self._by_key[key] = (time.monotonic() + REMEMBER_SECONDS, found)
        return found


def open_connection(runtime: Runtime, db: DbConnection, connection_id: int) -> Connection:
    """The connection with this id, ready for its adapter."""
    found = find(db, runtime.keys, row_id=connection_id)
    if found is None:
        raise LookupError(f"connection {connection_id} does not exist")
    account = replace(
        found.account,
        private_network=runtime.settings.allow_private_networks,
        save=partial(_save_credentials, runtime, connection_id),
    )
    runtime.adapter(found.adapter)
    return replace(found, account=account)


def open_for_turn(runtime: Runtime, table: Table, turn: Turn) -> Connection | None:
    """The connection of a turn. None where it cannot be opened (a key that is gone, an adapter that is no
    longer installed): then its lane rests, and nobody else's waits for it."""
    try:
        with runtime.db.reading() as db:
            return open_connection(runtime, db, turn.connection_id or 0)
    except Exception as error:
        if is_gone(error):
            raise
        log.error("a connection cannot be opened", connection=turn.connection_id, exc_info=True)
    now = runtime.now()
    with runtime.db.transaction() as db:
        give_back(db, table, turn)
        release(db, turn, now)
        rest_lane(db, turn.lane, now + WHILE_UNOPENED)
    return None


def client_of(runtime: Runtime, connection: Connection) -> Client:
    """The client of a connection's account."""
    return runtime.adapter(connection.adapter).connect(connection.account)


def _save_credentials(runtime: Runtime, connection_id: int, changed: Mapping[str, str]) -> None:
    """Keep credentials that the ATS changed, before they are used (SE-12)."""
    with runtime.db.transaction() as db:
        row = db.execute(select(connections).where(connections.c.id == connection_id).with_for_update()).one()
        opened = runtime.keys.unseal_json(row.sealed)
        opened["credentials"].update(changed)
        db.execute(
            update(connections)
            .where(connections.c.id == connection_id)
            .values(sealed=runtime.keys.seal_json(opened))
        )
