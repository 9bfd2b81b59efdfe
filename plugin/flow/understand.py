"""Understand: deliveries become events, events move journeys, journeys want effects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Connection as DbConnection
from sqlalchemy import Row

from config.names import Queue
from integrations.ats.contract import Adapter, Client, Event
from integrations.errors import CallFailed, IntegrationError, Unreadable
from plugin.breaker import note_failure, note_success
from plugin.db import is_gone
from plugin.effects import EffectKind
from plugin.flow.accounts import client_of, open_for_turn
from plugin.flow.policies import in_zone, policies_of
from plugin.journeys.ledger import Ledger
from plugin.journeys.machine import Happening, decide
from plugin.journeys.records import journey_of
from plugin.journeys.said import Account
from plugin.outbox.store import Wish, write
from plugin.queue import Turn, give_back, release, take_turn
from plugin.runtime import Runtime
from plugin.settle import failing_for, hold_back, settle, settle_all, try_later
from plugin.tables import deliveries
from plugin.tenants.agencies import hear_of_branches
from plugin.tenants.connections import Connection

log = structlog.get_logger()
BATCH = 50
MOST_ATTEMPTS = 5
"""After which a delivery that keeps failing is parked for a person (WH-18)."""
MOST_HOURS_ASKING = timedelta(hours=72)
"""For how long an ATS that does not answer is asked about a delivery."""
HELD_WHILE_PAUSED = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Understood:
    """A delivery and what it means."""

    row: Row[Any]
    events: Sequence[Event]


def understand_turn(runtime: Runtime) -> bool:
    """Take one turn at the inbox; False if nothing was due."""
    now = runtime.now()
    with runtime.db.autocommit() as db:
        turn = take_turn(db, deliveries, Queue.INBOX, now, BATCH)
    if turn is None:
        return False
    connection = open_for_turn(runtime, deliveries, turn)
    if connection is None:
        return True
    if connection.paused:
        with runtime.db.transaction() as db:
            for row in turn.rows:
                until = now + HELD_WHILE_PAUSED
                hold_back(db, deliveries, turn.token, row, until, "the connection is paused")
            release(db, turn, now)
        return True
    understood = _read_all(runtime, connection, turn)
    _apply_all(runtime, connection, turn, understood)
    if turn.serial or len(understood) < len(turn.rows):
        with runtime.db.transaction() as db:
            give_back(db, deliveries, turn)
            release(db, turn, runtime.now())
    return True


def _read_all(runtime: Runtime, connection: Connection, turn: Turn) -> list[Understood]:
    """Turn each delivery into events; those that cannot be are parked or postponed."""
    adapter = runtime.adapter(connection.adapter)
    client = client_of(runtime, connection) if adapter.reads_on_understanding else None
    understood = []
    for row in turn.rows:
        if client and not turn.has_room(runtime.now()):
            break
        try:
            understood.append(Understood(row, _read(runtime, adapter, client, row)))
        except Unreadable as error:
            _park(runtime, turn, row, "unreadable", str(error))
        except IntegrationError as error:
            if _could_not_ask(runtime, turn, row, error):
                break
        except Exception as error:
            _broke(runtime, turn, row, error)
    if client and understood:
        with runtime.db.transaction() as db:
            note_success(db, turn.lane)
    return understood


def _read(runtime: Runtime, adapter: Adapter, client: Client | None, row: Row[Any]) -> Sequence[Event]:
    return adapter.understand(runtime.keys.unseal(row.body), client)


def _could_not_ask(runtime: Runtime, turn: Turn, row: Row[Any], error: IntegrationError) -> bool:
    """Ask about it again later; whether the ATS now rests, and the rest of the turn with it."""
    now = runtime.now()
    asked = error.retry_after if isinstance(error, CallFailed) else None
    never = row.attempts >= MOST_ATTEMPTS and not error.widespread
    if never or failing_for(row, now) > MOST_HOURS_ASKING:
        _park(runtime, turn, row, "failed", str(error))
        return False
    with runtime.db.transaction() as db:
        try_later(db, deliveries, turn.token, row, now, str(error), asked=asked)
        return error.widespread and note_failure(db, turn.lane, now, asked)


def _apply_all(runtime: Runtime, connection: Connection, turn: Turn, understood: list[Understood]) -> None:
    """Apply a turn's deliveries together or, where one of them breaks the whole, each alone."""
    try:
        _apply(runtime, connection, turn, understood)
    except Exception as error:
        if is_gone(error):
            raise
        log.warning("a batch of deliveries failed; each is tried alone", rows=len(understood), exc_info=True)
        for one in understood:
            _apply_alone(runtime, connection, turn, one)


