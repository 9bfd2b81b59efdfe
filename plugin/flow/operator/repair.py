"""Operate: a person decides what the system may not decide alone. Each act is kept in `history`."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from plugin.effects import EffectKind, EffectState
from plugin.errors import NotFound, NotPossible
from plugin.flow.operator.audit import note
from plugin.flow.progress import advance, lock
from plugin.flow.send import STEP_AFTER
from plugin.inbox.deliveries import replay
from plugin.runtime import Runtime
from plugin.tables import deliveries, effects


def replay_delivery(runtime: Runtime, delivery_id: int, who: str) -> None:
    """Have a kept delivery understood again, by the same way as the first time (WH-18).

    Raises `NotFound`, and `NotPossible` for one that waits already or whose body is kept no longer.
    """
    with runtime.db.transaction() as db:
        row = db.execute(select(deliveries).where(deliveries.c.id == delivery_id)).first()
        if row is None:
            raise NotFound(f"There is no delivery {delivery_id}.")
        if row.source == "reflection":
            raise NotPossible(f"Delivery {delivery_id} is a candidate's answers: there is nothing to replay.")
        if not replay(db, row.agency_id, delivery_id, runtime.now()):
            why = "its body is no longer kept" if row.body is None else "it waits to be understood already"
            raise NotPossible(f"Delivery {delivery_id} cannot be replayed: {why}.")
        note(runtime, db, row.agency_id, who, f"delivery {delivery_id} replayed")


def settle_as_sent(runtime: Runtime, effect_id: int, who: str) -> None:
    """Record that an effect in doubt did happen; its journey goes on. Raises `NotFound`, `NotPossible`."""
    with runtime.db.transaction() as db:
        row = _effect(db, effect_id, EffectState.UNKNOWN)
        _become(db, row, EffectState.DONE, runtime.now())
        step = STEP_AFTER.get(EffectKind(row.kind))
        if step and row.journey_id is not None:
            advance(runtime, db, row.journey_id, step)
        what = f"effect {effect_id} ({row.kind}) settled as sent"
        note(runtime, db, row.agency_id, who, what, row.journey_id)


def send_again(runtime: Runtime, effect_id: int, who: str, was: EffectState) -> None:
    """Put an effect that is in doubt, or has failed, back to wait; an email passes the gate once more.

    A note or task that was in doubt is looked for in the ATS before it is written. Raises `NotFound`,
    `NotPossible`.
    """
    with runtime.db.transaction() as db:
        row = _effect(db, effect_id, was)
        _become(db, row, EffectState.WAITING, runtime.now())
        what = f"effect {effect_id} ({row.kind}) sent again"
        note(runtime, db, row.agency_id, who, what, row.journey_id)


def _effect(db: Connection, effect_id: int, must_be: EffectState) -> Row[Any]:
    """The effect, its journey locked first and then itself, as the sending does."""
    query = select(effects).where(effects.c.id == effect_id)
    row = db.execute(query).first()
    if row is None:
        raise NotFound(f"There is no effect {effect_id}.")
    if row.journey_id is not None:
        lock(db, [row.journey_id])
    row = db.execute(query.with_for_update()).one()
    if row.state != must_be:
        raise NotPossible(f"Effect {effect_id} is not {must_be}; it is {row.state}. Nothing was changed.")
    return row


def _become(db: Connection, row: Row[Any], state: EffectState, now: datetime) -> None:
    waiting = state == EffectState.WAITING
    anew = {"due_at": now, "attempts": 0, "failing_since": None, "done_at": None}
    fresh = anew if waiting else {"done_at": now}
    doubtful = row.doubtful or (waiting and row.state == EffectState.UNKNOWN)
    db.execute(
        update(effects)
        .where(effects.c.id == row.id)
        .values(state=state, reason="", trouble="", doubtful=doubtful, **fresh)
    )
