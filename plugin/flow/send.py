"""Send: what is due passes the gate and goes out as email.

Claim (committed), gate, begin (committed), send, record (committed). As many messages as the transport
carries at one time are begun together, sent at once and recorded together, by the commit that begins the next
ones. A worker killed at any point leaves in doubt what was under way at that moment, and no more (RL-04).
"""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
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
from plugin.effects import EffectKind, EffectState, SkipReason
from plugin.flow.alerts import hand_on, note_sent
from plugin.flow.confirm import confirm
from plugin.flow.progress import lock, move
from plugin.flow.ready import Ready, ready_to_go
from plugin.journeys.machine import Step
from plugin.outbox.store import is_followed
from plugin.queue import LONGEST_CALL, Turn, begin, give_back, renew, take_turn
from plugin.runtime import Runtime
from plugin.settle import failing_for, settle, settle_each, try_later
from plugin.tables import effects
from plugin.trouble import trouble_of

log = structlog.get_logger()
BATCH = 48
GIVE_UP_AFTER = timedelta(hours=24)
"""How long a mail server that does not take a message is tried: as long as the message is of use (RL-20)."""
ROOM_TO_SEND = 2 * LONGEST_CALL
"""What must be left of the lease when sending begins; an ATS that was asked first may have been slow."""
BETWEEN_TRIES = 0.5
"""Seconds between tries to write down an outcome while the database is away."""

Written = TypeVar("Written")

STEP_AFTER = {EffectKind.SURVEY: Step.SURVEY_SENT, EffectKind.COACHING: Step.COACHING_SENT}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of handing over one message: the mail server's reference, or an error."""

    effect: Row[Any]
    answer: str | IntegrationError
    message: Message | None = None


def send_turn(runtime: Runtime, queue: Queue) -> bool:
    """Take one turn at a queue of emails; False if nothing was due."""
    with runtime.db.autocommit() as db:
        turn = take_turn(db, effects, queue, runtime.now(), BATCH)
    if turn is None:
        return False
    unconfirmed = confirm(runtime, turn)
    if runtime.now() > turn.until - ROOM_TO_SEND:
        with runtime.db.autocommit() as db:
            turn = renew(db, effects, turn, runtime.now())
    _Sending(runtime, turn).send_all(unconfirmed)
    return True


