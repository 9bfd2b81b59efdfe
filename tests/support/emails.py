"""One agency, one candidate and every email that they can get: what the email tests look at."""

from datetime import date

from integrations.mail.contract import Mailbox
from plugin.brand import Brand
from plugin.colour import Colour
from plugin.outbox.emails.coaching import Coaching, Paragraph, ParagraphKind, Route, coaching_email
from plugin.outbox.emails.rendered import Links, Rendered
from plugin.outbox.emails.staff import call_email, sign_in_email
from plugin.outbox.emails.survey import survey_email
from plugin.reflection import Meeting

SURVEY_HOST = "survey.harbourtalent.example.com"
_AT = f"https://{SURVEY_HOST}"

BRAND = Brand(
    name="Harbour Talent",
    sender=Mailbox("hello@harbourtalent.example.com", "Harbour Talent"),
    reply_to=Mailbox("leith@harbourtalent.example.com", "Harbour Talent Leith"),
    postal_address="12 Shore, Leith, Edinburgh EH6 6QN",
    privacy_url=f"{_AT}/privacy",
    colour=Colour("#1f6f64"),
    footer=("Harbour Talent is a trading name of Harbour Talent Ltd, registered in Scotland, SC000000.",),
)
LINKS = Links(
    survey=f"{_AT}/r/7fK2mQ9xTz4bWc1LdPnY8g",
    stop=f"{_AT}/stop/7fK2mQ9xTz4bWc1LdPnY8g",
    composer=f"{_AT}/r/7fK2mQ9xTz4bWc1LdPnY8g/follow-up",
    call=f"{_AT}/r/7fK2mQ9xTz4bWc1LdPnY8g/call",
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
LATER_MEETING = Meeting(
    candidate_name="Ada Okafor",
    job="Reporting Lead",
    client="Calder & Sons",
    held_on=date(2026, 11, 23),
    consultant_name="Sam Reid",
    agency="Harbour Talent",
)
HELP_LINES = (
    "Samaritans: 116 123, free, any time, day or night",
    "Breathing Space, in Scotland: 0800 83 85 87, evenings and weekends",
    "In an emergency: 999",
)
COACHING = Coaching(
    subject="Your interview at Northwind Foods",
    paragraphs=(
        Paragraph(
            ParagraphKind.OPENING,
            "It is rough to come out of an interview with one moment going round in your head. "
            "Nearly everybody who does interviews has had one like it, and from inside it always looks "
            "bigger than it was.",
        ),
        Paragraph(
            ParagraphKind.OPENING,
            "You said that you stumbled over the question about forecasting, and that you held your own "
            "on the rest. Both can be true.",
        ),
        Paragraph(
            ParagraphKind.DECISION, "No. Leave the stumble alone, and add the thing you wish you had said."
        ),
        Paragraph(
            ParagraphKind.DECISION,
            "People listening rarely notice a stumble as much as the person who made it. An apology would "
            "be the first thing to point at it. The "
            "forecast you built last spring is worth adding: it answers what "
            "they asked.",
        ),
        Paragraph(ParagraphKind.CLOSING, "That is all there is to do today. The rest can wait."),
    ),
    draft_subject="Thank you for today",
    draft_body=(
        "Dear Priya,\n\nThank you for your time today. I enjoyed hearing how the team plans its stock.\n\n"
        "One thing I would like to add to our talk about forecasting: last spring I built a weekly sales "
        "forecast for 40 shops, which our buyers still use.\n\nI look forward to hearing from you.\n\n"
        "Kind regards,\nAda Okafor"
    ),
    lesson="When a question surprises you, it is fine to take a breath and say 'let me think about that'.",
    practice="If a question throws you, then say 'good question, give me a second', and count to three.",
    help_lines=HELP_LINES,
)


def every_email(brand: Brand = BRAND) -> dict[str, Rendered]:
    """Each email, and each shape of it that reads differently, by name."""
    bare = Meeting(candidate_name="")
    short = Coaching(
        subject="After your interview",
        paragraphs=(
            Paragraph(ParagraphKind.OPENING, "Thank you for telling us. Sam has been asked to ring you."),
        ),
        help_lines=HELP_LINES,
    )
    through = Coaching(
        subject=COACHING.subject,
        paragraphs=COACHING.paragraphs,
        draft_subject=COACHING.draft_subject,
        draft_body=COACHING.draft_body,
        route=Route.THROUGH,
    )
    return {
        "survey": survey_email(MEETING, brand, LINKS, HELP_LINES),
        "survey_two_interviews": survey_email(MEETING, brand, LINKS, HELP_LINES, also=[LATER_MEETING]),
        "survey_bare": survey_email(bare, brand, LINKS, ()),
        "coaching": coaching_email(COACHING, MEETING, brand, LINKS),
        "coaching_short": coaching_email(short, MEETING, brand, LINKS),
        "coaching_through": coaching_email(through, MEETING, brand, LINKS),
        "sign_in": sign_in_email("Sam Reid", brand, f"{_AT}/desk/sign-in/h3Jk", 10),
        "call": call_email(MEETING, brand, f"{_AT}/desk/candidates/41"),
    }
