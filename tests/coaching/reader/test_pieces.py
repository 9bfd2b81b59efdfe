"""A text in word pieces: the same as the vocabulary's makers cut it, each with its place in the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.reading import HOME
from plugin.coaching.reader.pieces import Piece, Vocabulary, load_vocabulary

SMALL = Vocabulary({"[UNK]": 0, "un": 1, "##able": 2, "cafe": 3, "!": 4, "你": 5, "i": 6, "'": 7, "m": 8})


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary(HOME / "vocabulary.txt")


def test_a_word_is_cut_into_the_longest_pieces_there_are():
    assert SMALL.pieces("unable", 9) == [Piece(1, 0, 2), Piece(2, 2, 6)]


def test_case_and_accents_do_not_matter_and_places_are_of_the_text_itself():
    assert SMALL.pieces(" CAFÉ!", 9) == [Piece(3, 1, 5), Piece(4, 5, 6)]


def test_an_apostrophe_stands_alone():
    assert SMALL.pieces("I'm", 9) == [Piece(6, 0, 1), Piece(7, 1, 2), Piece(8, 2, 3)]


def test_chinese_characters_stand_alone():
    assert SMALL.pieces("你你", 9) == [Piece(5, 0, 1), Piece(5, 1, 2)]


def test_what_the_vocabulary_lacks_is_one_unknown_piece():
    assert SMALL.pieces("xyz i", 9) == [Piece(0, 0, 3), Piece(6, 4, 5)]


def test_a_run_of_letters_that_is_no_word_is_one_unknown_piece():
    assert SMALL.pieces("u" * 101, 9) == [Piece(0, 0, 101)]


def test_no_more_pieces_than_asked_for():
    assert SMALL.pieces("i i i i", 2) == [Piece(6, 0, 1), Piece(6, 2, 3)]


def test_the_vocabulary_has_its_marks_where_bert_has_them(vocabulary):
    numbers = [vocabulary.numbers[mark] for mark in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "##s")]

    assert numbers == [0, 100, 101, 102, 1996, 2015]


@given(text=st.text())
def test_any_text_has_pieces_in_order_that_cover_something_of_it(vocabulary, text):
    pieces = vocabulary.pieces(text, 50)

    places = [(piece.start, piece.end) for piece in pieces]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)
