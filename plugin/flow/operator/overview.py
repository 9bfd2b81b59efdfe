"""Overview: what an operator may look through, of one agency or all: no candidate's name or words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from integrations.mail.message import message_id
from plugin.effects import QUEUE_OF, SKIP_WORDS, EffectKind, EffectState, SkipReason
from plugin.errors import NotFound
from plugin.flow.operator.audit import OPERATOR
from plugin.flow.operator.person import find_person
from plugin.flow.operator.routes import routes
from plugin.flow.operator.set_up import agency_named
from plugin.flow.records import marker_of
from plugin.runtime import Runtime
from plugin.tables import agencies, branches, candidates, connections, deliveries, effects, history, journeys

DEFAULT_LIMIT = 100
MAIL = frozenset(kind for kind, queue in QUEUE_OF.items() if queue != QUEUE_OF[EffectKind.NOTE])
"""The kinds that are emails; the others are written to an ATS."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What to list. Empty or None means whatever it is. `candidate` chooses journeys, in an agency."""

    agency: str = ""
    connection: int | None = None
    states: tuple[str, ...] = ()
    since: datetime | None = None
    limit: int = DEFAULT_LIMIT
    candidate: str = ""


def list_deliveries(runtime: Runtime, wanted: Filter) -> list[dict[str, Any]]:
    """Deliveries without their bodies, newest first."""
    query = select(deliveries, agencies.c.name.label("agency")).join(
        agencies, agencies.c.id == deliveries.c.agency_id
    )
    with runtime.db.reading() as db:
        return [_delivery(row) for row in db.execute(_chosen(db, query, deliveries, wanted))]


def read_delivery(runtime: Runtime, delivery_id: int) -> tuple[dict[str, Any], bytes | None]:
    """One delivery, and its raw body while it is kept. Raises `NotFound`."""
    query = select(deliveries, agencies.c.name.label("agency")).join(
        agencies, agencies.c.id == deliveries.c.agency_id
    )
    with runtime.db.reading() as db:
        row = db.execute(query.where(deliveries.c.id == delivery_id)).first()
    if row is None:
        raise NotFound(f"There is no delivery {delivery_id}.")
    return _delivery(row), runtime.keys.unseal(row.body) if row.body is not None else None


def _delivery(row: Row[Any]) -> dict[str, Any]:
    return {
        "delivery": row.id,
        "agency": row.agency,
        "connection": row.connection_id,
        "source": row.source,
        "state": row.state,
        "heard_at": row.created_at,
        "attempts": row.attempts,
        "body_kept": row.body is not None,
        "reason": row.reason,
    }


def list_effects(runtime: Runtime, wanted: Filter) -> list[dict[str, Any]]:
    """Effects with what they are to be looked for by on the other side, newest first."""
    query = (
        select(
            effects,
            agencies.c.name.label("agency"),
            connections.c.key.label("connection_key"),
            branches.c.brand,
        )
        .join(agencies, agencies.c.id == effects.c.agency_id)
        .outerjoin(journeys, journeys.c.id == effects.c.journey_id)
        .outerjoin(connections, connections.c.id == journeys.c.connection_id)
        .outerjoin(branches, branches.c.id == journeys.c.branch_id)
    )
    with runtime.db.reading() as db:
        return [_effect(row) for row in db.execute(_chosen(db, query, effects, wanted))]


def _effect(row: Row[Any]) -> dict[str, Any]:
    return {
        "effect": row.id,
        "agency": row.agency,
        "journey": row.journey_id,
        "kind": row.kind,
        "state": row.state,
        "due_at": row.due_at,
        "done_at": row.done_at,
        "look_for": look_for(row),
        "reason": row.reason,
    }


def look_for(row: Row[Any]) -> str:
    """The Message-ID in the mail server's log, or the marker on the ATS record."""
    if row.brand is None:
        return ""
    if row.kind in MAIL:
        return f"<{message_id(row.dedupe_key, row.brand['sender_address'].rpartition('@')[2])}>"
    return marker_of(row.connection_key, row.dedupe_key)


