"""What some people have had from us in the last week, or are about to get, from any branch (EM-19)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from plugin.effects import UNASKED, EffectKind, EffectState
from plugin.journeys.machine import ASKED_AGAIN
from plugin.journeys.verdict import WEEK
from plugin.outbox.store import sequence_of
from plugin.queue import is_in
from plugin.tables import candidates, effects, journeys

_GONE = (EffectState.DONE, EffectState.UNKNOWN)


class Week:
    """The emails that nobody asked for, to the people of these journeys."""

    def __init__(self, db: Connection, about: Sequence[Row[Any]], now: datetime) -> None:
        hashes = {row.address_hash for row in about if row.address_hash}
        people = journeys.join(candidates, candidates.c.id == journeys.c.candidate_id)
        gone = and_(effects.c.state.in_(_GONE), effects.c.done_at > now - WEEK)
        coming = or_(is_in(effects, EffectState.CLAIMED), is_in(effects, EffectState.SENDING))
        query = (
            select(
                candidates.c.address_hash,
                effects.c.id,
                effects.c.kind,
                effects.c.state,
                effects.c.dedupe_key,
            )
            .select_from(people.join(effects, effects.c.journey_id == journeys.c.id))
            .where(journeys.c.agency_id.in_({row.agency_id for row in about}))
            .where(candidates.c.address_hash.in_(hashes), effects.c.kind.in_(UNASKED), or_(gone, coming))
        )
        found: list[Row[Any]] = [*db.execute(query)] if hashes else []
        self._mails = [row for row in found if not _is_asked_for(row)]

    def had(self, address_hash: str, kinds: Collection[EffectKind]) -> int:
        """How many of these kinds this address has had, those counted of which nobody knows."""
        return sum(row.state in _GONE for row in self._to(address_hash, kinds))

    def coming(self, effect_id: int, address_hash: str, kinds: Collection[EffectKind]) -> int:
        """How many others of these kinds are on their way to this address and came first."""
        mine = self._to(address_hash, kinds)
        return sum(row.state not in _GONE and row.id < effect_id for row in mine)

    def _to(self, address_hash: str, kinds: Collection[EffectKind]) -> list[Row[Any]]:
        return [row for row in self._mails if row.address_hash == address_hash and row.kind in kinds]


def _is_asked_for(row: Row[Any]) -> bool:
    """A survey that the candidate put off comes when they said, and counts towards nothing."""
    return bool(row.kind == EffectKind.SURVEY and sequence_of(row.dedupe_key) == ASKED_AGAIN)
