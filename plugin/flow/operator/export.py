"""Export: everything held on one person, for them to have (PR-13)."""

from typing import Any

from sqlalchemy import Connection, Row, Table, select

from plugin.flow.operator.person import (
    Dossier,
    Traces,
    find_person,
    is_own_reflection,
    kept_bodies,
    traces_of,
)
from plugin.inbox.deliveries import Source
from plugin.runtime import Runtime
from plugin.tables import (
    applications,
    drafts,
    effects,
    follow_ups,
    history,
    reflections,
    suppressions,
)
from plugin.trial_tables import enrolments

_OURS = frozenset({"lease_token", "lease_until", "lane", "body", "answers", "reading", "words"})
"""Columns that say nothing of the person, or are shown opened instead."""


def export(runtime: Runtime, agency: str, who: str) -> dict[str, list[dict[str, Any]]]:
    """Every row about a person, by table, with what is sealed opened. Raises `NotFound`.

    It holds the answers that the candidate kept to themself: it is for them and for nobody else.
    """
    with runtime.db.reading() as db:
        dossier = find_person(runtime, db, agency, who)
        found = {
            "candidates": _plain(dossier.candidates),
            "suppressions": _plain(_suppressions(db, dossier)),
            "applications": _plain(_applications(db, dossier)),
            "journeys": _plain(dossier.journeys),
            "effects": _plain(_about(db, effects, dossier)),
            "history": _plain(_about(db, history, dossier)),
            "drafts": _plain(_about(db, drafts, dossier)),
            "enrolments": _plain(_about(db, enrolments, dossier)),
            "reflections": [
                _opened(runtime, row, "answers", "reading") for row in _about(db, reflections, dossier)
            ],
            "follow_ups": [_opened(runtime, row, "words") for row in _about(db, follow_ups, dossier)],
        }
    return {**found, "deliveries": _deliveries(runtime, dossier)}


def _about(db: Connection, table: Table, dossier: Dossier) -> list[Row[Any]]:
    query = select(table).where(table.c.journey_id.in_(dossier.journey_ids)).order_by(table.c.id)
    return list(db.execute(query))


def _suppressions(db: Connection, dossier: Dossier) -> list[Row[Any]]:
    ours, theirs = suppressions.c.agency_id == dossier.agency_id, suppressions.c.address_hash
    return list(db.execute(select(suppressions).where(ours, theirs.in_(dossier.hashes))))


def _applications(db: Connection, dossier: Dossier) -> list[Row[Any]]:
    wanted = {(row.connection_id, row.application_ref) for row in dossier.journeys}
    query = select(applications).where(
        applications.c.agency_id == dossier.agency_id, applications.c.ref.in_({ref for _, ref in wanted})
    )
    return [row for row in db.execute(query) if (row.connection_id, row.ref) in wanted]


def _deliveries(runtime: Runtime, dossier: Dossier) -> list[dict[str, Any]]:
    traces = traces_of(dossier)
    return [
        {**_columns(row), "body": body.decode(errors="replace")}
        for batch in kept_bodies(runtime, dossier.agency_id)
        for row in batch
        if _is_theirs(dossier, traces, row, body := runtime.keys.unseal(row.body))
    ]


def _is_theirs(dossier: Dossier, traces: Traces, row: Row[Any], body: bytes) -> bool:
    """Whether a delivery is for them to have. Who is only named in it may be somebody else's interviewer, or
    share a phone, and somebody else's answers are theirs alone, whoever they speak of."""
    if row.source == Source.REFLECTION:
        return is_own_reflection(dossier, row)
    return traces.surely_in(body)


def _opened(runtime: Runtime, row: Row[Any], *sealed: str) -> dict[str, Any]:
    values = row._asdict()
    opened = {name: runtime.keys.unseal_json(values[name]) if values[name] else None for name in sealed}
    return {**_columns(row), **opened}


def _plain(rows: Any) -> list[dict[str, Any]]:
    return [_columns(row) for row in rows]


def _columns(row: Row[Any]) -> dict[str, Any]:
    return {name: value for name, value in row._asdict().items() if name not in _OURS}