def list_journeys(runtime: Runtime, wanted: Filter) -> list[dict[str, Any]]:
    """Journeys with where they stand and what was not sent and why, newest first."""
    query = (
        select(
            journeys,
            agencies.c.name.label("agency"),
            branches.c.name.label("branch"),
            candidates.c.ref.label("candidate_ref"),
        )
        .join(agencies, agencies.c.id == journeys.c.agency_id)
        .join(branches, branches.c.id == journeys.c.branch_id)
        .join(candidates, candidates.c.id == journeys.c.candidate_id)
    )
    with runtime.db.reading() as db:
        if wanted.candidate:
            person = find_person(runtime, db, wanted.agency, wanted.candidate)
            query = query.where(journeys.c.candidate_id.in_(person.ids))
        found = db.execute(_chosen(db, query, journeys, wanted)).all()
        held = _held_back(db, [row.id for row in found])
    return [_journey(row, held.get(row.id, {})) for row in found]


def _journey(row: Row[Any], not_sent: dict[str, str]) -> dict[str, Any]:
    return {
        "journey": row.id,
        "agency": row.agency,
        "branch": row.branch,
        "candidate": row.candidate_ref,
        "candidate_number": row.candidate_id,
        "interview": row.ref,
        "ends_at": row.ends_at,
        "state": row.state,
        "closed_because": SKIP_WORDS[SkipReason(row.reason)] if row.reason else "",
        "not_sent": not_sent,
    }


def _held_back(db: Connection, ids: list[int]) -> dict[int, dict[str, str]]:
    """By journey, why each kind of effect was not sent."""
    query = select(effects.c.journey_id, effects.c.kind, effects.c.state, effects.c.reason).where(
        effects.c.journey_id.in_(ids),
        effects.c.state.in_((EffectState.SKIPPED, EffectState.UNKNOWN, EffectState.FAILED)),
    )
    found: dict[int, dict[str, str]] = {}
    for row in db.execute(query.order_by(effects.c.id)):
        skipped = row.state == EffectState.SKIPPED
        why = SKIP_WORDS[SkipReason(row.reason)] if skipped else f"{row.state}: {row.reason}"
        found.setdefault(row.journey_id, {})[row.kind] = why
    return found


def operators_acts(runtime: Runtime, journey_id: int) -> list[Row[Any]]:
    """What operators did to a journey, oldest first."""
    with runtime.db.reading() as db:
        return list(
            db.execute(
                select(history)
                .where(history.c.journey_id == journey_id, history.c.outcome == OPERATOR)
                .order_by(history.c.id)
            )
        )


def agency_of_journey(runtime: Runtime, journey_id: int) -> int:
    """Whose journey it is. Raises `NotFound`."""
    with runtime.db.reading() as db:
        owner = db.execute(select(journeys.c.agency_id).where(journeys.c.id == journey_id)).scalar()
    if owner is None:
        raise NotFound(f"There is no journey {journey_id}.")
    return int(owner)


def list_branches(runtime: Runtime) -> list[dict[str, Any]]:
    """Every branch with its mode, and how its candidates' follow-ups may go."""
    query = (
        select(branches, agencies.c.name.label("agency"))
        .join(agencies)
        .order_by(agencies.c.name, branches.c.name)
    )
    with runtime.db.reading() as db:
        return [
            {
                "agency": row.agency,
                "branch": row.name,
                "mode": row.mode,
                "since": row.live_from,
                "route": routes(row.policy),
            }
            for row in db.execute(query)
        ]


def list_connections(runtime: Runtime) -> list[dict[str, Any]]:
    """Every connection, without its secrets."""
    query = (
        select(connections, agencies.c.name.label("agency"))
        .join(agencies, agencies.c.id == connections.c.agency_id)
        .order_by(connections.c.id)
    )
    with runtime.db.reading() as db:
        return [
            {
                "connection": row.id,
                "agency": row.agency,
                "adapter": row.adapter,
                "base_url": row.base_url,
                "paused": row.paused,
                "hook_url": f"{runtime.settings.base_url}/hooks/{row.key}",
            }
            for row in db.execute(query)
        ]


def _chosen(db: Connection, query: Select[Any], table: Any, wanted: Filter) -> Select[Any]:
    if wanted.agency:
        query = query.where(table.c.agency_id == agency_named(db, wanted.agency))
    if wanted.connection is not None:
        query = query.where(table.c.connection_id == wanted.connection)
    if wanted.states:
        query = query.where(table.c.state.in_(wanted.states))
    if wanted.since is not None:
        query = query.where(table.c.created_at >= wanted.since)
    return query.order_by(table.c.id.desc()).limit(wanted.limit)
