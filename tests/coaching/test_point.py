"""The missed point keeps the candidate's words, and loses what is about the slip."""

import pytest
from hypothesis import given

from plugin.coaching.point import tellings
from tests.support.reflections import typed_points


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("the spotless safety record", "The spotless safety record."),
        ("I should have said that I speak Gaelic", "I speak Gaelic."),
        ("Sorry, i forgot to mention im a trained fitter", "I'm a trained fitter."),
        ("I wish I’d told them about the Perth warehouse!", "The Perth warehouse!"),
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
def test_a_point_is_tidied(typed: str, told: str) -> None:
    assert tellings(typed)[0] == told


def test_two_sentences_at_most_and_then_one() -> None:
    assert tellings("I led ten. I hired six. I left.") == ("I led ten. I hired six.", "I led ten.")


def test_an_aside_is_not_part_of_the_point() -> None:
    assert tellings("My licence. Typical.") == ("My licence.",)


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "?!", "May I add it now?", "I forgot to mention", "We met. It rained. We sat. I left."],
)
def test_nothing_to_tell_is_nothing(typed: str) -> None:
    assert tellings(typed) == ()


@given(typed_points())
def test_no_word_is_added(typed: str) -> None:
    """Facts are among the answers: what is told is what was typed, less some, with I and stops mended."""
    typed_letters = plain(typed)

    assert all(
        plain(sentence) in typed_letters for telling in tellings(typed) for sentence in telling.split()
    )


def plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
