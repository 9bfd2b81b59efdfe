"""Stop: the candidate wants no more of these emails, for this interview or at all."""

from sqlalchemy import Connection as DbConnection
from sqlalchemy import select

from plugin.db import upsert
from plugin.errors import LinkGone
from plugin.flow.compose import page_brand
from plugin.flow.letters import journey_query, meeting_of
from plugin.flow.progress import advance, lock
from plugin.journeys.machine import Step
from plugin.keys import Purpose
from plugin.runtime import Runtime
from plugin.tables import candidates, journeys, suppressions
from plugin.views import StopScope, StopView


class Stops:
    """What the unsubscribe pages ask of the product."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def stop_page(self, token: str) -> StopView:
        """What the link stands for. Raises `LinkGone`."""
        journey_id = self._runtime.keys.read(Purpose.STOP, token)
        with self._runtime.db.reading() as db:
            row = db.execute(journey_query().where(journeys.c.id == journey_id)).first()
        if row is None:
            raise LinkGone("This link does not open anything.")
        stopped = StopScope.THIS if row.stopped else None
        if row.suppression_id is not None:
            stopped = StopScope.ALL
        return StopView(page_brand(row._asdict()), meeting_of(row._asdict()), stopped)

    def stop(self, token: str, scope: StopScope) -> None:
        """Stop at once and for good; asking again changes nothing. Raises `LinkGone`."""
        journey_id = self._runtime.keys.read(Purpose.STOP, token)
        with self._runtime.db.transaction() as db:
            ids = [journey_id] if scope == StopScope.THIS else self._suppress(db, journey_id)
            lock(db, ids)
            for one in ids:
                advance(self._runtime, db, one, Step.CANDIDATE_STOPPED)

    def _suppress(self, db: DbConnection, journey_id: int) -> list[int]:
        """Keep the address's hash from now on; every journey of that address in the agency."""
        row = db.execute(journey_query().where(journeys.c.id == journey_id)).first()
        if row is None:
            raise LinkGone("This link does not open anything.")
        if not row.address_hash:
            return [journey_id]
        suppress(self._runtime, db, row.agency_id, row.address_hash, "unsubscribed")
        found = db.execute(
            select(journeys.c.id)
            .join(candidates, candidates.c.id == journeys.c.candidate_id)
            .where(
                journeys.c.agency_id == row.agency_id,
                candidates.c.address_hash == row.address_hash,
                journeys.c.stopped.is_(False),
            )
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
