"""A reflection and its reading as they are stored: JSON objects, sealed by whoever stores them."""

from collections.abc import Mapping
from typing import Any

from plugin.reading import Mention, Reading
from plugin.reflection import Flag, Lane, Noticed, Reflection, StillWant, Theme


def dump(reflection: Reflection) -> dict[str, Any]:
    """A reflection as JSON values."""
    stored: dict[str, Any] = {
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
    if reflection.extras:
        stored["extras"] = {question: list(chosen) for question, chosen in reflection.extras.items()}
    if reflection.taken_back:
        stored["taken_back"] = list(reflection.taken_back)
    return stored


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
        extras={question: tuple(chosen) for question, chosen in stored.get("extras", {}).items()},
        lanes={answer: Lane(lane) for answer, lane in stored["lanes"].items()},
        taken_back=tuple(stored.get("taken_back", ())),
    )


def dump_reading(reading: Reading) -> dict[str, Any]:
    """What the words were read as, as JSON values."""
    return {
        "themes": list(reading.themes),
        "noticed": reading.noticed,
        "mention": reading.mention,
        "flags": list(reading.flags),
        "missed_point": reading.missed_point,
        "because": dict(reading.because),
        "language": reading.language,
    }


def load_reading(stored: Mapping[str, Any]) -> Reading:
    """The reading that `dump_reading` stored."""
    labels: dict[str, Theme | Flag] = {label: label for label in (*Theme, *Flag)}
    return Reading(
        themes=tuple(Theme(theme) for theme in stored["themes"]),
        noticed=Noticed(stored["noticed"]),
        mention=Mention(stored["mention"]),
        flags=tuple(Flag(flag) for flag in stored["flags"]),
        missed_point=stored["missed_point"],
        because={labels[label]: words for label, words in stored["because"].items()},
        language=stored["language"],
    )
