"""Colours that stay readable, whatever colour an agency brings (EM-18)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.colour import BLACK, READABLE, WHITE, Colour

colours = st.integers(0, 0xFFFFFF).map(lambda number: Colour(f"#{number:06x}"))


@pytest.mark.parametrize(
    "wrong", ["", "red", "#fff", "#GGGGGG", "#1F6F64", "1f6f64", "#1f6f64;", "#1f6f64\n"]
)
def test_a_colour_is_written_in_one_way(wrong: str) -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        Colour(wrong)


def test_contrast_is_that_of_wcag() -> None:
    assert WHITE.contrast(BLACK) == 21
    assert WHITE.contrast(WHITE) == 1
    assert round(Colour("#767676").contrast(WHITE), 2) == 4.54
    assert round(Colour("#777777").contrast(WHITE), 2) == 4.48


@given(colour=colours)
def test_text_on_any_colour_can_be_read(colour: Colour) -> None:
    assert colour.text.contrast(colour) >= READABLE


@given(colour=colours, ground=colours)
def test_any_colour_can_be_made_readable_on_any_ground(colour: Colour, ground: Colour) -> None:
    assert colour.readable_on(ground).contrast(ground) >= READABLE


@given(colour=colours)
def test_a_readable_colour_stays_as_it_is(colour: Colour) -> None:
    readable = colour.readable_on(WHITE)

    assert readable.readable_on(WHITE) == readable
    assert (readable == colour) == (colour.contrast(WHITE) >= READABLE)
