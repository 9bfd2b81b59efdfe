"""The invitation to reflect: it holds the first question, and opening it records nothing."""

from collections.abc import Sequence

from plugin.brand import Brand
from plugin.outbox.emails import facts
from plugin.outbox.emails.rendered import HelpLine, Links, Rendered
from plugin.outbox.emails.rendering import render
from plugin.reflection import Meeting, told_apart

FEELINGS = ("Awful", "Bad", "OK", "Good", "Great")
"""The words of `Reflection.felt`, from 1 to 5."""


def survey_email(
    meeting: Meeting,
    brand: Brand,
    links: Links,
    help_lines: Sequence[HelpLine],
    also: Sequence[Meeting] = (),
) -> Rendered:
    """Ask how the interview was; `also` are the candidate's other interviews of that day.

    The five answers lead to `links.survey` with `felt=1` to `felt=5`, which only fills in the page (EM-09).
    """
    meetings = (meeting, *also)
    return render(
        "survey",
        _subject(meetings),
        brand,
        links=links,
        first_name=facts.first_name(meeting),
        consultant=facts.consultant(meeting),
        agency=facts.agency(meeting, brand),
        employer=facts.employer(meetings),
        day=facts.day(meeting.held_on),
        interview=facts.interview(meeting),
        titles=[facts.title(one) for one in told_apart(meetings)],
        feelings=[(number, word, _felt(links.survey, number)) for number, word in enumerate(FEELINGS, 1)],
        help_lines=help_lines,
    )


def _subject(meetings: Sequence[Meeting]) -> str:
    if len(meetings) > 1:
        return "Your interviews: how did they feel?"
    interview = facts.interview(meetings[0])
    return (
        f"Your interview {interview}: how did it feel?" if interview else "Your interview: how did it feel?"
    )


def _felt(survey: str, number: int) -> str:
    return f"{survey}{'&' if '?' in survey else '?'}felt={number}"
