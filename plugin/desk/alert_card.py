"""An alert as the desk shows it to one reader: why to ring, how to begin, and how much time is left. Pure."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from config.guidance import Guidance
from plugin.reflection import Flag

ASK_MANAGER = "ask_manager"
ASK_THEM = "ask_them"
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def told_to(
    flags: Collection[Flag],
    for_manager: bool,
    guidance: Mapping[str, Guidance],
    kept_private: Collection[Flag] = (),
) -> tuple[Guidance, ...]:
    """What this reader is told, the most serious first. What is for the manager, and all that stands beside
    it, is shown to nobody else: they are told whom to ask.

    `kept_private` are flags that would give a private answer away: whoever rings is told to ask.
    """
    if not is_for(flags, for_manager):
        return (guidance[ASK_MANAGER],)
    said = [flag for flag in Flag if flag in flags and flag in guidance and flag not in kept_private]
    names = [str(flag) for flag in said] or [ASK_THEM]
    return tuple(guidance[name] for name in names)


def is_for(flags: Collection[Flag], for_manager: bool) -> bool:
    """Whether this reader may take it. Treatment, and all that is raised beside it, is the manager's."""
    return for_manager or Flag.TREATMENT not in flags


def clock_words(due: datetime, now: datetime) -> str:
    """How much time is left, or by how much it is overdue, rounded to what a person needs to know."""
    if due >= now:
        return f"{_span(due - now)} left"
    return f"overdue by {_span(now - due)}"


def _span(length: timedelta) -> str:
    if length < _MINUTE:
        return "less than a minute"
    if length < 2 * _HOUR:
        return _counted(length // _MINUTE, "minute")
    return _counted(length // _HOUR, "hour") if length < 2 * _DAY else _counted(length // _DAY, "day")


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
