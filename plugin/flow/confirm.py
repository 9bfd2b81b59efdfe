"""Confirm: before anyone is written to unasked, ask the ATS once more how things stand.

An interview may have been called off unheard, and some ATSs tell nobody that a candidate has opted out.

Only where the ATS can be asked (`Adapter.rereads`). What it says comes in as events, by the same door.
"""

from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Row, select

from integrations.ats.contract import Interview
from integrations.errors import IntegrationError
from plugin.db import is_gone
from plugin.effects import UNASKED, EffectKind
from plugin.flow.accounts import client_of, open_connection
from plugin.flow.understand import apply_events
from plugin.queue import Turn
from plugin.runtime import Runtime
from plugin.tables import branches, candidates, connections, journeys, reflections

log = structlog.get_logger()
ROOM_FOR_CALLS = timedelta(seconds=60)
"""What is left of the lease when asking stops: time to send what has been confirmed."""


_theirs, _people = journeys.alias("theirs"), candidates.alias("people")
_HAS_REFLECTED = (
    select(reflections.c.id)
    .join(_theirs, _theirs.c.id == reflections.c.journey_id)
    .join(_people, _people.c.id == _theirs.c.candidate_id)
    .where(_people.c.agency_id == journeys.c.agency_id)
    .where(_people.c.address_hash == candidates.c.address_hash, candidates.c.address_hash != "")
    .exists()
)


def confirm(runtime: Runtime, turn: Turn) -> frozenset[int]:
    """Bring what a turn writes about up to date; the effects whose ATS could not be asked.

    An ATS that has failed once is not asked again in the same turn, nor any once the lease runs short.
    """
    silent: set[int] = set()
    unconfirmed = set()
    for effect_id, journey in _to_be_asked(runtime, turn):
        if runtime.now() > turn.until - ROOM_FOR_CALLS or not _confirm(runtime, journey, silent):
            unconfirmed.add(effect_id)
    return frozenset(unconfirmed)


def _to_be_asked(runtime: Runtime, turn: Turn) -> list[tuple[int, Row[Any]]]:
    """The emails that nobody asked for whose ATS can be asked, each with its interview."""
    asked = [effect for effect in turn.rows if effect.kind in UNASKED]
    with runtime.db.reading() as db:
        rows = db.execute(
            select(
                journeys,
                candidates.c.ref.label("candidate_ref"),
                connections.c.adapter,
                branches.c.policy,
                _HAS_REFLECTED.label("has_reflected"),
            )
            .join(candidates, candidates.c.id == journeys.c.candidate_id)
            .join(connections, connections.c.id == journeys.c.connection_id)
            .join(branches, branches.c.id == journeys.c.branch_id)
            .where(journeys.c.id.in_({effect.journey_id for effect in asked}))
            .order_by(journeys.c.id)
        ).all()
    return [
        (effect.id, row)
        for row in rows
        for effect in asked
        if effect.journey_id == row.id and _may_go(effect, row) and runtime.adapter(row.adapter).rereads
    ]


def _may_go(effect: Row[Any], row: Row[Any]) -> bool:
    """An ATS is not asked about a preparation that has nothing to say."""
    return bool(
        effect.kind != EffectKind.PREPARE or row.has_reflected or row.policy.get("general_preparation")
    )


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
    interview = Interview(
        row.ref, row.starts_at, row.ends_at, row.title, row.location, tuple(row.interviewers)
    )
    events = client_of(runtime, connection).reread(interview, row.candidate_ref, row.application_ref)
    with runtime.db.transaction() as db:
        queues = apply_events(runtime, db, connection, events)
    runtime.wakeup.nudge(*queues)
