"""Sync: notes and tasks go to the ATS record, one account at a time, each once.

A note that may already be there is looked for by its marker before it is written again (RL-09). Where the
ATS cannot be asked, it stays `unknown` for a person.
"""

from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection as DbConnection
from sqlalchemy import Row
from sqlalchemy.exc import SQLAlchemyError

from config.names import Queue
from integrations.ats.contract import Client
from integrations.errors import CallFailed, CredentialsRefused, IntegrationError, OutcomeUnknown, Refused
from plugin.breaker import note_failure, note_success, rest_lane
from plugin.effects import EffectState
from plugin.flow.accounts import client_of, open_for_turn
from plugin.flow.records import Entry, load_entry
from plugin.queue import Turn, begin, give_back, release, take_turn
from plugin.runtime import Runtime
from plugin.settle import failing_for, settle, try_later
from plugin.tables import effects
from plugin.trouble import trouble_of

log = structlog.get_logger()
BATCH = 10
GIVE_UP_AFTER = timedelta(hours=72)
MOST_ATTEMPTS = 5
"""After which a write that breaks its adapter is left in doubt for a person."""
SETTLE = timedelta(seconds=30)
"""How long to leave an ATS before asking whether a write took effect: a lagging index says no (RL-10)."""
WAIT_FOR_CREDENTIALS = timedelta(minutes=15)


class _BrokeError(OutcomeUnknown):
    """The adapter failed in a way of its own: whether anything was written, nobody knows."""

    widespread = False


def sync_turn(runtime: Runtime) -> bool:
    """Take one turn at an ATS; False if nothing was due."""
    with runtime.db.autocommit() as db:
        turn = take_turn(db, effects, Queue.ATS, runtime.now(), BATCH)
    if turn is None:
        return False
    connection = open_for_turn(runtime, effects, turn)
    if connection is None:
        return True
    client = client_of(runtime, connection)
    calls = 0
    for row in turn.rows:
        if not turn.has_room(runtime.now()):
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
        reference = _do(runtime, turn, client, entry, doubtful=row.doubtful)
    except Exception as error:
        if not isinstance(error, IntegrationError):
            log.error("an adapter broke on a write", effect=row.id, kind=row.kind, exc_info=True)
            error = _BrokeError(f"The adapter broke on it ({type(error).__name__}); see the log.")
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
        if not begin(db, effects, turn.token, [row.id], runtime.now()):
            return None
    try:
        with runtime.db.reading() as db:
            return load_entry(runtime, db, row)
    except SQLAlchemyError:
        # It says nothing of the entry: the lease runs out, and it is looked for before it is written again.
        raise
    except Exception:
        log.error("an entry for an ATS could not be written", effect=row.id, exc_info=True)
        reason = "What it was to say could not be put together; see the log."
        with runtime.db.transaction() as db:
            settle(db, effects, turn.token, row.id, EffectState.FAILED, runtime.now(), reason=reason)
        return None


def _do(runtime: Runtime, turn: Turn, client: Client, entry: Entry, *, doubtful: bool) -> str:
    found = entry.find(client) if doubtful else None
    if found is not None:
        return found
    if not turn.has_room(runtime.now()):
        # Once the lease is over somebody else may write it: twice, if we did too.
        raise CallFailed("Looking for it took so long that there was no time left to write it.")
    return entry.add(client)


def _record_error(
    db: DbConnection, turn: Turn, row: Row[Any], error: IntegrationError, now: datetime
) -> bool:
    """Record why it was not, or may not have been, written; whether the ATS should now be left alone."""
    reason, trouble = str(error), trouble_of(error)
    asked = error.retry_after if isinstance(error, CallFailed) else None
    too_late = failing_for(row, now) > GIVE_UP_AFTER
    log.warning("a write to an ATS did not succeed", effect=row.id, kind=row.kind, exc_info=True)
    if isinstance(error, CredentialsRefused) and not too_late:
        try_later(db, effects, turn.token, row, now, reason, after=WAIT_FOR_CREDENTIALS, trouble=trouble)
        rest_lane(db, turn.lane, now + WAIT_FOR_CREDENTIALS)
        return True
    if isinstance(error, OutcomeUnknown):
        hopeless = isinstance(error, _BrokeError) and row.attempts >= MOST_ATTEMPTS
        if hopeless or (row.doubtful and too_late):
            settle(db, effects, turn.token, row.id, EffectState.UNKNOWN, now, reason=reason, trouble=trouble)
        else:
            try_later(db, effects, turn.token, row, now, reason, after=SETTLE, doubtful=True, trouble=trouble)
        return error.widespread and note_failure(db, turn.lane, now)
    if isinstance(error, Refused) or too_late:
        settle(db, effects, turn.token, row.id, EffectState.FAILED, now, reason=reason, trouble=trouble)
        return False
    try_later(db, effects, turn.token, row, now, reason, asked=asked, trouble=trouble)
    return error.widespread and note_failure(db, turn.lane, now, asked)
