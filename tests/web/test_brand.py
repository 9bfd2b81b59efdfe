"""An agency's colour, whatever it is, stays readable (AC-01)."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from plugin.colour import READABLE, Colour
from plugin.web import brand
from plugin.web.brand import brand_css

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: Colour(f"#{number:06x}"))
STYLE = (Path(brand.__file__).parent / "assets" / "page.css").read_text()


def schemes(css: str) -> list[dict[str, Colour]]:
    """The colours by day and by night."""
    return [
        {name: Colour(value) for name, value in re.findall(r"--([\w-]+): ?(#[0-9a-f]{6})", block)}
        for block in re.findall(r":root ?{(.*?)}", css, re.DOTALL)[:2]
    ]


@given(COLOURS)
def test_every_brand_is_readable_on_every_ground(colour: Colour) -> None:
    for ours, page in zip(schemes(brand_css(colour)), schemes(STYLE), strict=True):
        assert ours["on-brand"].contrast(ours["brand"]) >= READABLE
        for ground in ("page", "card"):
            assert ours["brand-text"].contrast(page[ground]) >= READABLE


def test_brand_that_is_readable_already_is_kept() -> None:
    day, _ = schemes(brand_css(Colour("#7a2e4d")))

    assert day == {
        "brand": Colour("#7a2e4d"),
        "on-brand": Colour("#ffffff"),
        "brand-text": Colour("#7a2e4d"),
    }
