"""Upkeep: what dead workers left is found again, what is old is forgotten, and the figures are taken.

The sweep and the wake-up run the same functions: nothing here is needed while all goes well.
"""

import time
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import Connection, update

from config.names import Queue
from plugin.effects import QUEUE_OF, EffectKind, EffectState
from plugin.flow.drafts import forget_wordings
from plugin.flow.follow_up_rows import forget_drafts
from plugin.flow.poll import poll_turn
from plugin.flow.seats import Seats
from plugin.flow.send import send_turn
from plugin.flow.sign_in import forget_sessions
from plugin.flow.sync import SETTLE, sync_turn
from plugin.flow.understand import understand_turn
from plugin.inbox.deliveries import forget_bodies
from plugin.queue import expire, is_in
from plugin.runtime import Runtime
from plugin.tables import deliveries, effects

log = structlog.get_logger()

TURNS: dict[Queue, Callable[[Runtime], bool]] = {
    Queue.INBOX: understand_turn,
    Queue.SURVEYS: lambda runtime: send_turn(runtime, Queue.SURVEYS),
    Queue.COACHING: lambda runtime: send_turn(runtime, Queue.COACHING),
    Queue.ATS: sync_turn,
}
"""One turn at each queue; False when nothing is due."""
LONGEST_SHIFT = 10.0
"""Seconds of turns per wake-up. Then the next one goes on, and a worker that is asked to stop can (RL-21)."""
_seats = {queue: Seats() for queue in TURNS}
_poll_seat = Seats(1)


def drain(runtime: Runtime, queue: Queue) -> bool:
    """Take turns at a queue until nothing is due; whether something may still be.

    Returns at once where enough threads of this process are at it: they find what a new one would.
    """
    return _take_turns(runtime, TURNS[queue], _seats[queue])


def drain_polls(runtime: Runtime) -> bool:
    """Poll every account that is due."""
    return _take_turns(runtime, poll_turn, _poll_seat)


def _take_turns(runtime: Runtime, turn: Callable[[Runtime], bool], seats: Seats) -> bool:
    if not seats.take():
        return False
    end = time.monotonic() + LONGEST_SHIFT
    try:
        while seats.stay(found=turn(runtime)):
            if time.monotonic() > end:
                return True
        return False
    finally:
        seats.leave()


def keep_up(runtime: Runtime) -> None:
    """Find what dead workers left, and forget what is old."""
    now = runtime.now()
    with runtime.db.transaction() as db:
        expire(db, deliveries, now)
        expire(db, effects, now)
        _leave_in_doubt(db, now)
        forget_bodies(db, now)
        forget_drafts(db, now)
        forget_sessions(db, now)
        forget_wordings(db, now)


def _leave_in_doubt(db: Connection, now: datetime) -> None:
    """A worker died while it was sending: nobody knows whether it went (RL-04).

    What went to an ATS is asked about; an email cannot be, and stays in doubt for a person. An alert goes
    again: of that two copies are better than none.
    """
    died = is_in(effects, EffectState.SENDING) & (effects.c.lease_until < now)
    ats_kinds = [kind for kind, queue in QUEUE_OF.items() if queue == Queue.ATS]
    freed = {"lease_token": None, "lease_until": None, "reason": "The worker stopped while it was sending."}
    db.execute(
        update(effects)
        .where(died, effects.c.kind.in_(ats_kinds))
        .values(state=EffectState.WAITING, doubtful=True, due_at=now + SETTLE, **freed)
    )
    alerts = effects.c.kind == EffectKind.ALERT
    db.execute(update(effects).where(died, alerts).values(state=EffectState.WAITING, due_at=now, **freed))
    lost = db.execute(
        update(effects)
        .where(died, effects.c.kind.not_in(ats_kinds))
        .values(state=EffectState.UNKNOWN, done_at=now, **freed)
    )
    if lost.rowcount:
        log.warning("workers stopped while sending", unknown=lost.rowcount)
