"""What is wanted beyond one interview: preparing for the next, and a word at an application's end. Pure."""

from datetime import datetime

from plugin.effects import Drop, EffectKind, SkipReason, Want
from plugin.journeys.timing import Policy, day_before, ending_due, morning_of

ENDINGS = (EffectKind.REJECTION, EffectKind.CONGRATULATION)


def preparation(starts_at: datetime, now: datetime, policy: Policy) -> tuple[Want, ...]:
    """Both preparations for an interview that is ahead.

    Whether there is anything to bring back is not known before the day: the gate decides.
    """
    if starts_at <= now:
        return ()
    windows = (day_before(starts_at, policy), morning_of(starts_at, policy))
    return tuple(Want(EffectKind.PREPARE, window.opens, number) for number, window in enumerate(windows))


def ending(
    wanted: EffectKind | None, ended_at: datetime | None, reason: SkipReason, policy: Policy
) -> tuple[Want | Drop, ...]:
    """The message that an application's end wants, and for `reason` none of the others."""
    due = ending_due(ended_at, policy) if ended_at else None
    return tuple(Want(kind, due) if kind == wanted and due else Drop(kind, reason) for kind in ENDINGS)
