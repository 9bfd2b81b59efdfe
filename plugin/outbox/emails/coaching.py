"""The coaching email: what the candidate's own answers lead to, in the order in which it helps."""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from integrations.mail.address import clean
from plugin.brand import Brand
from plugin.outbox.emails import facts
from plugin.outbox.emails.rendered import Links, Rendered
from plugin.outbox.emails.rendering import render
from plugin.reflection import Meeting, Route

_SENTENCE_END = re.compile(r"(?<=[.:]) ")
_NOT_DIALLED = re.compile(r"[^0-9+]")


class ParagraphKind(StrEnum):
    """Which part of the email a paragraph is: the coaching library's own sections, in reading order."""

    OPENING = "opening"
    PERSPECTIVE = "perspective"
    REASON = "reason"
    DISAGREEMENT = "disagreement"
    FOLLOW_UP = "follow_up"
    ROUTE = "route"
    CONSULTANT = "consultant"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of plain text."""

    kind: ParagraphKind
    text: str


@dataclass(frozen=True, slots=True)
class Coaching:
    """What the email says. Whatever is empty is left out with its heading.

    The `reason` answers 'should I mention it?' in its first sentence, or says what to do where there is
    nothing to mention. `practice` is an if-then plan in the candidate's voice. `draft_body` has blank lines
    between its paragraphs; by `Route.COPY` the candidate's mail program copies the consultant in, and by
    `Route.THROUGH` it opens in the composer only.
    """

    subject: str
    paragraphs: tuple[Paragraph, ...]
    draft_subject: str = ""
    draft_body: str = ""
    lesson: str = ""
    practice: str = ""
    help_lines: tuple[str, ...] = ()
    route: Route = Route.DIRECT
    something_to_mention: bool = True

    def said(self, *kinds: ParagraphKind) -> list[str]:
        """The paragraphs of these kinds, in order."""
        return [paragraph.text for paragraph in self.paragraphs if paragraph.kind in kinds]


def coaching_email(coaching: Coaching, meeting: Meeting, brand: Brand, links: Links) -> Rendered:
    """The email that follows a reflection; its draft opens in the candidate's own mail program."""
    return render(
        "coaching",
        clean(coaching.subject),
        brand,
        coaching=coaching,
        links=links,
        first_name=facts.first_name(meeting),
        consultant=facts.consultant(meeting),
        consultant_email=clean(meeting.consultant_email),
        consultant_phone=clean(meeting.consultant_phone),
        email_link=f"mailto:{quote(meeting.consultant_email, safe='@')}",
        phone_link=f"tel:{_NOT_DIALLED.sub('', meeting.consultant_phone)}",
        agency=facts.agency(meeting, brand),
        interview=facts.interview(meeting),
        day=facts.day(meeting.held_on),
        opening=coaching.said(ParagraphKind.OPENING, ParagraphKind.PERSPECTIVE),
        reason=[
            _answer(paragraph)
            for paragraph in coaching.said(ParagraphKind.REASON, ParagraphKind.DISAGREEMENT)
        ],
        follow_up=coaching.said(ParagraphKind.FOLLOW_UP, ParagraphKind.ROUTE),
        call=coaching.said(ParagraphKind.CONSULTANT),
        closing=coaching.said(ParagraphKind.CLOSING),
        draft=_paragraphs(coaching.draft_body),
        mailto=_mailto(coaching, meeting),
    )


def _answer(reason: str) -> tuple[str, str]:
    """A reason's first sentence, up to a full stop or colon before a space, and what follows it."""
    answer, *because = _SENTENCE_END.split(reason, maxsplit=1)
    return answer, "".join(because)


def _paragraphs(text: str) -> list[list[str]]:
    """A text's paragraphs, each the list of its lines."""
    return [block.split("\n") for block in "\n".join(text.strip().splitlines()).split("\n\n")]


def _mailto(coaching: Coaching, meeting: Meeting) -> str:
    """The draft as a link (RFC 6068), for the candidate to address; empty by `Route.THROUGH`."""
    if not coaching.draft_body or coaching.route is Route.THROUGH:
        return ""
    body = "\r\n".join(coaching.draft_body.splitlines())
    fields = {"subject": clean(coaching.draft_subject), "body": body}
    if coaching.route is Route.COPY and meeting.consultant_email:
        fields["cc"] = meeting.consultant_email
    return "mailto:?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items())
