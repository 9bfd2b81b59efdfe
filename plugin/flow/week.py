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
                effects.c.lease_token,
                journeys.c.id.label("journey_id"),
                journeys.c.connection_id,
                journeys.c.ref,
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

    def coming(self, effect: Row[Any], address_hash: str, kinds: Collection[EffectKind]) -> int:
        """How many others of these kinds are on their way to this address, and may get there first."""
        return sum(_is_ahead(row, effect) for row in self._to(address_hash, kinds))

    def asked_as_another(self, effect: Row[Any], journey: Row[Any]) -> bool:
        """Whether this address has been asked about the same interview, or is about to be, as another
        candidate: the ATS has merged two, or holds one twice."""
        return any(
            (row.connection_id, row.ref) == (journey.connection_id, journey.ref)
            and row.journey_id != journey.journey_id
            and (row.state in _GONE or _is_ahead(row, effect))
            for row in self._to(journey.address_hash, (EffectKind.SURVEY,))
        )

    def _to(self, address_hash: str, kinds: Collection[EffectKind]) -> list[Row[Any]]:
        return [row for row in self._mails if row.address_hash == address_hash and row.kind in kinds]


def _is_ahead(row: Row[Any], effect: Row[Any]) -> bool:
    """Whether an email is under way before this one: begun, held by another worker or, in one turn, older."""
    if row.state == EffectState.SENDING:
        return bool(row.id != effect.id)
    ours = row.lease_token == effect.lease_token
    return bool(row.state == EffectState.CLAIMED and (not ours or row.id < effect.id))


def _is_asked_for(row: Row[Any]) -> bool:
    """A survey that the candidate put off comes when they said, and counts towards nothing."""
    return bool(row.kind == EffectKind.SURVEY and sequence_of(row.dedupe_key) == ASKED_AGAIN)
