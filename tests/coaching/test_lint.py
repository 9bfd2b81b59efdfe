"""The rules find what does not belong, where it stands, and nothing in honest words."""

import pytest

from config.content import WordRule
from plugin.coaching.lint import Finding, check_advice, check_draft, word_count
from tests.support.library import ENGLISH

RULES = ENGLISH.rules


def kinds(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.kind for finding in findings]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I am so sorry about Monday.", "apology"),
        ("My apologies for that.", "apology"),
        ("I MESSED  UP the second answer.", "self_criticism"),
        ("She went on to the next.", "retelling"),
        ("I didn’t sleep.", "excuse"),
        ("I have been unwell.", "health"),
        ("I am pregnant.", "health"),
        ("I was caring for a relative.", "private"),
        ("There is no point.", "despair"),
        ("I promise to work hard.", "promise"),
        ("Please give me a call.", "begging"),
        ("It is my dream job.", "over_praise"),
        ("You never asked about it.", "blame"),
        ("I had bullies about me.", "blame"),
        ("It was £12.50.", "pay"),
        ("About 42.5K.", "pay"),
    ],
)
def test_a_draft_is_marked(text: str, kind: str) -> None:
    assert kinds(check_draft(text, RULES)) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "I give out medication to thirty residents.",
        "I built two wings of a hospital.",
        "I trained volunteers who take calls from suicidal people.",
        "I coach a youth team on Sundays.",
        "I packed fish for two years.",
        "I was shift manager and managed 40 people.",
        "I wrote the anti-harm policy and paint 3D kits.",
        "I know accounts payable.",
        "I skilled up on diagnostics and still ran the depot.",
    ],
)
def test_plain_facts_of_work_are_left_alone(text: str) -> None:
    assert check_draft(text, RULES) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("You’ll get the next one.", "promise"),
        ("You will smash it!", "hype"),
        ("You should have prepared.", "blame"),
        ("Keep eye contact.", "body"),
        ("Lose the accent.", "body"),
        ("Arrange for your children to be looked after.", "private"),
        ("Look after your mental wellbeing.", "health"),
        ("They didn’t notice.", "unnoticed"),
        ("It is a competency question.", "jargon"),
    ],
)
def test_advice_is_marked(text: str, kind: str) -> None:
    assert kind in kinds(check_advice(text, RULES))


def test_a_mark_says_where_and_what_to_do_instead() -> None:
    rule = WordRule("apology", ("draft",), "Leave it out.", ("sorry",))

    found = check_draft("🙂 I’m sorry.", (rule,))

    assert found == (Finding("apology", 6, 11, "Leave it out."),)


def test_one_apology_is_allowed_and_the_second_is_marked() -> None:
    found = check_draft("I am sorry. So sorry.", RULES, apologies=1)

    assert [(finding.kind, finding.start) for finding in found] == [("apology", 15)]


def test_a_name_that_the_ats_gave_is_not_read_as_the_writers_words() -> None:
    text = "Thank you for the talk about the Sick Children’s Nurse role at Sorry Ltd."

    assert check_draft(text, RULES, facts=("Sick Children's Nurse", "Sorry Ltd")) == ()


def test_a_name_hides_only_itself() -> None:
    assert kinds(check_draft("Sorryville is nice, sorry.", RULES, facts=("Sorryville",))) == ["apology"]


def test_the_hundred_and_twenty_first_word_is_too_many() -> None:
    """A13."""
    words = ["word"] * 120

    assert check_draft(" ".join(words), RULES) == ()
    assert kinds(check_draft(" ".join([*words, "more"]), RULES)) == ["too_long"]


def test_words_are_counted_as_a_person_counts_them() -> None:
    assert word_count("Dear Anna,\n\nThank you  again.") == 5
