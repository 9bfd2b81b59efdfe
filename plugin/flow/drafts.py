"""Never the same note twice: which lines the drafts of a journey are made of, chosen once and kept.

Two candidates of one agency for one client do not get the same wording within 90 days.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from plugin.coaching.lines import Wording
from plugin.db import upsert
from plugin.flow.compose import plan_of
from plugin.flow.letters import journey_query
from plugin.runtime import Runtime
from plugin.tables import agencies, drafts, journeys

APART = timedelta(days=90)
"""How long a wording is not used again for the same client."""


def keep_wordings(runtime: Runtime, db: Connection, journey_id: int) -> None:
    """Choose the wordings of a journey's drafts, or change those that its new answers do not ask for.

    Called in the transaction that saves the answers, with the journey locked.
    """
    now = runtime.now()
    row = db.execute(journey_query().where(journeys.c.id == journey_id)).one()
    # One after the other for an agency, or two candidates would choose the same line at the same moment. The
    # journey's lock comes first, as everywhere; this one lets others refer to the agency meanwhile.
    db.execute(select(agencies.c.id).where(agencies.c.id == row.agency_id).with_for_update(key_share=True))
    client = _hashed(row.agency_id, row.client)
    plan = plan_of(runtime, row._asdict(), taken=_taken(db, row.agency_id, client, journey_id, now))
    if not plan.drafts:
        return
    chosen = {"client_hash": client, "wordings": [draft.wording for draft in plan.drafts], "made_at": now}
    statement = upsert(db, drafts).values(agency_id=row.agency_id, journey_id=journey_id, **chosen)
    db.execute(statement.on_conflict_do_update(index_elements=[drafts.c.journey_id], set_=chosen))


def forget_wordings(db: Connection, now: datetime) -> None:
    """Let go of the wordings that may be used again."""
    db.execute(delete(drafts).where(drafts.c.made_at < now - APART))


def _taken(db: Connection, agency_id: int, client: str, journey_id: int, now: datetime) -> frozenset[Wording]:
    others = select(drafts.c.wordings).where(
        drafts.c.agency_id == agency_id,
        drafts.c.client_hash == client,
        drafts.c.journey_id != journey_id,
        drafts.c.made_at >= now - APART,
    )
    return frozenset(tuple(wording) for wordings in db.execute(others).scalars() for wording in wordings)


def _hashed(agency_id: int, client: str) -> str:
    """A client's name as the agency's wordings are found by; a name written otherwise is another client."""
    name = " ".join(client.split()).casefold()
    return hashlib.sha256(f"{agency_id} {name}".encode()).hexdigest()
