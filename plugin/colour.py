"""Colours that stay readable: WCAG 2.2 contrast, whatever colour an agency brings."""

import re
from dataclasses import dataclass

_HEX = re.compile(r"#[0-9a-f]{6}")

READABLE = 4.5
"""The least contrast of text and its ground (WCAG 2.2, 1.4.3, AA)."""


@dataclass(frozen=True, slots=True, order=True)
class Colour:
    """An sRGB colour, written '#rrggbb' in lower case. Raises `ValueError` for anything else."""

    code: str

    def __post_init__(self) -> None:
        if not _HEX.fullmatch(self.code):
            raise ValueError(f"a colour is written #rrggbb, in lower case, and not {self.code!r}")

    def __str__(self) -> str:
        return self.code

    @property
    def text(self) -> "Colour":
        """Black or white, whichever reads better on this colour; one of them is always readable."""
        return max(WHITE, BLACK, key=self.contrast)

    def contrast(self, other: "Colour") -> float:
        """The contrast ratio of the two, from 1 to 21 (WCAG 2.2)."""
        low, high = sorted((self._luminance, other._luminance))
        return (high + 0.05) / (low + 0.05)

    def readable_on(self, ground: "Colour") -> "Colour":
        """This colour, made darker or lighter only as far as it needs to be read on `ground`."""
        steps = (self._towards(ground.text, step / 20) for step in range(21))
        return next(colour for colour in steps if colour.contrast(ground) >= READABLE)

    @property
    def _rgb(self) -> tuple[int, int, int]:
        return int(self.code[1:3], 16), int(self.code[3:5], 16), int(self.code[5:7], 16)

    @property
    def _luminance(self) -> float:
        red, green, blue = map(_linear, self._rgb)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def _towards(self, other: "Colour", share: float) -> "Colour":
        mixed = (round(a + (b - a) * share) for a, b in zip(self._rgb, other._rgb, strict=True))
        return Colour("#" + "".join(f"{channel:02x}" for channel in mixed))


WHITE, BLACK = Colour("#ffffff"), Colour("#000000")


def _linear(channel: int) -> float:
    value = channel / 255
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
