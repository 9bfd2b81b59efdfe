"""Confirm: before anyone is asked about an interview, ask the ATS once more whether it stands.

Only where the ATS can be asked (`Adapter.rereads`). What it says comes in as events, by the same door.
"""

from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Row, select

from integrations.ats.contract import Interview
from integrations.errors import IntegrationError
from plugin.db import is_gone
from plugin.effects import EffectKind
from plugin.flow.accounts import client_of, open_connection
from plugin.flow.understand import apply_events
from plugin.queue import Turn
from plugin.runtime import Runtime
from plugin.tables import candidates, connections, journeys

log = structlog.get_logger()
ROOM_FOR_CALLS = timedelta(seconds=60)
"""What is left of the lease when asking stops: time to send what has been confirmed."""


def confirm(runtime: Runtime, turn: Turn) -> frozenset[int]:
    """Bring the interviews of a turn's surveys up to date; the effects whose ATS could not be asked.

    An ATS that has failed once is not asked again in the same turn, nor any once the lease runs short.
    """
    silent: set[int] = set()
    unconfirmed = set()
    for effect_id, journey in _to_be_asked(runtime, turn):
        if runtime.now() > turn.until - ROOM_FOR_CALLS or not _confirm(runtime, journey, silent):
            unconfirmed.add(effect_id)
    return frozenset(unconfirmed)


def _to_be_asked(runtime: Runtime, turn: Turn) -> list[tuple[int, Row[Any]]]:
    """The surveys whose ATS can be asked, each with its interview."""
    surveys = {effect.journey_id: effect.id for effect in turn.rows if effect.kind == EffectKind.SURVEY}
    with runtime.db.reading() as db:
        rows = db.execute(
            select(journeys, candidates.c.ref.label("candidate_ref"), connections.c.adapter)
            .join(candidates, candidates.c.id == journeys.c.candidate_id)
            .join(connections, connections.c.id == journeys.c.connection_id)
            .where(journeys.c.id.in_(surveys))
            .order_by(journeys.c.id)
        ).all()
    return [(surveys[row.id], row) for row in rows if runtime.adapter(row.adapter).rereads]


def _confirm(runtime: Runtime, row: Row[Any], silent: set[int]) -> bool:
    if row.connection_id in silent:
        return False
    try:
        _reread(runtime, row)
    except Exception as error:
        if is_gone(error):
            raise
        log.warning("an interview could not be confirmed", journey=row.id, exc_info=True)
        if isinstance(error, IntegrationError) and error.widespread:
            silent.add(row.connection_id)
        return False
    return True


def _reread(runtime: Runtime, row: Row[Any]) -> None:
    with runtime.db.reading() as db:
        connection = open_connection(runtime, db, row.connection_id)
    interview = Interview(row.ref, row.starts_at, row.ends_at, row.title, tuple(row.interviewers))
    events = client_of(runtime, connection).reread(interview, row.candidate_ref, row.application_ref)
    with runtime.db.transaction() as db:
        queues = apply_events(runtime, db, connection, events)
    runtime.wakeup.nudge(*queues)
