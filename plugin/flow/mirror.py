"""The mirror: how an interview felt, beside what came of it, counted over an agency's own people.

The score is sealed with the answers; it is opened here to be counted, and kept nowhere (PR-08).
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from sqlalchemy import select

from plugin.coaching.answers import felt_hard
from plugin.db import Database
from plugin.flow.outcomes import rounds_of
from plugin.keys import Keys
from plugin.outbox.emails.returning import OthersFelt
from plugin.proof.comparison import FEWEST
from plugin.proof.outcome import KNOWN_AFTER, went_further
from plugin.runtime import Runtime
from plugin.surveys.answers import load
from plugin.tables import candidates, journeys, reflections

COUNTED_FOR = timedelta(days=365)


def others_felt(runtime: Runtime, agency_id: int) -> OthersFelt | None:
    """What came of the interviews that felt bad, over the last year; None where they are too few to say.

    A person counts once, by the first, and only when what came of it is known: whose outcome is still to come
    must not look like a failure.
    """
    return _others_felt(runtime.db, runtime.keys, agency_id, runtime.now().date())


@lru_cache(maxsize=64)
def _others_felt(database: Database, keys: Keys, agency_id: int, today: date) -> OthersFelt | None:
    """Counted once a day: every answer of the year must be opened for it."""
    now = datetime.combine(today, time(0), UTC)
    told = (
        select(
            reflections.c.answers,
            reflections.c.submitted_at,
            candidates.c.address_hash,
            journeys.c.connection_id,
            journeys.c.application_ref,
        )
        .join(journeys, journeys.c.id == reflections.c.journey_id)
        .join(candidates, candidates.c.id == journeys.c.candidate_id)
        .where(reflections.c.agency_id == agency_id, candidates.c.address_hash != "")
        .where(reflections.c.submitted_at.between(now - COUNTED_FOR, now - KNOWN_AFTER))
        .where(journeys.c.application_ref != "", journeys.c.answered_at.is_not(None))
        .order_by(reflections.c.submitted_at, reflections.c.id)
    )
    with database.reading() as db:
        first: dict[str, tuple[datetime, tuple[int, str]]] = {}
        for row in db.execute(told):
            if felt_hard(load(keys.unseal_json(row.answers))):
                application = (row.connection_id, row.application_ref)
                first.setdefault(row.address_hash, (row.submitted_at, application))
        rounds = rounds_of(db, agency_id, first)
    if len(first) < FEWEST:
        return None
    onward = sum(
        went_further([one for one in rounds[who] if one.application == application], told_at)
        for who, (told_at, application) in first.items()
    )
    return OthersFelt(len(first), onward)
