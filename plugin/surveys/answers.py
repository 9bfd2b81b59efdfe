"""A reflection as it is stored: a JSON object, sealed by whoever stores it."""

from collections.abc import Mapping
from typing import Any

from plugin.reflection import Lane, Noticed, Reflection, StillWant, Theme


def dump(reflection: Reflection) -> dict[str, Any]:
    """A reflection as JSON values."""
    return {
        "felt": reflection.felt,
        "themes": list(reflection.themes),
        "noticed": reflection.noticed,
        "missed_point": reflection.missed_point,
        "still_want": reflection.still_want,
        "call_me": reflection.call_me,
        "lanes": dict(reflection.lanes),
    }


def load(stored: Mapping[str, Any]) -> Reflection:
    """The reflection that `dump` stored."""
    return Reflection(
        felt=stored["felt"],
        themes=tuple(Theme(theme) for theme in stored["themes"]),
        noticed=Noticed(stored["noticed"]) if stored["noticed"] else None,
        missed_point=stored["missed_point"],
        still_want=StillWant(stored["still_want"]) if stored["still_want"] else None,
        call_me=stored["call_me"],
        lanes={answer: Lane(lane) for answer, lane in stored["lanes"].items()},
    )
