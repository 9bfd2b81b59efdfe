"""The invitation: what it names, and that its answers only fill in a page."""

from dataclasses import replace
from datetime import time

import pytest

from plugin.outbox.emails.rendered import HelpLine, Links
from plugin.outbox.emails.survey import survey_email
from plugin.reflection import Meeting
from tests.support.emails import BRAND, HELP_LINES, LATER_MEETING, LINKS, MEETING


@pytest.mark.parametrize(
    ("survey", "third"),
    [
        ("https://survey.example.com/r/k", "https://survey.example.com/r/k?felt=3"),
        ("https://survey.example.com/r?k=1", "https://survey.example.com/r?k=1&felt=3"),
    ],
)
def test_each_feeling_is_a_link_that_fills_in_the_page_em_09(survey: str, third: str) -> None:
    email = survey_email(MEETING, BRAND, Links(survey=survey), HELP_LINES)

    assert f"3  OK     {third}\n" in email.text
    assert f'href="{third.replace("&", "&amp;")}"' in email.html
    assert "Nothing is saved\nuntil you send it there." in email.text


@pytest.mark.parametrize(
    ("known", "subject", "said"),
    [
        (
            {},
            "Your interview for Data Analyst at Northwind Foods: how did it feel?",
            "Data Analyst, Northwind Foods, Monday 23 November",
        ),
        (
            {"client": ""},
            "Your interview for Data Analyst: how did it feel?",
            "Data Analyst, Monday 23 November",
        ),
        (
            {"job": "", "held_on": None},
            "Your interview at Northwind Foods: how did it feel?",
            "Northwind Foods",
        ),
        (
            {"job": "", "client": "", "held_on": None},
            "Your interview: how did it feel?",
            "However it went, it is behind you now.",
        ),
    ],
)
def test_the_interview_is_named_as_far_as_it_is_known(known: dict[str, str], subject: str, said: str) -> None:
    email = survey_email(replace(MEETING, **known), BRAND, LINKS, HELP_LINES)

    assert email.subject == subject
    assert said in " ".join(email.text.split())
    assert said in email.html


def test_two_interviews_of_one_day_are_both_named() -> None:
    email = survey_email(MEETING, BRAND, LINKS, HELP_LINES, also=[LATER_MEETING])

    assert "* Data Analyst, Northwind Foods\n* Reporting Lead, Calder & Sons\n" in email.text
    assert "Reporting Lead, Calder &amp; Sons</li>" in email.html
    assert "what they may tell the employer." in " ".join(email.text.split())


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("", "* Data Analyst, Northwind Foods, 10:00\n* Data Analyst, Northwind Foods, 13:30\n"),
        (
            "Second interview",
            "* Data Analyst, Northwind Foods\n* Second interview, Data Analyst, Northwind Foods\n",
        ),
    ],
)
def test_two_rounds_of_one_visit_are_told_apart_by_their_times_where_nothing_else_does(
    title: str, lines: str
) -> None:
    first = replace(MEETING, starts_at=time(10, 0))
    second = replace(MEETING, title=title, starts_at=time(13, 30))

    email = survey_email(second, BRAND, LINKS, HELP_LINES, also=[first])

    assert lines in email.text


def test_who_sees_what_is_one_sentence_with_names() -> None:
    email = survey_email(MEETING, BRAND, LINKS, HELP_LINES)

    sentence = (
        "Each answer starts private to you: you choose what Sam Reid may see, and what they may tell "
        "Northwind Foods."
    )
    assert sentence in " ".join(email.text.split())
    assert sentence in email.html


def test_not_now_is_one_link_away_and_says_what_may_be_pressed_there() -> None:
    """EM-08: the link only opens the page with the buttons."""
    email = survey_email(MEETING, BRAND, LINKS, HELP_LINES)

    words = "Tomorrow at nine, just the advice, not for this job, or never"
    assert f"Not now? {words}:\n{LINKS.later}\n" in email.text
    assert f'href="{LINKS.later}"' in email.html
    assert words in email.html


def test_a_survey_that_was_put_off_says_so_and_is_not_put_off_twice() -> None:
    email = survey_email(MEETING, BRAND, LINKS, HELP_LINES, again=True)

    for body in (email.text, email.html):
        assert "You asked us to come back today. This is the one time that we do." in body
        assert "Tomorrow at nine" not in body


def test_help_lines_stand_at_the_end_of_both_parts_pr_19() -> None:
    email = survey_email(Meeting(candidate_name=""), BRAND, LINKS, [HelpLine("Samaritans", "116 123")])

    assert "* Samaritans: 116 123\n\n-----" in email.text
    assert "Samaritans:</strong>" in email.html
    assert ">116\N{NO-BREAK SPACE}123</a></li>" in email.html
