"""An interview's facts, cleaned and put as people say them."""

import re
from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from config.languages import spelt_out
from integrations.mail.address import clean
from plugin.brand import Brand
from plugin.reflection import Meeting

# 'www.', '://' or a dot inside a word: mail programs make links of these, wherever a name came from.
_LINK_LIKE = re.compile(r"://|\bwww\b|\w\.\w{2}|@", re.IGNORECASE)
_NOT_DIALLED = re.compile(r"[^0-9+]")


def first_name(meeting: Meeting) -> str:
    """The name to greet by; empty if there is none, or if it would become a link."""
    name = clean(meeting.first_name)
    return "" if _LINK_LIKE.search(name) else name


def interview(meeting: Meeting) -> str:
    """'for Data Analyst at Northwind', as far as it is known; empty if nothing is."""
    job, client = clean(meeting.job), clean(meeting.client)
    return " ".join(part for part in (job and f"for {job}", client and f"at {client}") if part)


def title(meeting: Meeting) -> str:
    """The interview as a line of a list: 'Second interview, Data Analyst, Northwind, 10:00'."""
    at = f"{meeting.starts_at:%H:%M}" if meeting.starts_at else ""
    known = (clean(meeting.title), clean(meeting.job), clean(meeting.client), at)
    return ", ".join(filter(None, known)) or clean(meeting.agency)


def place(meeting: Meeting) -> str:
    """Where the interview is; empty if unknown, or if it would become a link (EM-10)."""
    location = clean(meeting.location)
    return "" if _LINK_LIKE.search(location) else location


def day(held_on: date | None) -> str:
    """'on Monday 23 November'; empty if the day is not known."""
    return f"on {held_on:%A} {held_on.day} {held_on:%B}" if held_on else ""


def employer(meetings: Sequence[Meeting]) -> str:
    """The client by name; empty if there are several, or if it is not known."""
    clients = {clean(meeting.client) for meeting in meetings}
    return clients.pop() if len(clients) == 1 else ""


def about(meeting: Meeting, language: str) -> str:
    """The interview's facts in any language's order: 'Data Analyst, Northwind, Monday 23 November'."""
    held_on = spelt_out(meeting.held_on, language) if meeting.held_on else ""
    return ", ".join(filter(None, (clean(meeting.job), clean(meeting.client), held_on)))


def agency(meeting: Meeting, brand: Brand) -> str:
    """Who arranged the interview, by the name that the candidate knows."""
    return clean(meeting.agency) or clean(brand.name)


def phone_link(meeting: Meeting) -> str:
    """A link that rings the consultant."""
    return f"tel:{_NOT_DIALLED.sub('', meeting.consultant_phone)}"


def email_link(meeting: Meeting) -> str:
    """A link that writes to the consultant."""
    return f"mailto:{quote(meeting.consultant_email, safe='@')}"
