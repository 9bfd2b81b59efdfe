"""A reflection as it is stored: a JSON object, sealed by whoever stores it."""

from collections.abc import Mapping
from typing import Any

from plugin.reflection import Flag, Lane, Noticed, Reflection, StillWant, Theme


def dump(reflection: Reflection) -> dict[str, Any]:
    """A reflection as JSON values."""
    return {
        "felt": reflection.felt,
        "themes": list(reflection.themes),
        "noticed": reflection.noticed,
        "in_words": reflection.in_words,
        "missed_point": reflection.missed_point,
        "point_allowed": reflection.point_allowed,
        "untrue": reflection.untrue,
        "still_want": reflection.still_want,
        "call_me": reflection.call_me,
        "flags": list(reflection.flags),
        "lanes": dict(reflection.lanes),
    }


def load(stored: Mapping[str, Any]) -> Reflection:
    """The reflection that `dump` stored."""
    return Reflection(
        felt=stored["felt"],
        themes=tuple(Theme(theme) for theme in stored["themes"]),
        noticed=Noticed(stored["noticed"]) if stored["noticed"] else None,
        in_words=stored.get("in_words", ""),
        missed_point=stored["missed_point"],
        point_allowed=stored.get("point_allowed", False),
        untrue=stored.get("untrue", False),
        still_want=StillWant(stored["still_want"]) if stored["still_want"] else None,
        call_me=stored["call_me"],
        flags=tuple(Flag(flag) for flag in stored.get("flags", ())),
        lanes={answer: Lane(lane) for answer, lane in stored["lanes"].items()},
    )
