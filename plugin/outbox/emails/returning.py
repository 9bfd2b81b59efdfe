"""The emails in which a candidate's lesson comes back: before an interview, and at an application's end."""

from collections.abc import Sequence
from dataclasses import dataclass

from config.languages import listed, spelt_out
from integrations.mail.address import clean
from plugin.brand import Brand
from plugin.outbox.emails import facts
from plugin.outbox.emails.rendered import Links, Rendered
from plugin.outbox.emails.rendering import render, say
from plugin.reflection import Meeting


@dataclass(frozen=True, slots=True)
class OthersFelt:
    """Of so many people who told the agency that an interview had felt bad, how many got to the next step."""

    people: int
    onward: int


@dataclass(frozen=True, slots=True)
class Lesson:
    """What comes back to a candidate, all of it their own. Whatever is empty is left out.

    `lesson` and `practice` are as in their coaching email; `in_words` is what they wish they had said, where
    the lesson does not quote it. `went_well`: they told us that some of it did. `felt` (1 to 5) is how the
    interview before, for the same job, felt to them; it stands beside what came of it, and `others` with it.
    """

    lesson: str = ""
    practice: str = ""
    in_words: str = ""
    went_well: bool = False
    felt: int | None = None
    others: OthersFelt | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """Who writes, in which language, and where the email leads.

    `told_us`: the email is made from what the candidate told us before. `heavy`: that was, so that nothing is
    taught now.
    """

    brand: Brand
    links: Links
    language: str
    help_lines: Sequence[object] = ()
    told_us: bool = True
    heavy: bool = False


@dataclass(frozen=True, slots=True)
class Ahead:
    """One interview that is ahead, line by line."""

    role: str
    when: str
    where: str
    met: str


def preparation_email(
    meetings: Sequence[Meeting], lesson: Lesson, setting: Setting, *, morning: bool = False
) -> Rendered:
    """Before the interviews of one day: the lesson and where to go; on the `morning`, the plan alone."""
    client = clean(meetings[0].client) if len(meetings) == 1 else ""
    return _render(
        "morning" if morning else "prepare",
        _subject(client, morning, setting.language),
        meetings[0],
        lesson,
        setting,
        ahead=[_ahead(meeting, setting.language) for meeting in meetings],
    )


def rejection_email(meeting: Meeting, lesson: Lesson, setting: Setting) -> Rendered:
    """After a rejection: no cheer, the lesson kept, and a person to talk to."""
    return _render("rejection", _about_application(meeting, setting.language), meeting, lesson, setting)


def congratulation_email(meeting: Meeting, lesson: Lesson, setting: Setting) -> Rendered:
    """After an offer: short, and the last about this application."""
    return _render("congratulation", _about_application(meeting, setting.language), meeting, lesson, setting)


def thanks_email(meeting: Meeting, setting: Setting) -> Rendered:
    """In the place of the coaching, to a candidate who is compared with those who are coached."""
    subject = say("Thank you for telling us", setting.language)
    return _render("thanks", subject, meeting, Lesson(), setting)


def _render(
    template: str, subject: str, meeting: Meeting, lesson: Lesson, setting: Setting, **more: object
) -> Rendered:
    return render(
        template,
        clean(subject),
        setting.brand,
        language=setting.language,
        lesson=lesson,
        setting=setting,
        links=setting.links,
        first_name=facts.first_name(meeting),
        job=clean(meeting.job),
        client=clean(meeting.client),
        consultant=clean(meeting.consultant_name) or say("your consultant", setting.language),
        consultant_email=clean(meeting.consultant_email),
        consultant_phone=clean(meeting.consultant_phone),
        phone_link=facts.phone_link(meeting),
        email_link=facts.email_link(meeting),
        agency=facts.agency(meeting, setting.brand),
        **more,
    )


def _ahead(meeting: Meeting, language: str) -> Ahead:
    day = spelt_out(meeting.held_on, language) if meeting.held_on else ""
    clock = f"{meeting.starts_at:%H:%M}" if meeting.starts_at else ""
    met = [name for name in map(clean, meeting.interviewers) if name]
    role = ", ".join(part for part in map(clean, (meeting.title, meeting.job, meeting.client)) if part)
    return Ahead(
        role=role,
        when=", ".join(part for part in (day, clock) if part),
        where=facts.place(meeting),
        met=listed(met, language) if met else "",
    )


def _subject(client: str, morning: bool, language: str) -> str:
    if morning and client:
        return say("Today: your interview with %(client)s", language, client=client)
    if morning:
        return say("Today: your interview", language)
    if client:
        return say("Before your interview with %(client)s", language, client=client)
    return say("Before your interview", language)


def _about_application(meeting: Meeting, language: str) -> str:
    client = clean(meeting.client)
    if client:
        return say("About your application to %(client)s", language, client=client)
    return say("About your application", language)
