"""Confirm: before anyone is asked about an interview, ask the ATS once more whether it stands.

Only where the ATS can be asked (`Adapter.rereads`). What it says comes in as events, by the same door.
"""

from collections.abc import Sequence
from typing import Any

import structlog
from sqlalchemy import Row, select

from integrations.ats.contract import Interview
from integrations.errors import IntegrationError
from plugin.effects import EffectKind
from plugin.flow.accounts import client_of, open_connection
from plugin.flow.understand import apply_events
from plugin.runtime import Runtime
from plugin.tables import candidates, journeys

log = structlog.get_logger()


def confirm(runtime: Runtime, effects: Sequence[Row[Any]]) -> frozenset[int]:
    """Bring the interviews of due surveys up to date; the effects whose ATS could not be asked."""
    unconfirmed = set()
    for effect in effects:
        if effect.kind == EffectKind.SURVEY and not _confirm(runtime, effect.journey_id):
            unconfirmed.add(effect.id)
    return frozenset(unconfirmed)


def _confirm(runtime: Runtime, journey_id: int) -> bool:
    with runtime.db.reading() as db:
        row = db.execute(
            select(journeys, candidates.c.ref.label("candidate_ref"))
            .join(candidates, candidates.c.id == journeys.c.candidate_id)
            .where(journeys.c.id == journey_id)
        ).one()
        connection = open_connection(runtime, db, row.connection_id)
    if not runtime.adapter(connection.adapter).rereads:
        return True
    interview = Interview(row.ref, row.starts_at, row.ends_at, row.title, tuple(row.interviewers))
    try:
        events = client_of(runtime, connection).reread(interview, row.candidate_ref, row.application_ref)
    except IntegrationError:
        log.warning("an interview could not be confirmed", journey=journey_id, exc_info=True)
        return False
    with runtime.db.transaction() as db:
        queues = apply_events(runtime, db, connection, events)
    runtime.wakeup.nudge(*queues)
    return True
