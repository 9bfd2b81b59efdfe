"""Erase: everything held on one person goes, but the hash that keeps us from writing again (PR-14, PR-15).

The order matters. First the address is suppressed, which stops every email; then come the deliveries; the
rows that say whom to look for go last, so that an erasure broken off can be repeated.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Text, cast, delete, func, literal, or_, select, update

from integrations.ats.contract import Event, EventKind, Person
from plugin.effects import EffectState, SkipReason
from plugin.flow.accounts import open_connection
from plugin.flow.operator.audit import OPERATOR, note
from plugin.flow.operator.overview import MAIL
from plugin.flow.operator.person import (
    Dossier,
    Traces,
    find_person,
    is_own_reflection,
    kept_bodies,
    own_reflections,
    traces_of,
)
from plugin.flow.records import marker_of
from plugin.flow.stop import suppress
from plugin.flow.understand import apply_events
from plugin.inbox.deliveries import Source
from plugin.runtime import Runtime
from plugin.tables import (
    candidates,
    connections,
    deliveries,
    drafts,
    effects,
    follow_ups,
    history,
    journeys,
    reflections,
)
from plugin.trial_tables import enrolments


@dataclass(frozen=True, slots=True)
class Left:
    """An entry on the ATS record, which only the ATS's own users can remove there."""

    kind: str
    marker: str
    reference: str
    candidate: str
    connection: int


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased, and what stands in the ATS."""

    candidates: int
    journeys: int
    reflections: int
    bodies: int
    left: tuple[Left, ...]


def count_bodies(runtime: Runtime, agency: str, who: str) -> int:
    """How many deliveries have to be looked through. Raises `NotFound` if nobody is known by `who`."""
    with runtime.db.reading() as db:
        owner = find_person(runtime, db, agency, who).agency_id
        query = select(func.count()).where(deliveries.c.agency_id == owner, deliveries.c.body.is_not(None))
        return int(db.execute(query).scalar_one())


def erase(runtime: Runtime, agency: str, who: str, operator: str, progress: Callable[[int], None]) -> Erased:
    """Erase a person, by email address or our number. `progress` is told how many deliveries were looked at.

    Raises `NotFound`. Safe to repeat. What the ATS tells of them afterwards is not kept.
    """
    with runtime.db.transaction() as db:
        dossier = find_person(runtime, db, agency, who)
        for address_hash in sorted(dossier.hashes):
            suppress(runtime, db, dossier.agency_id, address_hash, "erased")
    traces = traces_of(dossier)
    bodies = 0
    for batch in kept_bodies(runtime, dossier.agency_id):
        about = [row.id for row in batch if _is_about(runtime, dossier, traces, row)]
        with runtime.db.transaction() as db:
            bodies += _forget_bodies(db, about, runtime)
        progress(len(batch))
    with runtime.db.transaction() as db:
        _close(runtime, db, dossier, operator)
        left = _left_in_ats(db, dossier)
        answered = _forget_rows(db, dossier)
        note(runtime, db, dossier.agency_id, operator, _what(dossier))
    return Erased(len(dossier.ids), len(dossier.journey_ids), answered, bodies, left)


def _what(dossier: Dossier) -> str:
    return f"candidate {', '.join(map(str, dossier.ids))} erased"


def _close(runtime: Runtime, db: Connection, dossier: Dossier, operator: str) -> None:
    """Close their journeys as if the ATS had deleted them, which empties their rows, and drop what waits."""
    now = runtime.now()
    last = db.execute(select(func.coalesce(func.max(history.c.id), 0))).scalar_one()
    for row in dossier.candidates:
        connection = open_connection(runtime, db, row.connection_id)
        gone = Event(EventKind.CANDIDATE_DELETED, now, Person(row.ref))
        apply_events(runtime, db, connection, [gone])
    # The ATS has said no such thing: what has just been noted was done by a person.
    theirs = history.c.journey_id.in_(dossier.journey_ids) & (history.c.id > last)
    db.execute(update(history).where(theirs).values(who=operator, what=_what(dossier), outcome=OPERATOR))
    db.execute(
        update(effects)
        .where(
            effects.c.journey_id.in_(dossier.journey_ids),
            effects.c.state.in_((EffectState.WAITING, EffectState.CLAIMED)),
        )
        .values(
            state=EffectState.SKIPPED,
            reason=SkipReason.ERASED,
            done_at=now,
            lease_token=None,
            lease_until=None,
        )
    )
    dropped = (effects.c.reason == SkipReason.CANDIDATE_DELETED) & (effects.c.done_at == now)
    db.execute(
        update(effects)
        .where(effects.c.journey_id.in_(dossier.journey_ids), dropped)
        .values(reason=SkipReason.ERASED)
    )


def _is_about(runtime: Runtime, dossier: Dossier, traces: Traces, row: Row[Any]) -> bool:
    """Whether a delivery must go. A name or an id is enough only where nothing can be lost by a mistake, and
    somebody else's answers stay, whoever they speak of."""
    if row.source == Source.REFLECTION:
        return is_own_reflection(dossier, row)
    body = runtime.keys.unseal(row.body)
    if row.state != "understood":
        return traces.surely_in(body)
    known_there = row.connection_id in {one.connection_id for one in dossier.candidates}
    return traces.perhaps_in(body) if known_there else traces.named_in(body)


