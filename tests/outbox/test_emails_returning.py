"""The emails that look back: what comes back, to whom, and what is never said."""

from dataclasses import replace

import pytest

from config.content import load_library
from plugin.coaching.lint import check_advice
from plugin.outbox.emails.returning import (
    Lesson,
    OthersFelt,
    congratulation_email,
    preparation_email,
    rejection_email,
    thanks_email,
)
from plugin.outbox.emails.survey import survey_email
from plugin.reflection import Meeting
from tests.support.emails import (
    AHEAD,
    BRAND,
    HELP_LINES,
    LATER_MEETING,
    LESSON,
    LINKS,
    MEETING,
    every_email,
    setting,
)

RULES = load_library("en").rules
LOOKING_BACK = (
    "prepare",
    "prepare_two",
    "prepare_general",
    "prepare_heavy",
    "prepare_bare",
    "morning",
    "rejection",
    "rejection_bare",
    "congratulation",
    "thanks",
    "survey_comparing",
)


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_preparation_holds_the_interview_s_facts_and_their_own_lesson() -> None:
    text = preparation_email([AHEAD], LESSON, setting()).text

    assert (
        "What: Second interview, Data Analyst, Northwind Foods\n"
        "When: Tuesday 1 December, 10:00\n"
        "Where: 4 Quay Street, Leith\n"
        "With: Priya Nair\n"
    ) in text
    assert LESSON.lesson in flat(text)
    assert f"You wrote that you wish you had said: “{LESSON.in_words}”" in flat(text)
    assert f"Your plan: {LESSON.practice}" in flat(text)
    assert "some of it went well" in flat(text)
    assert "Phone: 0131 496 0000" in text


def test_the_morning_s_email_is_their_plan_and_where_to_go() -> None:
    text = flat(preparation_email([AHEAD], LESSON, setting(), morning=True).text)

    assert f"Your plan: {LESSON.practice}" in text
    assert "Where: 4 Quay Street, Leith" in text
    assert LESSON.lesson not in text
    assert "felt" not in text


def test_two_interviews_of_one_day_are_one_email() -> None:
    email = preparation_email([AHEAD, LATER_MEETING], LESSON, setting())

    assert email.subject == "Before your interview"
    assert "Northwind Foods" in email.text
    assert "Calder & Sons" in email.text


@pytest.mark.parametrize(
    "location", ["https://meet.example/x", "teams.example.com", "ask at isla@example.com"]
)
def test_a_place_that_would_become_a_link_is_left_out_em_10(location: str) -> None:
    email = preparation_email([replace(AHEAD, location=location)], LESSON, setting())

    assert "Where" not in email.text
    assert location not in email.text + email.html


def test_whose_last_answers_were_heavy_is_taught_nothing() -> None:
    text = flat(preparation_email([AHEAD], Lesson(), setting(heavy=True)).text)

    assert "Take your time." in text
    assert "Your plan:" not in text
    assert "HALF AN HOUR" not in text


def test_somebody_who_has_told_us_nothing_gets_what_helps_most_people() -> None:
    text = flat(preparation_email([AHEAD], Lesson(), setting(told_us=False)).text)

    assert "Read the advert once more" in text
    assert "your own answers" not in text


@pytest.mark.parametrize(
    ("felt", "words"),
    [
        (1, "it felt awful. They have asked you back."),
        (2, "it felt bad. They have asked you back."),
        (3, "it felt OK. They have asked you back."),
        (4, "it felt good, and they have asked you back."),
        (5, "it felt great, and they have asked you back."),
    ],
)
def test_how_it_felt_stands_beside_what_came_of_it(felt: int, words: str) -> None:
    lesson = replace(LESSON, felt=felt, others=None)

    assert words in flat(preparation_email([AHEAD], lesson, setting()).text)
    assert words in flat(preparation_email([AHEAD], lesson, setting()).html)


def test_the_agency_s_figure_is_a_count_in_whole_words() -> None:
    lesson = replace(LESSON, others=OthersFelt(people=9, onward=1))

    assert (
        "Of 9 people who told us in the last year that an interview had felt bad, 1 got to the next step. "
        "That is a count, not a forecast."
    ) in flat(preparation_email([AHEAD], lesson, setting()).text)


def test_a_rejection_brings_no_cheer_and_asks_for_nothing() -> None:
    email = rejection_email(MEETING, LESSON, setting())
    text = flat(email.text)

    assert email.subject == "About your application to Northwind Foods"
    assert "Northwind Foods has decided not to go on with your application as Data Analyst." in text
    assert "Sam Reid can tell you what is known of the reasons" in text
    assert LESSON.lesson in text
    assert "felt" not in text
    assert LINKS.survey not in email.text.replace(LINKS.privacy, "")


def test_a_rejection_without_an_answer_is_the_consultant_s_call() -> None:
    text = flat(rejection_email(MEETING, Lesson(), setting()).text)

    assert "WHAT STAYS YOURS" not in text
    assert "Phone: 0131 496 0000" in text


def test_congratulations_are_short_and_the_last() -> None:
    text = flat(congratulation_email(MEETING, Lesson(felt=2), setting()).text)

    assert "You got the job as Data Analyst at Northwind Foods." in text
    assert "it felt bad. You got the job." in text
    assert "We will not write to you about this application again." in text


def test_the_thank_you_says_honestly_why_it_is_short() -> None:
    text = flat(thanks_email(MEETING, setting()).text)

    assert "a few people, chosen by chance, get this short note in its place for now" in text
    assert "Sam Reid has what you chose to share" in text
    assert "Samaritans" in text


def test_while_people_are_compared_the_survey_promises_nobody_an_email_of_advice() -> None:
    text = flat(survey_email(MEETING, BRAND, LINKS, HELP_LINES, comparing=True).text)

    assert "A few, chosen by chance, get a short thank-you" in text
    assert "we then write you an email" not in text


@pytest.mark.parametrize("name", LOOKING_BACK)
def test_nothing_that_is_said_breaks_the_rules_of_our_advice(name: str) -> None:
    facts = [
        BRAND.postal_address,
        *(part for line in HELP_LINES for part in (line.name, line.hours, line.note)),
    ]

    found = check_advice(every_email()[name].text, RULES, facts)

    assert [finding.kind for finding in found] == []


@pytest.mark.parametrize("job", ["", "Data Analyst"])
@pytest.mark.parametrize("client", ["", "Northwind Foods"])
def test_what_the_ats_did_not_say_leaves_no_hole(job: str, client: str) -> None:
    meeting = Meeting(candidate_name="", job=job, client=client)

    for email in (
        preparation_email([meeting], LESSON, setting()),
        preparation_email([meeting], LESSON, setting(), morning=True),
        rejection_email(meeting, LESSON, setting()),
        congratulation_email(meeting, LESSON, setting()),
        thanks_email(meeting, setting()),
    ):
        assert "None" not in email.text
        assert "  " not in flat(email.text)
        assert " ." not in email.text
