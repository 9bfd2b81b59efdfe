"""The short emails to people who work at the agency."""

from dataclasses import dataclass
from datetime import datetime

from integrations.mail.address import clean
from plugin.alerts import Recipient
from plugin.brand import Brand
from plugin.follow_up import NoteToPassOn
from plugin.outbox.emails import facts
from plugin.outbox.emails.mailto import mailto
from plugin.outbox.emails.rendered import Rendered
from plugin.outbox.emails.rendering import render
from plugin.reflection import Meeting


@dataclass(frozen=True, slots=True)
class Alert:
    """What an alert's email says of itself: to whom, and by when to ring, by the branch's clock.

    `when` ends the sentence 'Please ring Isla'. `recipient` is None for whoever reads the branch's replies.
    """

    name: str
    recipient: Recipient | None
    when: str
    by: datetime


_BECAUSE = {
    Recipient.OWNER: "you look after this candidate",
    Recipient.COVER: "you stand in for {consultant}",
    Recipient.MANAGER: "you are the manager to whom this branch's alerts go",
    None: "nobody else is named for this branch's alerts. Please pass it on to whoever can ring",
}


def sign_in_email(name: str, brand: Brand, link: str, minutes: int) -> Rendered:
    """The link that signs a consultant in at the desk; it holds for `minutes` and works once."""
    return render("sign_in", "Your sign-in link", brand, name=_first(name), link=link, minutes=minutes)


def alert_email(meeting: Meeting, brand: Brand, link: str, alert: Alert) -> Rendered:
    """Ask somebody to ring a candidate; `link` is the desk's page, which says more.

    It says neither why nor anything that the candidate wrote: an inbox is read by more people than the desk,
    and a telephone shows the beginning of a message to whoever looks at it.
    """
    candidate = clean(meeting.candidate_name) or "a candidate"
    return render(
        "alert",
        f"Please ring {candidate} {alert.when}",
        brand,
        **{**_about(meeting), "candidate": candidate, "name": _first(alert.name)},
        when=alert.when,
        by=f"{alert.by.hour}:{alert.by:%M} {facts.day(alert.by.date())}",
        because=_BECAUSE[alert.recipient].format(
            consultant=clean(meeting.consultant_name) or "the consultant"
        ),
        link=link,
    )


def pass_on_email(meeting: Meeting, note: NoteToPassOn, brand: Brand, link: str) -> Rendered:
    """Give the consultant the follow-up that the candidate asked to have passed on, word for word.

    The only email to staff that carries a candidate's words: they asked for exactly these to go.
    """
    return render(
        "pass_on",
        "A candidate asks you to pass a note on",
        brand,
        **_about(meeting),
        to=clean(note.to),
        subject_line=clean(note.words.subject),
        note=[block.split("\n") for block in note.words.body.strip().split("\n\n")],
        mailto=mailto(note.words.subject, note.words.body),
        link=link,
    )


def taken_back_email(meeting: Meeting, to: str, brand: Brand, reader: str, link: str) -> Rendered:
    """Ask `reader` not to send on what they were given before; `to` is the interviewer, '' if unknown.

    `link` is empty for a reader who does not look after the candidate any more: the desk shows them nothing.
    """
    return render(
        "taken_back",
        "Please do not send that note",
        brand,
        **{**_about(meeting), "name": _first(reader)},
        to=clean(to),
        consultant=clean(meeting.consultant_name),
        link=link,
    )


def _about(meeting: Meeting) -> dict[str, str]:
    return {
        "candidate": clean(meeting.candidate_name) or "A candidate",
        "name": _first(meeting.consultant_name),
        "interview": facts.interview(meeting),
        "day": facts.day(meeting.held_on),
    }


def _first(name: str) -> str:
    return clean(name).partition(" ")[0]