def _forget_bodies(db: Connection, ids: Sequence[int], runtime: Runtime) -> int:
    """Drop the bodies. One still to be understood has told all that it may: that they are to be forgotten."""
    forgotten = db.execute(
        update(deliveries)
        .where(deliveries.c.id.in_(ids), deliveries.c.body.is_not(None))
        .values(
            body=None,
            state="understood",
            reason="Erased at the candidate's request.",
            done_at=func.coalesce(deliveries.c.done_at, runtime.now()),
            lease_token=None,
            lease_until=None,
        )
    )
    return forgotten.rowcount


def _left_in_ats(db: Connection, dossier: Dossier) -> tuple[Left, ...]:
    found = db.execute(
        select(
            effects,
            connections.c.key,
            candidates.c.ref.label("candidate_ref"),
            connections.c.id.label("connection_id"),
        )
        .join(journeys, journeys.c.id == effects.c.journey_id)
        .join(connections, connections.c.id == journeys.c.connection_id)
        .join(candidates, candidates.c.id == journeys.c.candidate_id)
        .where(effects.c.journey_id.in_(dossier.journey_ids), effects.c.kind.not_in(MAIL))
        .where(effects.c.state.in_((EffectState.DONE, EffectState.UNKNOWN, EffectState.SENDING)))
        .order_by(effects.c.id)
    )
    return tuple(
        Left(
            row.kind, marker_of(row.key, row.dedupe_key), row.reference, row.candidate_ref, row.connection_id
        )
        for row in found
    )


def _forget_rows(db: Connection, dossier: Dossier) -> int:
    """Drop the answers and what the interviews were about; the rows stay as counts. How many answers went."""
    db.execute(
        update(journeys)
        .where(journeys.c.id.in_(dossier.journey_ids))
        .values(
            job="",
            client="",
            title="",
            location="",
            interviewers=[],
            reason=SkipReason.ERASED,
            alert=None,
            alerted_at=None,
            alert_due=None,
            taken_at=None,
            taken_by="",
        )
    )
    answers = [deliveries.c.dedupe_key.startswith(key, autoescape=True) for key in own_reflections(dossier)]
    if answers:
        # The key of a reflection's delivery names its journey.
        db.execute(
            update(deliveries)
            .where(deliveries.c.agency_id == dossier.agency_id, or_(*answers))
            .values(dedupe_key=literal("erased:") + cast(deliveries.c.id, Text))
        )
    db.execute(update(candidates).where(candidates.c.id.in_(dossier.ids)).values(forgotten_hash=None))
    db.execute(delete(drafts).where(drafts.c.journey_id.in_(dossier.journey_ids)))
    db.execute(delete(follow_ups).where(follow_ups.c.journey_id.in_(dossier.journey_ids)))
    db.execute(delete(enrolments).where(enrolments.c.journey_id.in_(dossier.journey_ids)))
    gone = db.execute(delete(reflections).where(reflections.c.journey_id.in_(dossier.journey_ids)))
    return gone.rowcount