class _Sending:
    """One turn's messages, sent a few at a time."""

    def __init__(self, runtime: Runtime, turn: Turn) -> None:
        self._runtime = runtime
        self._turn = turn
        self._resting = False
        self._accepted = False
        self._failing = turn.failing

    def send_all(self, unconfirmed: frozenset[int]) -> None:
        """Send what passes the gate, as long as the lease and the mail server hold; what was not begun is
        given back."""
        ready = self._patiently(lambda: ready_to_go(self._runtime, self._turn, unconfirmed))
        outcomes: Sequence[Outcome] = ()
        left = len(ready)
        at_once = self._runtime.mail.at_once
        for start in range(0, len(ready), at_once):
            together: Sequence[Ready] = ready[start : start + at_once]
            if start or not all(one.begun for one in together):
                if self._resting or not self._turn.has_room(self._runtime.now()):
                    break
                together = self._begin(together, outcomes)
            left -= len(together)
            outcomes = self._hand_over(together)
        if outcomes or left:
            self._write_down(lambda db: self._end(db, outcomes, left))

    def _end(self, db: DbConnection, outcomes: Sequence[Outcome], left: int) -> None:
        self._record(db, outcomes)
        if self._accepted and self._failing and not self._resting:
            note_success(db, self._turn.lane)
        if left:
            give_back(db, effects, self._turn, begun=True)

    def _write_down(self, write: Callable[[DbConnection], Written]) -> Written:
        """One transaction, again while the database is away."""

        def once() -> Written:
            with self._runtime.db.transaction() as db:
                return write(db)

        return self._patiently(once)

    def _patiently(self, work: Callable[[], Written]) -> Written:
        """Work on the database; while it is away, again, as long as the lease holds.

        What has been begun or sent is known here and nowhere else: giving up would leave it in doubt. Doing
        it twice writes once, since the lease is gone after the first.
        """
        while True:
            try:
                return work()
            except OperationalError:
                if self._runtime.now() > self._turn.until:
                    raise
                log.warning("the database is away; a turn waits for it", lane=self._turn.lane)
                time.sleep(BETWEEN_TRIES)

    def _begin(self, together: Sequence[Ready], previous: Sequence[Outcome]) -> Sequence[Ready]:
        """Record what came of the previous messages, and begin these; those that had not been dropped."""
        ids = [one.effect.id for one in together]
        begun = self._write_down(lambda db: self._go_on(db, ids, previous))
        return [one for one in together if one.effect.id in begun]

    def _go_on(self, db: DbConnection, ids: Collection[int], previous: Sequence[Outcome]) -> Collection[int]:
        self._record(db, previous)
        return () if self._resting else begin(db, effects, self._turn.token, ids, self._runtime.now())

    def _hand_over(self, ready: Sequence[Ready]) -> Sequence[Outcome]:
        written = [(one.effect, _written(one)) for one in ready]
        letters = [(effect, said) for effect, said in written if isinstance(said, Message)]
        failed = [Outcome(effect, said) for effect, said in written if not isinstance(said, Message)]
        answers = self._send([message for _, message in letters]) if letters else ()
        return failed + [
            Outcome(effect, said, message) for (effect, message), said in zip(letters, answers, strict=True)
        ]

    def _send(self, messages: Sequence[Message]) -> Sequence[str | IntegrationError]:
        try:
            return self._runtime.mail.send_all(messages)
        except Exception as error:
            log.error("the mail transport broke", lane=self._turn.lane, exc_info=True)
            return [OutcomeUnknown(f"The transport broke ({type(error).__name__}).")] * len(messages)

    def _record(self, db: DbConnection, outcomes: Sequence[Outcome]) -> None:
        """Write what came of some messages, their journeys locked before their effects as everybody does."""
        if not outcomes:
            return
        now = self._runtime.now()
        steps = {o.effect.id: step for o in outcomes if (step := STEP_AFTER.get(o.effect.kind))}
        journeys = {
            o.effect.id: o.effect.journey_id for o in outcomes if o.effect.id in steps or _is_alert(o.effect)
        }
        locked = {row.id: row for row in lock(db, list(journeys.values()))} if journeys else {}
        held = self._settle_sent(db, outcomes, now)
        move(self._runtime, db, [(locked[journeys[i]], steps[i]) for i in steps if i in held])
        for one in outcomes:
            if one.effect.id in held and one.message and _is_alert(one.effect):
                note_sent(db, one.effect, one.message, now)
        failed = [(o.effect, o.answer) for o in outcomes if isinstance(o.answer, IntegrationError)]
        self._note_trouble(db, [e for effect, e in failed if self._not_sent(db, effect, e, now)], now)

    def _settle_sent(self, db: DbConnection, outcomes: Sequence[Outcome], now: datetime) -> frozenset[int]:
        """Write down what has been sent; those for which the lease was still ours."""
        sent = {o.effect.id: o.answer for o in outcomes if isinstance(o.answer, str)}
        if not sent:
            return frozenset()
        self._accepted = True
        return settle_each(db, effects, self._turn.token, sent, EffectState.DONE, now)

    def _not_sent(self, db: DbConnection, effect: Row[Any], error: IntegrationError, now: datetime) -> bool:
        """Record why a message did not go; whether it is tried again."""
        given_up = failing_for(effect, now) > GIVE_UP_AFTER and not _is_alert(effect)
        if isinstance(error, OutcomeUnknown) and not _is_alert(effect):
            self._unknown(db, effect, error, now)
        elif _is_final(error) or given_up:
            self._fail(db, effect, error, now)
        else:
            self._again(db, effect, error, now)
            return True
        return False

    def _again(self, db: DbConnection, effect: Row[Any], error: IntegrationError, now: datetime) -> None:
        """Have it tried later, unless a letter has been wanted meanwhile that says it all."""
        token, told = self._turn.token, SkipReason.TOLD_ELSEWHERE
        if effect.kind == EffectKind.COACHING and is_followed(db, effect):
            settle(db, effects, token, effect.id, EffectState.SKIPPED, now, reason=told)
            return
        said, trouble, asked = str(error), trouble_of(error), _asked(error)
        try_later(db, effects, token, effect, now, said, asked=asked, trouble=trouble)

    def _note_trouble(self, db: DbConnection, errors: Sequence[IntegrationError], now: datetime) -> None:
        """Count what happened at one time as one failure of the mail server, however many messages met it."""
        widespread = [error for error in errors if error.widespread]
        if widespread:
            self._failing = True
            asked = max((seconds for error in widespread if (seconds := _asked(error))), default=None)
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


def _written(one: Ready) -> Message | IntegrationError:
    try:
        return one.compose()
    except SQLAlchemyError:
        return CallFailed("The database was away as the message was written.")
    except Exception:
        effect = one.effect
        log.error("a message could not be written", effect=effect.id, kind=effect.kind, exc_info=True)
        return Refused("The message could not be written; see the log.")


def _is_final(error: IntegrationError) -> bool:
    """Whether this message can never go. A refused login is about us: a person mends it, and it goes."""
    return isinstance(error, Refused) and not isinstance(error, CredentialsRefused)


def _asked(error: IntegrationError) -> float | None:
    """For how many seconds the mail server asked to be left alone."""
    return error.retry_after if isinstance(error, CallFailed) else None


def _said(error: IntegrationError) -> dict[str, str]:
    """An error as its effect keeps it: in words for the operator, and as a kind for the desk."""
    return {"reason": str(error), "trouble": trouble_of(error)}
