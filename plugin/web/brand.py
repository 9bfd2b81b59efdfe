"""An agency's colour as a stylesheet: buttons, the text on them, and links, on light and on dark pages."""

from plugin.colour import Colour

_LIGHT_GROUND = Colour("#ece7df")
"""The darkest ground that a link stands on by day, a little darker than any in `page.css`."""
_DARK_GROUND = Colour("#33302c")
"""The lightest by night."""


def brand_css(colour: Colour) -> str:
    """The custom properties that take the place of the brand's in `page.css`."""
    link = colour.readable_on(_LIGHT_GROUND)
    # A dark button would sink into a dark page, so by night it has the link's lighter shade.
    bright = colour.readable_on(_DARK_GROUND)
    dark = f"@media (prefers-color-scheme:dark){{{_properties(bright, bright)}}}"
    return f"{_properties(colour, link)}\n{dark}\n"


def _properties(button: Colour, link: Colour) -> str:
    return f":root{{--brand:{button};--on-brand:{button.text};--brand-text:{link}}}"
