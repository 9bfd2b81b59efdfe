"""Restore: a database that comes from a backup does not know what was done after the backup (RL-22)."""

from dataclasses import dataclass

from sqlalchemy import select, update

from plugin.effects import EffectKind, EffectState
from plugin.flow.operator.audit import note
from plugin.flow.operator.overview import MAIL
from plugin.flow.operator.set_up import switch_all_off
from plugin.runtime import Runtime
from plugin.tables import agencies, effects

_OPEN = (EffectState.WAITING, EffectState.CLAIMED, EffectState.SENDING)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done to a restored database: branches switched off, emails and ATS writes now in doubt."""

    switched_off: tuple[str, ...]
    emails_in_doubt: int
    writes_in_doubt: int


def calm_restored(runtime: Runtime, who: str) -> Restored:
    """Make a restored database safe to start: what it thinks is due may have been done since the backup.

    Emails that were due are left in doubt for a person; notes and tasks are looked for in the ATS before they
    are written; every branch is off, and once switched on asks only about interviews that end from then on.
    To be run before any other process starts, and safe to repeat.
    """
    off = switch_all_off(runtime, who)
    now = runtime.now()
    due = effects.c.state.in_(_OPEN) & (effects.c.due_at <= now)
    free = {"lease_token": None, "lease_until": None, "reason": "The database was restored from a backup."}
    # Of an alert two copies are better than none: it goes, again if need be.
    in_doubt = MAIL - {EffectKind.ALERT}
    with runtime.db.transaction() as db:
        emails = db.execute(
            update(effects)
            .where(due, effects.c.kind.in_(in_doubt))
            .values(state=EffectState.UNKNOWN, done_at=now, **free)
        )
        others = [kind for kind in EffectKind if kind not in in_doubt]
        writes = db.execute(
            update(effects)
            .where(effects.c.state.in_(_OPEN), effects.c.kind.in_(others))
            .values(state=EffectState.WAITING, doubtful=True, **free)
        )
        for agency_id in db.execute(select(agencies.c.id)).scalars():
            note(runtime, db, agency_id, who, "started from a backup")
    return Restored(tuple(off), emails.rowcount, writes.rowcount)
