"""Sync: notes and tasks go to the ATS record, one account at a time, each once.

A note that may already be there is looked for by its marker before it is written again (RL-09). Where the
ATS cannot be asked, it stays `unknown` for a person.
"""

from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection as DbConnection
from sqlalchemy import Row

from config.names import Queue
from integrations.ats.contract import Client
from integrations.errors import CallFailed, CredentialsRefused, IntegrationError, OutcomeUnknown, Refused
from plugin.effects import EffectState
from plugin.flow.accounts import client_of, open_connection
from plugin.flow.records import Entry, load_entry
from plugin.queue import (
    Turn,
    begin,
    give_back,
    note_failure,
    note_success,
    pause_after,
    postpone,
    release,
    rest_lane,
    settle,
    take_turn,
)
from plugin.runtime import Runtime
from plugin.tables import effects

log = structlog.get_logger()
BATCH = 10
GIVE_UP_AFTER = timedelta(hours=72)
ROOM_FOR_A_CALL = timedelta(seconds=40)
SETTLE = timedelta(seconds=30)
"""How long to leave an ATS before asking whether a write took effect: a lagging index says no (RL-10)."""
WAIT_FOR_CREDENTIALS = timedelta(minutes=15)


def sync_turn(runtime: Runtime) -> bool:
    """Take one turn at an ATS; False if nothing was due."""
    with runtime.db.transaction() as db:
        turn = take_turn(db, effects, Queue.ATS, runtime.now(), BATCH)
        if turn is None or turn.connection_id is None:
            return False
        connection = open_connection(runtime, db, turn.connection_id)
    client = client_of(runtime, connection)
    calls = 0
    for row in turn.rows:
        if runtime.now() > turn.until - ROOM_FOR_A_CALL:
            break
        calls += 1
        if _resting_after(runtime, turn, client, row):
            break
    per_minute = runtime.adapter(connection.adapter).calls_per_minute
    _end(runtime, turn, timedelta(minutes=calls / per_minute))
    return True


def _end(runtime: Runtime, turn: Turn, pace: timedelta) -> None:
    """Give the lane back, to be served again when its rate limit allows."""
    with runtime.db.transaction() as db:
        give_back(db, effects, turn)
        release(db, turn, runtime.now() + pace)


def _resting_after(runtime: Runtime, turn: Turn, client: Client, row: Row[Any]) -> bool:
    """Do one write and record its outcome; whether the ATS should now be left alone."""
    entry = _entry(runtime, turn, row)
    if entry is None:
        return False
    try:
        reference = _do(client, entry, doubtful=row.doubtful)
    except IntegrationError as error:
        with runtime.db.transaction() as db:
            return _record_error(db, turn, row, error, runtime.now())
    with runtime.db.transaction() as db:
        now = runtime.now()
        settle(db, effects, turn.token, row.id, EffectState.DONE, now, reference=reference, reason="")
        note_success(db, turn.lane)
    return False


def _entry(runtime: Runtime, turn: Turn, row: Row[Any]) -> Entry | None:
    """Begin one write; None if it has been dropped meanwhile, or what it was to say is no longer there."""
    with runtime.db.transaction() as db:
        if not begin(db, effects, turn.token, row.id):
            return None
    try:
        with runtime.db.reading() as db:
            return load_entry(runtime, db, row)
    except Exception:
        log.error("an entry for an ATS could not be written", effect=row.id, exc_info=True)
        reason = "What it was to say could not be put together; see the log."
        with runtime.db.transaction() as db:
            settle(db, effects, turn.token, row.id, EffectState.FAILED, runtime.now(), reason=reason)
        return None


def _do(client: Client, entry: Entry, *, doubtful: bool) -> str:
    found = entry.find(client) if doubtful else None
    return found if found is not None else entry.add(client)


def _record_error(
    db: DbConnection, turn: Turn, row: Row[Any], error: IntegrationError, now: datetime
) -> bool:
    """Record why it was not, or may not have been, written; whether the ATS should now be left alone."""
    asked = error.retry_after if isinstance(error, CallFailed) else None
    too_late = now - row.created_at > GIVE_UP_AFTER
    log.warning("a write to an ATS did not succeed", effect=row.id, kind=row.kind, exc_info=True)
    if isinstance(error, CredentialsRefused) and not too_late:
        postpone(db, effects, turn.token, row.id, now + WAIT_FOR_CREDENTIALS, str(error))
        rest_lane(db, turn.lane, now + WAIT_FOR_CREDENTIALS)
        return True
    if isinstance(error, OutcomeUnknown):
        if row.doubtful and too_late:
            settle(db, effects, turn.token, row.id, EffectState.UNKNOWN, now, reason=str(error))
        else:
            wait = SETTLE + pause_after(row.attempts)
            postpone(db, effects, turn.token, row.id, now + wait, str(error), doubtful=True)
        return note_failure(db, turn.lane, now)
    if isinstance(error, Refused) or too_late:
        settle(db, effects, turn.token, row.id, EffectState.FAILED, now, reason=str(error))
        return False
    postpone(db, effects, turn.token, row.id, now + pause_after(row.attempts, asked), str(error))
    return note_failure(db, turn.lane, now, asked)
