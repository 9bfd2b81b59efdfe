"""The coaching email: what the candidate's own answers lead to, in the order in which it helps."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from config.languages import ENGLISH
from integrations.mail.address import clean
from plugin.brand import Brand
from plugin.outbox.emails import facts
from plugin.outbox.emails.mailto import mailto
from plugin.outbox.emails.rendered import HelpLine, Links, Rendered
from plugin.outbox.emails.rendering import render
from plugin.reflection import Meeting, Route

_SENTENCE_END = re.compile(r"(?<=[.:]) ")


class ParagraphKind(StrEnum):
    """Which part of the email a paragraph is: the coaching library's own sections."""

    OPENING = "opening"
    PERSPECTIVE = "perspective"
    GOOD = "good"
    REASON = "reason"
    DISAGREEMENT = "disagreement"
    FOLLOW_UP = "follow_up"
    ROUTE = "route"
    LESSON = "lesson"
    PRACTICE = "practice"
    CONSULTANT = "consultant"
    HELP = "help"
    LATER = "later"
    CLOSING = "closing"


_BLOCKS: Mapping[ParagraphKind, str] = {
    ParagraphKind.REASON: "reason",
    ParagraphKind.DISAGREEMENT: "reason",
    ParagraphKind.FOLLOW_UP: "follow_up",
    ParagraphKind.ROUTE: "follow_up",
    ParagraphKind.LESSON: "lesson",
    ParagraphKind.PRACTICE: "lesson",
    ParagraphKind.CONSULTANT: "consultant",
    ParagraphKind.HELP: "help",
    ParagraphKind.CLOSING: "closing",
}
"""Paragraphs of one block stand under one heading; the others stand as they are."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of plain text."""

    kind: ParagraphKind
    text: str


@dataclass(frozen=True, slots=True)
class DraftShown:
    """A follow-up as it is shown. `body` has blank lines between its paragraphs; `to` is for one of many."""

    subject: str
    body: str
    to: str = ""

    @property
    def paragraphs(self) -> list[list[str]]:
        """Its paragraphs, each the list of its lines."""
        return [block.split("\n") for block in "\n".join(self.body.strip().splitlines()).split("\n\n")]


@dataclass(frozen=True, slots=True)
class Coaching:
    """What the email says: `paragraphs` in reading order, whatever is empty left out with its heading.

    A `reason` answers 'should I mention it?' in its first sentence, or says what to do where there is
    nothing to mention. A `practice` is an if-then plan in the candidate's voice. The drafts stand after the
    paragraphs of `follow_up`, the help lines after those of `help`, the consultant's card after those of
    `consultant`. By `Route.COPY` the candidate's mail program copies the consultant in, and by
    `Route.THROUGH` a draft opens in the composer only. `headings` are left out of an email that should read
    as one voice (`crisis`). `call_asked`: somebody has been asked to ring, so no link asks for it again.
    """

    subject: str
    paragraphs: tuple[Paragraph, ...]
    title: str = ""
    drafts: tuple[DraftShown, ...] = ()
    help_lines: tuple[HelpLine, ...] = ()
    route: Route = Route.DIRECT
    something_to_mention: bool = True
    headings: bool = True
    call_asked: bool = False


def coaching_email(
    coaching: Coaching, meeting: Meeting, brand: Brand, links: Links, language: str = ENGLISH
) -> Rendered:
    """The email that follows a reflection; its drafts open in the candidate's own mail program."""
    return render(
        "coaching",
        clean(coaching.subject),
        brand,
        language=language,
        coaching=coaching,
        title=clean(coaching.title) or clean(coaching.subject),
        blocks=[(name, list(some)) for name, some in groupby(coaching.paragraphs, _block)],
        answer=_answer,
        mailto=lambda draft: _mailto(draft, coaching.route, meeting),
        links=links,
        first_name=facts.first_name(meeting),
        consultant=clean(meeting.consultant_name),
        consultant_email=clean(meeting.consultant_email),
        consultant_phone=clean(meeting.consultant_phone),
        email_link=facts.email_link(meeting),
        phone_link=facts.phone_link(meeting),
        agency=facts.agency(meeting, brand),
        about=facts.about(meeting, language),
    )


def _block(paragraph: Paragraph) -> str:
    return _BLOCKS.get(paragraph.kind, "words")


def _answer(reason: str) -> tuple[str, str]:
    """A reason's first sentence, up to a full stop or colon before a space, and what follows it."""
    answer, *because = _SENTENCE_END.split(reason, maxsplit=1)
    return answer, "".join(because)


def _mailto(draft: DraftShown, route: Route, meeting: Meeting) -> str:
    """The draft as a link (RFC 6068), for the candidate to address; empty by `Route.THROUGH`."""
    if route is Route.THROUGH:
        return ""
    cc = meeting.consultant_email if route is Route.COPY else ""
    return mailto(draft.subject, draft.body, cc)
