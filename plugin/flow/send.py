"""Send: what is due passes the gate and goes out as email.

Per message: claim (committed), gate, begin (committed), send, record (committed). The commit that records one
message begins the next, so that a worker killed at any point leaves at most one message in doubt, at the
price of one commit a message (RL-04).
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection as DbConnection
from sqlalchemy import Row
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from config.names import Queue
from integrations.errors import CallFailed, CredentialsRefused, IntegrationError, OutcomeUnknown, Refused
from integrations.mail.contract import Message
from plugin.breaker import note_failure, note_success
from plugin.db import is_gone
from plugin.effects import EffectKind, EffectState, SkipReason
from plugin.flow.alerts import hand_on, note_sent
from plugin.flow.compose import compose_letter, compose_sign_in
from plugin.flow.confirm import confirm
from plugin.flow.letters import Letter, load_letters
from plugin.flow.past import with_past
from plugin.flow.progress import lock, move
from plugin.flow.sign_in import LINK_HOLDS
from plugin.flow.trial import enrol
from plugin.journeys.gate import check
from plugin.journeys.machine import Step
from plugin.journeys.verdict import Skip, Wait
from plugin.queue import Turn, begin, failing_for, give_back, hold_back, settle, take_turn, try_later
from plugin.runtime import Runtime
from plugin.tables import effects
from plugin.trouble import trouble_of

log = structlog.get_logger()
BATCH = 20
MOST_ATTEMPTS = 5
"""After which a row that keeps breaking the gate is parked for a person."""
GIVE_UP_AFTER = timedelta(hours=24)
"""How long a mail server that does not take a message is tried: as long as the message is of use (RL-20)."""
BETWEEN_TRIES = 0.5
"""Seconds between tries to write down an outcome while the database is away."""

Written = TypeVar("Written")

STEP_AFTER = {EffectKind.SURVEY: Step.SURVEY_SENT, EffectKind.COACHING: Step.COACHING_SENT}


@dataclass(frozen=True, slots=True)
class Ready:
    """An effect that has passed the gate, and how to write its message."""

    effect: Row[Any]
    compose: Callable[[], Message]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of handing over one message: a reference, or an error."""

    effect: Row[Any]
    reference: str = ""
    error: IntegrationError | None = None
    message: Message | None = None


def send_turn(runtime: Runtime, queue: Queue) -> bool:
    """Take one turn at a queue of emails; False if nothing was due."""
    with runtime.db.transaction() as db:
        turn = take_turn(db, effects, queue, runtime.now(), BATCH)
    if turn is None:
        return False
    unconfirmed = confirm(runtime, turn)
    _Sending(runtime, turn).send_all(_ready_to_go(runtime, turn, unconfirmed))
    return True


def _ready_to_go(runtime: Runtime, turn: Turn, unconfirmed: frozenset[int]) -> list[Ready]:
    """What may go now; where one row breaks the whole, each is looked at alone."""
    try:
        with runtime.db.transaction() as db:
            return _pass_the_gate(runtime, db, turn, turn.rows, unconfirmed)
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
    for letter in with_past(runtime, db, letters, now):
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


def _ready(runtime: Runtime, letter: Letter) -> Ready:
    return Ready(letter.effect, lambda: compose_letter(runtime, letter))


def _sign_in(runtime: Runtime, db: DbConnection, turn: Turn, effect: Row[Any]) -> Ready | None:
    """A sign-in link, unless whoever asked for it has long gone."""
    now = runtime.now()
    if now - effect.created_at > LINK_HOLDS:
        settle(db, effects, turn.token, effect.id, EffectState.SKIPPED, now, reason=SkipReason.STALE)
        return None
    return Ready(effect, lambda: compose_sign_in(runtime, effect))


