"""Our own steps come in by the same door as what an ATS says: as an event that moves a journey."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from config.names import Queue
from plugin.flow.policies import in_zone, policy_of
from plugin.journeys.machine import Happening, Step, decide
from plugin.journeys.records import FACTS, Record, journey_of, save_records, write_facts
from plugin.outbox.store import Wish, write
from plugin.reflection import Flag
from plugin.runtime import Runtime
from plugin.tables import branches, candidates, journeys

NO_FLAGS: frozenset[Flag] = frozenset()

_LOCKED: Select[Any] = (
    select(
        *(journeys.c[name] for name in ("id", "agency_id", "connection_id", "state", "reason", *FACTS)),
        branches.c.timezone,
        branches.c.region,
        branches.c.policy,
        candidates.c.timezone.label("candidate_timezone"),
    )
    .join(branches, branches.c.id == journeys.c.branch_id)
    .join(candidates, candidates.c.id == journeys.c.candidate_id)
    .where(journeys.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(journeys.c.id)
    .with_for_update(of=journeys)
)


def lock(db: Connection, journey_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """Lock journeys, in the order that everybody keeps, before anything else of theirs is touched.

    Returns each one's facts, with its branch's rules.
    """
    return db.execute(_LOCKED, {"ids": journey_ids}).all()


def advance(
    runtime: Runtime,
    db: Connection,
    journey_id: int,
    step: Step,
    *,
    flags: frozenset[Flag] = NO_FLAGS,
    note: int | None = None,
    letter: int | None = 0,
) -> set[Queue]:
    """Move one journey by a step of our own, and keep what it then wants; the queues with work due now.

    `flags` are what the step raises, and a changed reflection raises only what it did not before; `note` and
    `letter` are the sequences of the note and the email that are to carry the answers.
    """
    rows = [(row, step) for row in lock(db, [journey_id])]
    return move(runtime, db, rows, flags=flags, note=note, letter=letter)


def move(
    runtime: Runtime,
    db: Connection,
    steps: Sequence[tuple[Row[Any], Step]],
    *,
    flags: frozenset[Flag] = NO_FLAGS,
    note: int | None = None,
    letter: int | None = 0,
) -> set[Queue]:
    """As `advance`, for journeys that `lock` has just given."""
    now = runtime.now()
    records, wishes = [], []
    for row, step in steps:
        record = Record(row._asdict())
        policy = in_zone(policy_of(record.values, runtime.settings.fast_clock), row.candidate_timezone)
        happening = Happening(step, now, flags=flags, note=note, letter=letter)
        decision = decide(journey_of(record.values), happening, now, policy)
        write_facts(record, decision.journey)
        records.append(record)
        wishes += [Wish(row.agency_id, row.connection_id, row.id, effect) for effect in decision.effects]
    save_records(db, journeys, records)
    return write(db, wishes, now)
