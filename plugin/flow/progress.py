"""Our own steps come in by the same door as what an ATS says: as an event that moves a journey."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from config.names import Queue
from plugin.flow.policies import policy_of
from plugin.journeys.machine import Happening, Step, decide
from plugin.journeys.records import Record, journey_of, save_records, write_facts
from plugin.outbox.store import Wish, write
from plugin.runtime import Runtime
from plugin.tables import branches, journeys


def lock(db: Connection, journey_ids: Sequence[int]) -> None:
    """Lock journeys, in the order that everybody keeps, before anything else of theirs is touched."""
    rows = select(journeys.c.id).where(journeys.c.id.in_(journey_ids)).order_by(journeys.c.id)
    db.execute(rows.with_for_update()).all()


def advance(
    runtime: Runtime, db: Connection, journey_id: int, step: Step, *, call_me: bool = False
) -> set[Queue]:
    """Move one journey by a step of our own, and keep what it then wants; the queues with work due now."""
    now = runtime.now()
    row = db.execute(select(journeys).where(journeys.c.id == journey_id).with_for_update()).one()
    branch = db.execute(select(branches).where(branches.c.id == row.branch_id)).one()
    policy = policy_of(branch._asdict(), runtime.settings.fast_clock)
    record = Record(row._asdict())
    decision = decide(journey_of(record.values), Happening(step, now, call_me=call_me), now, policy)
    write_facts(record, decision.journey)
    save_records(db, journeys, [record])
    wishes = [Wish(row.agency_id, row.connection_id, row.id, effect) for effect in decision.effects]
    return write(db, wishes, now)
