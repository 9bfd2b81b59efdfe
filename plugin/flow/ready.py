"""Ready: what of a turn passes the gate, and how each message is then written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog
from sqlalchemy import Connection as DbConnection
from sqlalchemy import Row

from integrations.mail.contract import Message
from plugin.db import is_gone
from plugin.effects import EffectKind, EffectState, SkipReason
from plugin.flow.compose import compose_letter, compose_sign_in
from plugin.flow.follow_up_emails import with_readers
from plugin.flow.letters import Letter, load_letters
from plugin.flow.past import with_past
from plugin.flow.progress import lock
from plugin.flow.sign_in import LINK_HOLDS
from plugin.flow.trial import enrol
from plugin.journeys.gate import check
from plugin.journeys.verdict import Skip, Wait
from plugin.queue import Turn, begin
from plugin.runtime import Runtime
from plugin.settle import hold_back, settle, try_later
from plugin.tables import effects

log = structlog.get_logger()
MOST_ATTEMPTS = 5
"""After which a row that keeps breaking the gate is parked for a person."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An effect that has passed the gate, and how to write its message. `begun`: already marked as such."""

    effect: Row[Any]
    compose: Callable[[], Message]
    begun: bool = False


def ready_to_go(runtime: Runtime, turn: Turn, unconfirmed: frozenset[int]) -> list[Ready]:
    """What may go now, the first of it begun; where one row breaks the whole, each is looked at alone."""
    try:
        with runtime.db.transaction() as db:
            ready = _pass_the_gate(runtime, db, turn, turn.rows, unconfirmed)
            return _begin_first(runtime, db, turn, ready)
    except Exception as error:
        if is_gone(error):
            raise
        log.warning("a batch broke the gate; each is looked at alone", rows=len(turn.rows), exc_info=True)
        return [one for row in turn.rows for one in _alone(runtime, turn, row, unconfirmed)]


def _alone(runtime: Runtime, turn: Turn, row: Row[Any], unconfirmed: frozenset[int]) -> list[Ready]:
    try:
        with runtime.db.transaction() as db:
            return _pass_the_gate(runtime, db, turn, [row], unconfirmed)
    except Exception as error:
        if is_gone(error):
            raise
        log.error("an effect broke the gate", effect=row.id, kind=row.kind, exc_info=True)
        now, reason = runtime.now(), f"The gate broke on it ({type(error).__name__}); see the log."
        with runtime.db.transaction() as db:
            if row.attempts >= MOST_ATTEMPTS:
                settle(db, effects, turn.token, row.id, EffectState.FAILED, now, reason=reason)
            else:
                try_later(db, effects, turn.token, row, now, reason)
        return []


def _pass_the_gate(
    runtime: Runtime, db: DbConnection, turn: Turn, rows: Sequence[Row[Any]], unconfirmed: frozenset[int]
) -> list[Ready]:
    """Skip or postpone what may not go now; what may."""
    now = runtime.now()
    ready = []
    about_journeys = [row for row in rows if row.journey_id is not None]
    # First the journeys, then their effects: everybody locks them in this order.
    lock(db, [row.journey_id for row in about_journeys])
    letters = load_letters(db, about_journeys, now, runtime.settings.fast_clock)
    for letter in with_readers(db, with_past(runtime, db, letters, now)):
        facts = replace(letter.facts, confirmed=letter.effect.id not in unconfirmed)
        verdict = check(letter.kind, facts, now)
        if isinstance(verdict, Skip):
            settle(db, effects, turn.token, letter.effect.id, EffectState.SKIPPED, now, reason=verdict.reason)
        elif isinstance(verdict, Wait):
            hold_back(db, effects, turn.token, letter.effect, verdict.until)
        else:
            if letter.kind == EffectKind.COACHING:
                enrol(runtime, db, letter)
            ready.append(_ready(runtime, letter))
    sign_ins = [row for row in rows if row.kind == EffectKind.SIGN_IN]
    return ready + [one for row in sign_ins if (one := _sign_in(runtime, db, turn, row))]


def _begin_first(runtime: Runtime, db: DbConnection, turn: Turn, ready: list[Ready]) -> list[Ready]:
    """Begin those that go together first, in the very commit that lets them go."""
    if not ready or not turn.has_room(runtime.now()):
        return ready
    first, later = ready[: runtime.mail.at_once], ready[runtime.mail.at_once :]
    begun = begin(db, effects, turn.token, [one.effect.id for one in first], runtime.now())
    return [replace(one, begun=True) for one in first if one.effect.id in begun] + later


def _ready(runtime: Runtime, letter: Letter) -> Ready:
    return Ready(letter.effect, lambda: compose_letter(runtime, letter))


def _sign_in(runtime: Runtime, db: DbConnection, turn: Turn, effect: Row[Any]) -> Ready | None:
    """A sign-in link, unless whoever asked for it has long gone."""
    now = runtime.now()
    if now - effect.created_at > LINK_HOLDS:
        settle(db, effects, turn.token, effect.id, EffectState.SKIPPED, now, reason=SkipReason.STALE)
        return None
    return Ready(effect, lambda: compose_sign_in(runtime, effect))
