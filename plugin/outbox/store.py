"""The outbox's rows: effects wanted, and effects no longer wanted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select, update

from config.names import Queue
from plugin.db import upsert
from plugin.effects import QUEUE_OF, TO_CANDIDATES, Drop, EffectKind, EffectState, Want
from plugin.queue import lane_name
from plugin.tables import effects, journeys

_NOT_BEGUN = (EffectState.WAITING, EffectState.CLAIMED, EffectState.SKIPPED)


@dataclass(frozen=True, slots=True)
class Wish:
    """What one journey wants done or dropped."""

    agency_id: int
    connection_id: int
    journey_id: int
    effect: Want | Drop


def write(connection: Connection, wishes: Sequence[Wish], now: datetime) -> set[Queue]:
    """Keep every wish; the queues that have work due now.

    A wish for an effect that has begun changes nothing. One that waits, or was skipped, gets its new due
    time: an interview that was cancelled and put back is asked about after all.
    """
    wants = [wish for wish in wishes if isinstance(wish.effect, Want)]
    if wants:
        statement = upsert(connection, effects)
        changes = statement.excluded.due_at
        statement = statement.on_conflict_do_update(
            index_elements=[effects.c.dedupe_key],
            set_={
                "state": EffectState.WAITING,
                "due_at": changes,
                "reason": "",
                "attempts": 0,
                "failing_since": None,
                "done_at": None,
                "lease_token": None,
                "lease_until": None,
            },
            where=or_(
                effects.c.state == EffectState.SKIPPED,
                and_(
                    or_(effects.c.state == EffectState.WAITING, effects.c.state == EffectState.CLAIMED),
                    effects.c.due_at != changes,
                    # One in doubt waits until the ATS must show what it was told (RL-10).
                    effects.c.doubtful.is_(False),
                ),
            ),
        )
        connection.execute(
            statement, [_row(wish, wish.effect, now) for wish in wants if isinstance(wish.effect, Want)]
        )
    for wish in wishes:
        if isinstance(wish.effect, Drop):
            _drop(connection, wish.journey_id, wish.effect, now)
    return {
        QUEUE_OF[wish.effect.kind]
        for wish in wants
        if isinstance(wish.effect, Want) and wish.effect.due <= now
    }


@dataclass(frozen=True, slots=True)
class Following:
    """The effect of its kind that carries what changes now. `due` is None for one that nobody has wanted."""

    sequence: int
    due: datetime | None

    @property
    def replaces(self) -> bool:
        """Whether an earlier one may have been read already."""
        return self.sequence > 0


def following(connection: Connection, journey_id: int, kind: EffectKind) -> Following:
    """The last of a journey's notes or letters if it still waits, else the one to come after it.

    Until the transaction ends none of them begins: what was found waiting carries the change. One in doubt
    carries nothing, though it waits: it may stand on the record already, as it was.
    """
    rows = connection.execute(
        select(effects.c.dedupe_key, effects.c.state, effects.c.due_at, effects.c.doubtful)
        .where(effects.c.journey_id == journey_id, effects.c.kind == kind)
        .order_by(effects.c.id)
        .with_for_update()
    ).all()
    last = rows[-1] if rows else None
    if last and last.state in _NOT_BEGUN and not last.doubtful:
        return Following(sequence_of(last.dedupe_key), last.due_at)
    return Following(len(rows), None)


def is_followed(connection: Connection, effect: Row[Any]) -> bool:
    """Whether a later effect of its kind has been wanted for its journey."""
    alike = (effects.c.journey_id == effect.journey_id) & (effects.c.kind == effect.kind)
    keys = connection.execute(select(effects.c.dedupe_key).where(alike)).scalars()
    return any(sequence_of(key) > sequence_of(effect.dedupe_key) for key in keys)


def sequence_of(dedupe_key: str) -> int:
    """Which of its kind an effect of a journey is, from 0."""
    return int(dedupe_key.rpartition(":")[2])


def _row(wish: Wish, want: Want, now: datetime) -> dict[str, Any]:
    queue = QUEUE_OF[want.kind]
    return {
        "agency_id": wish.agency_id,
        "journey_id": wish.journey_id,
        "kind": want.kind,
        "dedupe_key": f"{want.kind}:{wish.journey_id}:{want.sequence}",
        "lane": lane_name(queue, wish.connection_id if queue == Queue.ATS else wish.agency_id),
        "state": EffectState.WAITING,
        "due_at": want.due,
        "created_at": now,
    }


def _drop(connection: Connection, journey_id: int, drop: Drop, now: datetime) -> None:
    connection.execute(
        update(effects)
        .where(
            effects.c.journey_id == journey_id,
            effects.c.kind == drop.kind,
            effects.c.state.in_((EffectState.WAITING, EffectState.CLAIMED)),
        )
        .values(
            state=EffectState.SKIPPED, reason=drop.reason, done_at=now, lease_token=None, lease_until=None
        )
    )


def recall(connection: Connection, branch_id: int) -> None:
    """Take back a branch's emails to candidates that a worker holds and has not begun: to the gate again."""
    of_branch = select(journeys.c.id).where(journeys.c.branch_id == branch_id)
    connection.execute(
        update(effects)
        .where(
            effects.c.journey_id.in_(of_branch),
            effects.c.kind.in_(TO_CANDIDATES),
            effects.c.state == EffectState.CLAIMED,
        )
        .values(
            state=EffectState.WAITING,
            attempts=effects.c.attempts - 1,
            lease_token=None,
            lease_until=None,
        )
    )


def want_sign_in(
    connection: Connection, agency_id: int, consultant_id: int, now: datetime, nonce: str
) -> None:
    """Keep the wish for a sign-in email to a consultant."""
    connection.execute(
        upsert(connection, effects).values(
            agency_id=agency_id,
            consultant_id=consultant_id,
            kind=EffectKind.SIGN_IN,
            dedupe_key=f"{EffectKind.SIGN_IN}:{consultant_id}:{nonce}",
            lane=lane_name(QUEUE_OF[EffectKind.SIGN_IN], agency_id),
            state=EffectState.WAITING,
            due_at=now,
            created_at=now,
        )
    )
