"""The coaching email: the order of its parts, and the ways its draft can go."""

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from plugin.outbox.emails.coaching import Coaching, DraftShown, Paragraph, ParagraphKind, coaching_email
from plugin.reflection import Route
from tests.support.emails import BRAND, COACHING, DRAFT, LINKS, MEETING


class Links(HTMLParser):
    """The links of a page, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append(unescape(str(dict(attrs)["href"])))


def draft_link(coaching: Coaching) -> dict[str, list[str]]:
    html = coaching_email(coaching, MEETING, BRAND, LINKS).html
    drafts = [link for link in Links(html).found if link.startswith("mailto:?")]
    assert len(drafts) == 1
    return parse_qs(urlsplit(drafts[0]).query, strict_parsing=True)


def test_the_email_opens_with_the_person_and_ends_with_help() -> None:
    text = coaching_email(COACHING, MEETING, BRAND, LINKS).text

    landmarks = (
        "Hello Ada,",
        "Thank you for telling us.",
        "A stumble feels long",
        "SHOULD YOU MENTION IT?",
        "We would not go back over it.",
        "A FOLLOW-UP, READY WHEN YOU ARE",
        "There is a draft below",
        "Dear Priya,",
        "ONE THING FOR NEXT TIME",
        "Your plan:",
        "TALK IT OVER",
        "You do not have to work this out alone.",
        "That is all there is to do.",
        "IF YOU ARE STRUGGLING",
        "You are getting this because",
    )
    places = [text.index(landmark) for landmark in landmarks]

    assert places == sorted(places)


def test_the_draft_opens_in_the_candidates_own_mail_program() -> None:
    link = draft_link(COACHING)

    assert link == {
        "subject": ["Thank you for today"],
        "body": [DRAFT.body.replace("\n", "\r\n")],
    }


@given(words=st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=200))
def test_a_draft_survives_its_link_whatever_it_says(words: str) -> None:
    link = draft_link(replace(COACHING, drafts=(DraftShown("Hello", f"Dear Priya,\n\n{words}"),)))

    assert link["body"] == [f"Dear Priya,\r\n\r\n{words}"]
    assert sorted(link) == ["body", "subject"]


def test_a_draft_by_copy_has_the_consultant_copied_in() -> None:
    link = draft_link(replace(COACHING, route=Route.COPY))

    assert link["cc"] == ["sam.reid@harbourtalent.example.com"]


def test_a_draft_through_the_consultant_opens_in_the_composer_only() -> None:
    email = coaching_email(replace(COACHING, route=Route.THROUGH), MEETING, BRAND, LINKS)

    assert "mailto:?" not in email.html
    assert LINKS.composer in Links(email.html).found
    assert f"Look it over and pass it on:\n{LINKS.composer}" in email.text


def test_the_draft_is_shown_line_by_line_in_both_parts() -> None:
    email = coaching_email(COACHING, MEETING, BRAND, LINKS)

    assert "Kind regards,<br>Ada Okafor</p>" in email.html
    assert "\n\nKind regards,\nAda Okafor\n" in email.text


def test_the_answer_stands_out_from_its_reason() -> None:
    html = coaching_email(COACHING, MEETING, BRAND, LINKS).html

    assert ">We would not go back over it.</strong> Add the point that you wanted to make instead." in html


def test_without_a_draft_the_email_says_what_to_do_instead() -> None:
    no_draft = replace(COACHING, drafts=())

    email = coaching_email(no_draft, MEETING, BRAND, LINKS)

    assert "WHAT TO DO NOW\n\nWe would not go back over it." in email.text
    assert "There is a draft below, with your point" in email.text
    assert "SHOULD YOU MENTION IT?" not in email.text
    assert "mailto:?" not in email.html


def test_where_nothing_went_wrong_nobody_is_asked_whether_to_mention_it() -> None:
    email = coaching_email(replace(COACHING, something_to_mention=False), MEETING, BRAND, LINKS)

    assert "WHAT TO DO NOW\n\nWe would not go back over it." in email.text
    assert "A FOLLOW-UP, READY WHEN YOU ARE" in email.text
    assert "SHOULD YOU MENTION IT?" not in email.text
    assert "Should you mention it?" not in email.html


def test_each_of_several_interviewers_gets_a_note_of_their_own() -> None:
    drafts = tuple(DraftShown("Thank you", f"Dear {name},", name) for name in ("Priya Nair", "Tom Bell"))

    email = coaching_email(replace(COACHING, drafts=drafts), MEETING, BRAND, LINKS)

    links = [link for link in Links(email.html).found if link.startswith("mailto:?")]
    bodies = [parse_qs(urlsplit(link).query)["body"] for link in links]
    assert bodies == [["Dear Priya Nair,"], ["Dear Tom Bell,"]]
    assert email.text.index("For Priya Nair") < email.text.index("For Tom Bell")
    assert email.html.count(LINKS.composer) == 1


def test_what_is_empty_is_left_out_with_its_heading() -> None:
    bare = Coaching(
        subject="After your interview",
        paragraphs=(Paragraph(ParagraphKind.OPENING, "Thank you for telling us."),),
        help_lines=COACHING.help_lines,
    )

    email = coaching_email(bare, MEETING, BRAND, LINKS)

    assert re.findall(r"<h2", email.html) == []
    assert "Samaritans" not in email.text


def test_in_a_crisis_the_email_speaks_in_one_voice() -> None:
    """No heading, no link that asks for the call again; the lines can be dialled with one tap."""
    email = coaching_email(replace(COACHING, headings=False, call_asked=True), MEETING, BRAND, LINKS)

    assert re.findall(r"<h2|<strong>We would", email.html) == []
    assert LINKS.call not in email.html + email.text
    assert 'href="tel:116123"' in email.html


def test_help_lines_and_the_person_stand_where_their_words_stand() -> None:
    early = (
        Paragraph(ParagraphKind.OPENING, "That sounds hard."),
        Paragraph(ParagraphKind.CONSULTANT, "Sam Reid has been asked to ring you."),
        Paragraph(ParagraphKind.HELP, "You can talk to someone now:"),
        Paragraph(ParagraphKind.REASON, "There is nothing to send."),
    )

    text = coaching_email(replace(COACHING, paragraphs=early, drafts=()), MEETING, BRAND, LINKS).text

    landmarks = ("been asked to ring", "0131 496 0000", "talk to someone", "116 123", "WHAT TO DO NOW")
    places = [text.index(landmark) for landmark in landmarks]
    assert places == sorted(places)
    assert "IF YOU ARE STRUGGLING" not in text


def test_a_locked_phone_shows_no_word_of_what_was_told() -> None:
    """The preview says the same in every email, and is long enough to hide what follows it."""
    html = coaching_email(COACHING, MEETING, BRAND, LINKS).html
    preview = html.partition('class="unseen"')[2].partition(">")[2].partition("</div>")[0]

    assert preview.startswith("Prepared from your own answers, for you.")
    assert len(preview) >= 200
    assert "Thank you" not in preview
