"""Stop: the candidate wants no more of these emails: about this interview, about its job, or at all."""

from typing import Any

from sqlalchemy import Connection as DbConnection
from sqlalchemy import Row, and_, or_, select, update

from config.names import Queue
from plugin.db import upsert
from plugin.flow.compose import page_brand
from plugin.flow.letters import journey_row, language_for, meeting_of
from plugin.flow.progress import advance, lock
from plugin.journeys.machine import Step
from plugin.keys import Purpose
from plugin.runtime import Runtime
from plugin.tables import applications, candidates, journeys, suppressions
from plugin.views import StopScope, StopView


class Stops:
    """What the unsubscribe pages ask of the product."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def stop_page(self, token: str) -> StopView:
        """What the link stands for. Raises `LinkGone`."""
        journey_id = self._runtime.keys.read(Purpose.STOP, token)
        with self._runtime.db.reading() as db:
            row = journey_row(db, journey_id)
        stopped = StopScope.THIS if row.stopped else None
        if row.wants_no_emails:
            stopped = StopScope.ALL
        values = row._asdict()
        return StopView(page_brand(values), meeting_of(values), stopped, language_for(values))

    def stop(self, token: str, scope: StopScope) -> None:
        """Stop at once and for good; asking again changes nothing. Raises `LinkGone`."""
        journey_id = self._runtime.keys.read(Purpose.STOP, token)
        with self._runtime.db.transaction() as db:
            stop_journeys(self._runtime, db, journey_id, scope)


def stop_journeys(runtime: Runtime, db: DbConnection, journey_id: int, scope: StopScope) -> None:
    """Stop what `scope` says of this journey's candidate. Raises `LinkGone`."""
    row = journey_row(db, journey_id)
    ids = [journey_id]
    if scope == StopScope.JOB:
        ids = _of_the_job(db, row, stopped=True)
    elif scope == StopScope.ALL:
        ids = _of_the_candidate(runtime, db, row)
    lock(db, ids)
    for one in ids:
        advance(runtime, db, one, Step.CANDIDATE_STOPPED)


def resume_job(runtime: Runtime, db: DbConnection, journey_id: int) -> set[Queue]:
    """Take back that a job is not for them, unless they want no emails at all. Raises `LinkGone`."""
    row = journey_row(db, journey_id)
    if row.wants_no_emails:
        return set()
    ids = _of_the_job(db, row, stopped=False)
    stopped = [one.id for one in lock(db, ids) if one.stopped]
    return {queue for one in stopped for queue in advance(runtime, db, one, Step.CANDIDATE_RESUMED)}


def _of_the_job(db: DbConnection, row: Row[Any], *, stopped: bool) -> list[int]:
    """Every journey of this application, which from now on is stopped or not: later rounds begin so too."""
    if not row.application_ref:
        return [row.journey_id]
    same = (applications.c.connection_id == row.connection_id) & (applications.c.ref == row.application_ref)
    db.execute(update(applications).where(same).values(stopped=stopped))
    found = db.execute(
        select(journeys.c.id)
        .where(
            journeys.c.connection_id == row.connection_id,
            journeys.c.application_ref == row.application_ref,
            journeys.c.candidate_id == row.candidate_id,
        )
        .order_by(journeys.c.id)
    )
    return list(found.scalars())


def _of_the_candidate(runtime: Runtime, db: DbConnection, row: Row[Any]) -> list[int]:
    """Every journey of this candidate, and of whoever goes by their address, in the agency.

    From now on they are left alone by the ATS's number of theirs as well as by their address: there may be
    none, or another one tomorrow.
    """
    these = candidates.c.id == row.candidate_id
    if row.address_hash:
        suppress(runtime, db, row.agency_id, row.address_hash, "unsubscribed")
        theirs = candidates.c.address_hash == row.address_hash
        these = or_(these, and_(candidates.c.agency_id == row.agency_id, theirs))
    locked = select(candidates.c.id).where(these).order_by(candidates.c.id).with_for_update()
    people = list(db.execute(locked).scalars())
    db.execute(update(candidates).where(candidates.c.id.in_(people)).values(stopped=True))
    found = db.execute(
        select(journeys.c.id)
        .where(journeys.c.candidate_id.in_(people), journeys.c.stopped.is_(False))
        .order_by(journeys.c.id)
    )
    return list(found.scalars())


def suppress(runtime: Runtime, db: DbConnection, agency_id: int, address_hash: str, reason: str) -> None:
    """Never write to this address for this agency again; kept as a hash that survives erasure (PR-15)."""
    db.execute(
        upsert(db, suppressions)
        .values(agency_id=agency_id, address_hash=address_hash, reason=reason, created_at=runtime.now())
        .on_conflict_do_nothing()
    )
