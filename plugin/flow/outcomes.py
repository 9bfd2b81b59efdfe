"""Outcomes: what came of the interviews of some people, as their journeys tell it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Row, select

from plugin.journeys.machine import Application, Interview
from plugin.proof.outcome import Round
from plugin.tables import candidates, journeys

_STANDS = (Interview.AHEAD, Interview.OVER)


def rounds_of(db: Connection, agency_id: int, hashes: Collection[str]) -> Mapping[str, list[Round]]:
    """By the hash of a person's address, their interviews at the agency, whatever account told of them."""
    query = (
        select(
            candidates.c.address_hash,
            journeys.c.connection_id,
            journeys.c.application_ref,
            journeys.c.ends_at,
            journeys.c.created_at,
            journeys.c.interview,
            journeys.c.application,
            journeys.c.application_as_of,
        )
        .join(candidates, candidates.c.id == journeys.c.candidate_id)
        .where(journeys.c.agency_id == agency_id, candidates.c.address_hash != "")
        .order_by(journeys.c.id)
    )
    found: defaultdict[str, list[Round]] = defaultdict(list)
    rows: list[Row[Any]] = [*db.execute(query)]
    for row in rows:
        if row.address_hash in hashes:
            found[row.address_hash].append(_round(row))
    return found


def _round(row: Row[Any]) -> Round:
    hired = row.application == Application.HIRED
    return Round(
        application=(row.connection_id, row.application_ref) if row.application_ref else None,
        ends_at=row.ends_at,
        heard_at=row.created_at,
        stands=row.interview in _STANDS,
        hired_at=row.application_as_of if hired else None,
    )
