"""One agency, one candidate and every email that they can get: what the email tests look at."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from config.languages import ENGLISH
from integrations.mail.contract import Mailbox
from plugin.alerts import Recipient
from plugin.brand import Brand
from plugin.colour import Colour
from plugin.follow_up import NoteToPassOn, Words
from plugin.outbox.emails.coaching import Coaching, DraftShown, Paragraph, ParagraphKind, coaching_email
from plugin.outbox.emails.rendered import HelpLine, Links, Rendered
from plugin.outbox.emails.returning import (
    Lesson,
    OthersFelt,
    Setting,
    congratulation_email,
    preparation_email,
    rejection_email,
    thanks_email,
)
from plugin.outbox.emails.staff import (
    Alert,
    alert_email,
    pass_on_email,
    sign_in_email,
    taken_back_email,
)
from plugin.outbox.emails.survey import survey_email
from plugin.reflection import Meeting, Route

SURVEY_HOST = "survey.harbourtalent.example.com"
_AT = f"https://{SURVEY_HOST}"

BRAND = Brand(
    name="Harbour Talent",
    sender=Mailbox("hello@harbourtalent.example.com", "Harbour Talent"),
    reply_to=Mailbox("leith@harbourtalent.example.com", "Harbour Talent Leith"),
    postal_address="12 Shore, Leith, Edinburgh EH6 6QN",
    colour=Colour("#1f6f64"),
    footer=("Harbour Talent is a trading name of Harbour Talent Ltd, registered in Scotland, SC000000.",),
)
LINKS = Links(
    survey=f"{_AT}/r/7fK2mQ9xTz4bWc1LdPnY8g",
    later=f"{_AT}/r/7fK2mQ9xTz4bWc1LdPnY8g/later",
    stop=f"{_AT}/stop/7fK2mQ9xTz4bWc1LdPnY8g",
    composer=f"{_AT}/r/7fK2mQ9xTz4bWc1LdPnY8g/follow-up",
    call=f"{_AT}/r/7fK2mQ9xTz4bWc1LdPnY8g?change=yes#call_me-yes",
    privacy=f"{_AT}/privacy",
)
MEETING = Meeting(
    candidate_name="Ada Okafor",
    job="Data Analyst",
    client="Northwind Foods",
    interviewers=("Priya Nair",),
    held_on=date(2026, 11, 23),
    consultant_name="Sam Reid",
    consultant_email="sam.reid@harbourtalent.example.com",
    consultant_phone="0131 496 0000",
    agency="Harbour Talent",
)
NOTE = NoteToPassOn(
    number=0,
    words=Words(
        "Thank you for your time",
        "Dear Priya,\n\nThank you for meeting me on Monday. I ran the weekly sales report for two years.\n\n"
        "Kind regards,\nAda Okafor",
    ),
    asked_at=datetime(2026, 11, 23, 17, 30, tzinfo=UTC),
    to="Priya Nair",
)
LATER_MEETING = Meeting(
    candidate_name="Ada Okafor",
    job="Reporting Lead",
    client="Calder & Sons",
    held_on=date(2026, 11, 23),
    consultant_name="Sam Reid",
    agency="Harbour Talent",
)
HELP_LINES = (
    HelpLine("Emergency services", "999", "Any time, free", "If you or someone else is in danger now"),
    HelpLine("Samaritans", "116 123", "Any time, free"),
    HelpLine("Breathing Space (Scotland)", "0800 83 85 87", "Evenings and weekends, free"),
)
DRAFT = DraftShown(
    subject="Thank you for today",
    body=(
        "Dear Priya,\n\nThank you for your time today. I enjoyed hearing how the team plans its stock.\n\n"
        "One thing I would like to add to our talk about forecasting: last spring I built a weekly sales "
        "forecast for 40 shops, which our buyers still use.\n\nI look forward to hearing from you.\n\n"
        "Kind regards,\nAda Okafor"
    ),
)
COACHING = Coaching(
    subject="After your interview with Northwind Foods",
    paragraphs=(
        Paragraph(
            ParagraphKind.OPENING,
            "Thank you for telling us. Feeling low after an interview happens to everyone sooner or later, "
            "and it is often not as bad as it seems just afterwards.",
        ),
        Paragraph(
            ParagraphKind.PERSPECTIVE,
            "A stumble feels long from the inside. People who listen usually hear a short pause.",
        ),
        Paragraph(
            ParagraphKind.REASON,
            "We would not go back over it. Add the point that you wanted to make instead. One useful fact "
            "does more for you than an explanation.",
        ),
        Paragraph(
            ParagraphKind.FOLLOW_UP,
            "There is a draft below, with your point in your own words. Check that it says what you mean.",
        ),
        Paragraph(
            ParagraphKind.LESSON,
            "When an answer gets tangled, you may stop and start it again. That is a normal thing to do.",
        ),
        Paragraph(
            ParagraphKind.PRACTICE,
            "If I lose the thread, then I will stop, take a breath and say: ‘Let me put that more clearly.’",
        ),
        Paragraph(
            ParagraphKind.CONSULTANT,
            "You do not have to work this out alone. If anything is on your mind, Sam Reid is there to ask.",
        ),
        Paragraph(ParagraphKind.CLOSING, "That is all there is to do. You can put this one down now."),
        Paragraph(ParagraphKind.HELP, "You do not have to carry it alone. You can talk to someone now:"),
    ),
    drafts=(DRAFT,),
    help_lines=HELP_LINES,
)


ALERT = Alert("Moira Kerr", Recipient.COVER, "now", datetime(2026, 11, 24, 9, 45, tzinfo=UTC))
"""Somebody stands in for the consultant."""
AHEAD = replace(
    MEETING,
    title="Second interview",
    location="4 Quay Street, Leith",
    starts_at=time(10),
    held_on=date(2026, 12, 1),
)
LESSON = Lesson(
    lesson="When an answer gets tangled, you may stop and start it again. That is a normal thing to do.",
    practice="If I lose the thread, then I will stop, take a breath and say: ‘Let me put that more clearly.’",
    in_words="I ran the night shift on my own for six months.",
    went_well=True,
    felt=2,
    others=OthersFelt(41, 17),
)


def setting(brand: Brand = BRAND, **changes: object) -> Setting:
    """Who writes the emails that look back."""
    plain = Setting(brand, LINKS, ENGLISH, HELP_LINES)
    return replace(plain, **changes)  # type: ignore[arg-type]


def every_email(brand: Brand = BRAND) -> dict[str, Rendered]:
    """Each email, and each shape of it that reads differently, by name."""
    bare = Meeting(candidate_name="")
    short = Coaching(
        subject="After your interview",
        title="Thank you for telling us",
        paragraphs=(
            Paragraph(ParagraphKind.OPENING, "Thank you for telling us straight."),
            Paragraph(ParagraphKind.REASON, "There is nothing for you to explain. Tell Sam of your choice."),
            Paragraph(ParagraphKind.FOLLOW_UP, "There is no note for you to write."),
        ),
    )
    through = replace(COACHING, route=Route.THROUGH, help_lines=())
    several = replace(
        COACHING, drafts=(replace(DRAFT, to="Priya Nair"), replace(DRAFT, to="Tom Bell", body="Dear Tom,"))
    )
    return {
        "survey": survey_email(MEETING, brand, LINKS, HELP_LINES),
        "survey_two_interviews": survey_email(MEETING, brand, LINKS, HELP_LINES, also=[LATER_MEETING]),
        "survey_bare": survey_email(bare, brand, LINKS, ()),
        "coaching": coaching_email(COACHING, MEETING, brand, LINKS),
        "coaching_short": coaching_email(short, MEETING, brand, LINKS),
        "coaching_several": coaching_email(several, MEETING, brand, LINKS),
        "coaching_through": coaching_email(through, MEETING, brand, LINKS),
        "survey_comparing": survey_email(MEETING, brand, LINKS, HELP_LINES, comparing=True),
        "prepare": preparation_email([AHEAD], LESSON, setting(brand)),
        "prepare_two": preparation_email([AHEAD, LATER_MEETING], replace(LESSON, felt=None), setting(brand)),
        "prepare_general": preparation_email([AHEAD], Lesson(), setting(brand, told_us=False)),
        "prepare_heavy": preparation_email([AHEAD], Lesson(), setting(brand, heavy=True, told_us=False)),
        "prepare_bare": preparation_email([bare], Lesson(), setting(brand)),
        "morning": preparation_email([AHEAD], LESSON, setting(brand), morning=True),
        "rejection": rejection_email(MEETING, replace(LESSON, felt=None, others=None), setting(brand)),
        "rejection_bare": rejection_email(bare, Lesson(), setting(brand)),
        "congratulation": congratulation_email(MEETING, LESSON, setting(brand)),
        "thanks": thanks_email(MEETING, setting(brand)),
        "sign_in": sign_in_email("Sam Reid", brand, f"{_AT}/desk/sign-in/h3Jk", 10),
        "alert": alert_email(MEETING, brand, f"{_AT}/desk/41", ALERT),
        "pass_on": pass_on_email(MEETING, NOTE, brand, f"{_AT}/desk/candidates/41"),
        "taken_back": taken_back_email(MEETING, NOTE.to, brand, "Sam Reid", f"{_AT}/desk/candidates/41"),
    }
