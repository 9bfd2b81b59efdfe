"""The invitation to reflect: it holds the first question, and opening it records nothing."""

from collections.abc import Sequence

from config.languages import ENGLISH
from integrations.mail.address import clean
from plugin.brand import Brand
from plugin.outbox.emails import facts
from plugin.outbox.emails.rendered import HelpLine, Links, Rendered
from plugin.outbox.emails.rendering import render, say
from plugin.reflection import Meeting, told_apart

_SHORT = 6  # letters that one of five stands side by side with on a phone


def survey_email(
    meeting: Meeting,
    brand: Brand,
    links: Links,
    help_lines: Sequence[HelpLine],
    also: Sequence[Meeting] = (),
    *,
    again: bool = False,
    comparing: bool = False,
    language: str = ENGLISH,
) -> Rendered:
    """Ask how the interview was; `also` are the candidate's other interviews of that day.

    `again`: they had put it off, and this is when they wanted to be asked. `comparing`: a few people, chosen
    by chance, get no coaching for now, and nobody is promised it.


    The five answers lead to `links.survey` with `felt=1` to `felt=5`, which only fills in the page (EM-09).
    """
    meetings = (meeting, *also)
    words = _feelings(language)
    return render(
        "survey",
        _subject(meetings, language),
        brand,
        language=language,
        links=links,
        first_name=facts.first_name(meeting),
        consultant=clean(meeting.consultant_name),
        agency=facts.agency(meeting, brand),
        employer=facts.employer(meetings),
        about=facts.about(meeting, language),
        titles=[facts.title(one) for one in told_apart(meetings)],
        feelings=[(number, word, _felt(links.survey, number)) for number, word in enumerate(words, 1)],
        width=max(map(len, words)),
        long=any(len(part) > _SHORT for word in words for part in word.split()),
        help_lines=help_lines,
        comparing=comparing,
        again=again,
    )


def _feelings(language: str) -> tuple[str, ...]:
    """The words of `Reflection.felt`, from 1 to 5."""
    return (
        say("Awful", language),
        say("Bad", language),
        say("OK", language),
        say("Good", language),
        say("Great", language),
    )


def _subject(meetings: Sequence[Meeting], language: str) -> str:
    job, client = clean(meetings[0].job), clean(meetings[0].client)
    if len(meetings) > 1:
        return say("Your interviews: how did they feel?", language)
    if job and client:
        return say(
            "Your interview for %(job)s at %(client)s: how did it feel?", language, job=job, client=client
        )
    if job:
        return say("Your interview for %(job)s: how did it feel?", language, job=job)
    if client:
        return say("Your interview at %(client)s: how did it feel?", language, client=client)
    return say("Your interview: how did it feel?", language)


def _felt(survey: str, number: int) -> str:
    return f"{survey}{'&' if '?' in survey else '?'}felt={number}"
