"""The missed point keeps the candidate's words, reads cleanly, and loses what is about the slip."""

import unicodedata

import pytest
from hypothesis import given

from plugin.coaching.point import Telling, tellings
from tests.support.library import ENGLISH
from tests.support.reflections import typed_points


def told(typed: str) -> tuple[Telling, ...]:
    return tellings(typed, ENGLISH.spelling)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("the spotless safety record", "The spotless safety record."),
        ("I should have said that I speak Gaelic", "I speak Gaelic."),
        ("Sorry, i forgot to mention im a trained fitter", "I'm a trained fitter."),
        ("I wish I’d told them about the Perth warehouse!", "The Perth warehouse."),
        ("never brought up my safety diploma", "My safety diploma."),
        ("Please tell them that I could start next month", "I could start next month."),
        (
            "Went blank. What I should have said was that I ran the Leith branch",
            "I ran the Leith branch.",
        ),
        ("That time I led ten people,", "That time I led ten people."),
        ("iOS and Android", "iOS and Android."),
        ("I hold a first aid badge. Is it silly to say so?", "I hold a first aid badge."),
        ("i ran it. silly me.", "I ran it."),
        ("mam prawo jazdy kategorii C", "Mam prawo jazdy kategorii C."),
    ],
)
def test_a_point_is_tidied(typed: str, text: str) -> None:
    assert told(typed)[0].text == text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("I RAN THE DEPOT FOR TEN YEARS", "I ran the depot for ten years."),
        ("I HAVE HGV CLASS 1 AND SQL", "I have HGV class 1 and SQL."),
        ("NEBOSH and CSCS", "NEBOSH and CSCS."),
        ("i speak arabic,french and abit of urdu", "I speak Arabic, French and abit of Urdu."),
        ("ive 5 yrs exp in sap lol", "I've 5 years experience in SAP."),
        ("I am having 5 years experiance in SAP", "I am having 5 years experience in SAP."),
        ("i ran the depot...for ten years!!!", "I ran the depot, for ten years."),
        ("I led ten people.I hired six", "I led ten people. I hired six."),
        ("- i speak Gaelic", "I speak Gaelic."),
        ("“I speak Gaelic 🙂”", "I speak Gaelic."),
        ("I speak Gaelic (well", "I speak Gaelic well."),
        ("I speak Gaelic\nI ran a depot", "I speak Gaelic. I ran a depot."),
        ("and also i did Node.js , React", "I did Node.js, React."),
        ("well versed in SQL", "Well versed in SQL."),
        ("so I ran it for 1,000 people", "I ran it for 1,000 people."),
        ("I use R daily", "I use R daily."),
        ("I ran payroll!!. It was mine", "I ran payroll."),
        ("so basically I ran payroll", "I ran payroll."),
        ("Sorry but I ran payroll", "I ran payroll."),
        ("i dont need training", "I don't need training."),
    ],
)
def test_what_was_typed_in_a_hurry_or_in_another_english_reads_cleanly(typed: str, text: str) -> None:
    assert told(typed)[0].text == text


@pytest.mark.parametrize(
    ("typed", "ways"),
    [
        ("I led ten. I hired six. I left.", [("I led ten. I hired six.", False), ("I led ten.", False)]),
        ("I led ten. I hired six.", [("I led ten. I hired six.", True), ("I led ten.", False)]),
        ("My licence. Typical.", [("My licence.", False)]),
        ("I should have said I sail.", [("I sail.", True)]),
        ("I lost it. I should have said I sail.", [("I sail.", False)]),
    ],
)
def test_two_sentences_at_most_and_then_one_and_no_aside(typed: str, ways: list[tuple[str, bool]]) -> None:
    assert [(way.text, way.whole) for way in told(typed)] == ways


@pytest.mark.parametrize(
    "typed",
    [
        *("", "  ", "?!", "May I add it now?", "I forgot to mention", "We met. It rained. We sat. I left."),
        *("It's 75", "it is zero point four", "that was me", "because I could"),
    ],
)
def test_nothing_that_can_be_told_alone_is_nothing(typed: str) -> None:
    assert told(typed) == ()


@given(typed_points())
def test_no_word_is_added(typed: str) -> None:
    """Facts are among the answers: what is told is what was typed, less some; spelling apart."""
    letters = plain(typed)

    assert all(plain(word) in letters for way in tellings(typed, {}) for word in way.text.split())


def plain(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFC", text).casefold() if sign.isalnum())
