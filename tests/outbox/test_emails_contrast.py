"""Every word of the emails can be read on its ground, light and dark, under any brand's colour (EM-18)."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.colour import READABLE, Colour
from plugin.outbox.emails import rendering

CSS = (Path(rendering.__file__).parent / "templates" / "style.css").read_text(encoding="utf-8")
LIGHT, DARK = CSS.split("@media (prefers-color-scheme: dark)")
PAIRS = [
    ("masthead", "page"),
    ("foot", "page"),
    ("foot-link", "page"),
    ("card", "card"),
    ("quiet", "card"),
    ("panel", "panel"),
    ("panel-label", "panel"),
    ("step-link", "step-link"),
    ("draft-text", "draft-text"),
]


def declared(css: str, name: str, what: str) -> Colour:
    for rule in re.finditer(r"([^{}]+)\{([^{}]*)\}", css):
        if f".{name}" in re.split(r"[,\s]+", rule[1].strip()):
            found = re.search(rf"(?:^|[;\s]){what}: (#[0-9a-f]{{6}})", rule[2])
            if found:
                return Colour(found[1])
    raise AssertionError(f".{name} declares no {what}")


@pytest.mark.parametrize("css", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("words", "ground"), PAIRS)
def test_words_can_be_read_on_their_ground(css: str, words: str, ground: str) -> None:
    colour, background = declared(css, words, "color"), declared(css, ground, "background-color")

    assert colour.contrast(background) >= READABLE


@given(number=st.integers(0, 0xFFFFFF))
def test_a_brands_own_colour_can_be_read_wherever_it_is_used(number: int) -> None:
    written = rendering.palette(Colour(f"#{number:06x}"))
    palette = {name: Colour(str(code)) for name, code in written.items()}

    assert palette["fill_text"].contrast(palette["fill"]) >= READABLE
    assert palette["fill_dark_text"].contrast(palette["fill_dark"]) >= READABLE
    assert palette["link"].contrast(declared(LIGHT, "card", "background-color")) >= READABLE
    assert palette["fill_dark"].contrast(declared(DARK, "card", "background-color")) >= READABLE
