"""Filling reviewed words with the facts of one interview. A fact that the ATS did not give leaves no hole."""

from collections.abc import Mapping
from datetime import date

from config.content import Library
from plugin.reflection import CallBack, Meeting

LONGEST_FACT = 60
MOST_WORDS = 10
"""Characters and words of a name or job that still read as one. A longer one is a text in the wrong field
of the ATS, and would push a draft over its length."""
NOBODY_SAID = CallBack()


def facts(meeting: Meeting, library: Library, call_back: CallBack) -> Mapping[str, str]:
    """The facts that phrases may name, each on one line; '' where the ATS did not say."""
    given = {
        "first_name": meeting.first_name,
        "job": meeting.job,
        "client": meeting.client,
        "consultant_name": meeting.consultant_name,
        "held_on": spelt_out(meeting.held_on, library) if meeting.held_on else "",
        "caller": meeting.consultant_name if call_back.name is None else call_back.name,
        "call_when": call_back.when,
    }
    return {name: one_line(value) for name, value in given.items()}


def phrases(meeting: Meeting, library: Library, call_back: CallBack = NOBODY_SAID) -> Mapping[str, str]:
    """Every phrase of the library for this interview, by name."""
    given = facts(meeting, library, call_back)
    return {
        phrase.name: phrase.text.format_map(given) if given[phrase.needs] else phrase.otherwise
        for phrase in library.phrases
    }


def spelt_out(day: date, library: Library) -> str:
    """A date as people say it: 'Tuesday 3 March'."""
    return f"{library.days[day.weekday()]} {day.day} {library.months[day.month - 1]}"


def one_line(value: str) -> str:
    """The value without line breaks and control characters; '' if it is too long to be a name."""
    cleaned = " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())
    return cleaned if len(cleaned) <= LONGEST_FACT and len(cleaned.split()) <= MOST_WORDS else ""