class _Sending:
    """One turn's messages, sent one after the other."""

    def __init__(self, runtime: Runtime, turn: Turn) -> None:
        self._runtime = runtime
        self._turn = turn
        self._resting = False
        self._accepted = False

    def send_all(self, ready: Sequence[Ready]) -> None:
        """Send each, as long as the lease and the mail server hold; what was not begun is given back."""
        outcome: Outcome | None = None
        for one in ready:
            if self._resting or not self._turn.has_room(self._runtime.now()):
                break
            begun = self._begin(one.effect, outcome)
            outcome = self._hand_over(one) if begun else None
        self._write_down(lambda db: self._end(db, outcome))

    def _end(self, db: DbConnection, outcome: Outcome | None) -> None:
        self._record(db, outcome)
        if self._accepted and not self._resting:
            note_success(db, self._turn.lane)
        give_back(db, effects, self._turn)

    def _write_down(self, write: Callable[[DbConnection], Written]) -> Written:
        """One transaction; while the database is away, again, as long as the lease holds.

        What has been sent is known here and nowhere else: giving up would leave it in doubt. Doing it twice
        writes once, since the lease is gone after the first.
        """
        while True:
            try:
                with self._runtime.db.transaction() as db:
                    return write(db)
            except OperationalError:
                if self._runtime.now() > self._turn.until:
                    raise
                log.warning("the database is away; an outcome waits to be written", lane=self._turn.lane)
                time.sleep(BETWEEN_TRIES)

    def _begin(self, effect: Row[Any], previous: Outcome | None) -> bool:
        """Record what came of the previous message, and begin this one unless it has been dropped."""
        return self._write_down(lambda db: self._go_on(db, effect, previous))

    def _go_on(self, db: DbConnection, effect: Row[Any], previous: Outcome | None) -> bool:
        self._record(db, previous)
        if self._resting:
            return False
        return begin(db, effects, self._turn.token, effect.id)

    def _hand_over(self, one: Ready) -> Outcome:
        effect = one.effect
        try:
            message = one.compose()
        except SQLAlchemyError:
            return Outcome(effect, error=CallFailed("The database was away as the message was written."))
        except Exception:
            log.error("a message could not be written", effect=effect.id, kind=effect.kind, exc_info=True)
            return Outcome(effect, error=Refused("The message could not be written; see the log."))
        try:
            return Outcome(effect, self._runtime.mail.send(message), message=message)
        except IntegrationError as error:
            return Outcome(effect, error=error)
        except Exception as error:
            log.error("the mail transport broke", effect=effect.id, kind=effect.kind, exc_info=True)
            return Outcome(effect, error=OutcomeUnknown(f"The transport broke ({type(error).__name__})."))

    def _record(self, db: DbConnection, outcome: Outcome | None) -> None:
        """Write what came of a message, its journey locked before its effect as everybody does."""
        if outcome is None:
            return
        now = self._runtime.now()
        effect, error = outcome.effect, outcome.error
        step = STEP_AFTER.get(EffectKind(effect.kind))
        locked = lock(db, [effect.journey_id]) if step or _is_alert(effect) else []
        if error is not None:
            self._not_sent(db, effect, error, now)
            return
        said = {"reference": outcome.reference, "reason": ""}
        held = settle(db, effects, self._turn.token, effect.id, EffectState.DONE, now, **said)
        self._accepted = True
        if step and held:
            move(self._runtime, db, locked[0], step)
        if held and outcome.message and _is_alert(effect):
            note_sent(db, effect, outcome.message, now)

    def _not_sent(self, db: DbConnection, effect: Row[Any], error: IntegrationError, now: datetime) -> None:
        given_up = failing_for(effect, now) > GIVE_UP_AFTER and not _is_alert(effect)
        if isinstance(error, OutcomeUnknown) and not _is_alert(effect):
            self._unknown(db, effect, error, now)
        elif _is_final(error) or given_up:
            self._fail(db, effect, error, now)
        else:
            asked = error.retry_after if isinstance(error, CallFailed) else None
            said, trouble = str(error), trouble_of(error)
            try_later(db, effects, self._turn.token, effect, now, said, asked=asked, trouble=trouble)
            if error.widespread:
                self._resting = note_failure(db, self._turn.lane, now, asked)

    def _unknown(self, db: DbConnection, effect: Row[Any], error: IntegrationError, now: datetime) -> None:
        """SMTP cannot be asked, and two copies are worse than none: it stays in doubt (RL-04)."""
        log.warning("it is not known whether a message went", effect=effect.id, kind=effect.kind)
        settle(db, effects, self._turn.token, effect.id, EffectState.UNKNOWN, now, **_said(error))

    def _fail(self, db: DbConnection, effect: Row[Any], error: IntegrationError, now: datetime) -> None:
        log.warning("a message failed for good", effect=effect.id, kind=effect.kind)
        settle(db, effects, self._turn.token, effect.id, EffectState.FAILED, now, **_said(error))
        if _is_alert(effect):
            hand_on(db, effect, now)


def _is_alert(effect: Row[Any]) -> bool:
    """Of an alert two copies are better than none, and none is given up: a person may be at risk."""
    return bool(effect.kind == EffectKind.ALERT)


def _is_final(error: IntegrationError) -> bool:
    """Whether this message can never go. A refused login is about us: a person mends it, and it goes."""
    return isinstance(error, Refused) and not isinstance(error, CredentialsRefused)


def _said(error: IntegrationError) -> dict[str, str]:
    """An error as its effect keeps it: in words for the operator, and as a kind for the desk."""
    return {"reason": str(error), "trouble": trouble_of(error)}