def _apply_alone(runtime: Runtime, connection: Connection, turn: Turn, one: Understood) -> None:
    try:
        _apply(runtime, connection, turn, [one])
    except Exception as error:
        _broke(runtime, turn, one.row, error)


def _broke(runtime: Runtime, turn: Turn, row: Row[Any], error: Exception) -> None:
    """Something of ours failed on this delivery: try it again, and after some tries keep it for a person."""
    if is_gone(error):
        raise error
    log.error("a delivery broke its understanding", delivery=row.id, exc_info=True)
    reason = f"Understanding it failed ({type(error).__name__}). It is kept; see the log, then replay it."
    if row.attempts >= MOST_ATTEMPTS:
        _park(runtime, turn, row, "failed", reason)
        return
    with runtime.db.transaction() as db:
        try_later(db, deliveries, turn.token, row, runtime.now(), reason)


def _apply(runtime: Runtime, connection: Connection, turn: Turn, understood: list[Understood]) -> None:
    with runtime.db.transaction() as db:
        queues = apply_events(runtime, db, connection, [event for one in understood for event in one.events])
        settle_all(
            db, deliveries, turn.token, [one.row.id for one in understood], "understood", runtime.now()
        )
    runtime.wakeup.nudge(*queues)


def apply_events(
    runtime: Runtime, db: DbConnection, connection: Connection, events: Sequence[Event]
) -> set[Queue]:
    """Move every journey that these events are about, and keep what they want; the queues with work now."""
    if not events:
        return set()
    now = runtime.now()
    ledger = Ledger(db, _account(db, connection, events), now)
    ledger.open(events)
    policies = policies_of(db, connection.agency_id, runtime.settings.fast_clock)
    wishes: dict[tuple[int, EffectKind], list[Wish]] = {}
    for event in events:
        ends_at = event.interview.ends_at if event.interview else None
        happening = Happening(event.kind, event.at, ends_at)
        for record in ledger.journeys_of(event):
            policy = in_zone(policies[record["branch_id"]], ledger.candidate_timezone(record))
            decision = decide(journey_of(record.values), happening, now, policy)
            ledger.become(record, happening, decision)
            wanted: dict[tuple[int, EffectKind], list[Wish]] = {}
            for effect in decision.effects:
                wish = Wish(connection.agency_id, connection.id, record["id"], effect)
                wanted.setdefault((record["id"], effect.kind), []).append(wish)
            # Of several events about one journey, what the last one wants holds.
            wishes |= wanted
    ledger.save()
    return write(db, [wish for one in wishes.values() for wish in one], now)


def _account(db: DbConnection, connection: Connection, events: Sequence[Event]) -> Account:
    branches = connection.branches
    unheard = {event.branch for event in events if event.branch and event.branch.casefold() not in branches}
    if unheard:
        heard = hear_of_branches(db, connection.agency_id, connection.branch_id, unheard)
        branches = {**branches, **heard}
    return Account(
        connection.agency_id, connection.id, connection.branch_id, branches, connection.address_key
    )


def _park(runtime: Runtime, turn: Turn, row: Row[Any], state: str, reason: str) -> None:
    """Keep a delivery for a person, with the reason."""
    log.warning("a delivery was parked", delivery=row.id, connection=turn.connection_id, state=state)
    with runtime.db.transaction() as db:
        settle(db, deliveries, turn.token, row.id, state, runtime.now(), reason=reason)
