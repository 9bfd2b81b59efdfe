"""What a candidate or an ATS wrote, in every place where an email repeats it: inert (EM-16)."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.mail.address import clean_lines
from plugin.outbox.emails.coaching import Coaching, DraftShown, Paragraph, ParagraphKind, coaching_email
from plugin.outbox.emails.rendered import Rendered
from plugin.outbox.emails.staff import alert_email, sign_in_email
from plugin.outbox.emails.survey import survey_email
from plugin.reflection import Meeting
from tests.support.emails import ALERT, BRAND, COACHING, HELP_LINES, LINKS, MEETING

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><a href="https://evil.example.net">click</a>',
    "' onmouseover='alert(1)",
    "</td></tr></table><h1>Hello</h1>",
    "<!-- open",
    "]]>",
    "&lt;b&gt;",
    "{{ 7 * 7 }}",
    "{% include 'style.css' %}",
    "jinja-value(brand)jinja-value",
    "<!--jinja% if 1 %jinja-->",
    "javascript:alert(1)",
    "Ada\r\nBcc: evil@example.net",
    "\u202egpj.exe",
)
TEXT_FIELDS = (
    "candidate_name",
    "job",
    "client",
    "consultant_name",
    "consultant_email",
    "consultant_phone",
    "agency",
)


class Tags(HTMLParser):
    """The tags of a page, with the attributes that can do something."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, tuple[str, ...]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def emails_of(meeting: Meeting) -> list[Rendered]:
    return [
        survey_email(meeting, BRAND, LINKS, HELP_LINES, also=[meeting]),
        survey_email(meeting, BRAND, LINKS, HELP_LINES),
        coaching_email(COACHING, meeting, BRAND, LINKS),
        alert_email(meeting, BRAND, "https://survey.example.com/desk", ALERT),
        sign_in_email(meeting.consultant_name, BRAND, "https://survey.example.com/desk", 10),
    ]


@pytest.mark.parametrize("field", TEXT_FIELDS)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_fact_from_the_ats_adds_no_mark_up_em_16(field: str, hostile: str) -> None:
    calm = emails_of(replace(MEETING, **{field: "Calm"}))

    dangerous = emails_of(replace(MEETING, **{field: f"Calm {hostile}"}))

    assert [Tags(one.html).seen for one in dangerous] == [Tags(one.html).seen for one in calm]
    for one in dangerous:
        assert "\u202e" not in one.subject + one.text + one.html
        assert len(one.subject.splitlines()) == 1


@given(words=st.one_of(st.text(max_size=200), st.sampled_from(HOSTILE)))
def test_the_candidates_own_words_are_shown_as_written_em_16(words: str) -> None:
    def said(text: str) -> Coaching:
        paragraphs = tuple(Paragraph(kind, text) for kind in ParagraphKind)
        return replace(COACHING, paragraphs=paragraphs, drafts=(DraftShown(text, "Hello", text),))

    written, calm = said(words), said("a" if words else "")

    shown = Tags(coaching_email(written, MEETING, BRAND, LINKS).html)

    assert shown.seen == Tags(coaching_email(calm, MEETING, BRAND, LINKS).html).seen
    assert " ".join(clean_lines(words).split()) in " ".join(shown.words.split())


@pytest.mark.parametrize("name", ["www.evil.net Smith", "https://evil.net", "evil.net", "ada@evil.net"])
def test_a_name_that_would_become_a_link_is_not_greeted(name: str) -> None:
    email = survey_email(replace(MEETING, candidate_name=name), BRAND, LINKS, HELP_LINES)

    assert "Hello," in email.text.split("\n")
    assert "evil" not in email.text + email.html


@pytest.mark.parametrize(
    ("name", "greeting"), [("J.R. Ewing", "Hello J.R.,"), ("Zoë O'Neil-Ng", "Hello Zoë,")]
)
def test_an_unusual_name_is_greeted(name: str, greeting: str) -> None:
    email = survey_email(replace(MEETING, candidate_name=name), BRAND, LINKS, HELP_LINES)

    assert greeting in email.text.split("\n")
