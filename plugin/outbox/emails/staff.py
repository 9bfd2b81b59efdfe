"""The short emails to people who work at the agency."""

from integrations.mail.address import clean
from plugin.brand import Brand
from plugin.outbox.emails import facts
from plugin.outbox.emails.rendered import Rendered
from plugin.outbox.emails.rendering import render
from plugin.reflection import Meeting


def sign_in_email(name: str, brand: Brand, link: str, minutes: int) -> Rendered:
    """The link that signs a consultant in at the desk; it holds for `minutes` and works once."""
    return render("sign_in", "Your sign-in link", brand, name=_first(name), link=link, minutes=minutes)


def call_email(meeting: Meeting, brand: Brand, link: str) -> Rendered:
    """Tell the consultant that the candidate would like a call; `link` is the desk's page, which says more.

    Nothing that the candidate wrote stands here: an inbox is read by more people than the desk.
    """
    return render(
        "call",
        "A candidate asked for a call",
        brand,
        candidate=clean(meeting.candidate_name) or "A candidate",
        name=_first(meeting.consultant_name),
        interview=facts.interview(meeting),
        day=facts.day(meeting.held_on),
        link=link,
    )


def _first(name: str) -> str:
    return clean(name).partition(" ")[0]
