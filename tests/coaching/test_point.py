"""The missed point keeps the candidate's words, and loses what is about the slip."""

import pytest
from hypothesis import given

from plugin.coaching.point import tellings
from tests.support.reflections import typed_points


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("the 99% attendance", "The 99% attendance."),
        ("I should have said that I speak Polish", "I speak Polish."),
        ("Sorry, i forgot to mention im first aid trained", "I'm first aid trained."),
        ("I wish I’d told them about the Swindon depot!", "The Swindon depot!"),
        ("never brought up my NEBOSH", "My NEBOSH."),
        ("Please tell them that I can start in three weeks", "I can start in three weeks."),
        ("Went blank. What I should have told them is that I ran Avonmouth", "I ran Avonmouth."),
        ("That time I led ten people,", "That time I led ten people."),
        ("iOS and Sage 200", "iOS and Sage 200."),
        ("I hold a gold card. Would it be daft to say so?", "I hold a gold card."),
        ("mam uprawnienia UDT na wózki", "Mam uprawnienia UDT na wózki."),
    ],
)
def test_a_point_is_tidied(typed: str, told: str) -> None:
    assert tellings(typed)[0] == told


def test_two_sentences_at_most_and_then_one() -> None:
    assert tellings("I led ten. We won. It rained.") == ("I led ten. We won.", "I led ten.")


@pytest.mark.parametrize("typed", ["", "  ", "?!", "Can I still tell them?", "I forgot to mention"])
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
