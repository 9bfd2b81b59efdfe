"""Templates, compiled once, with their style already written into every element."""

import re
import textwrap
from functools import lru_cache
from pathlib import Path

import css_inline
from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from config.languages import ENGLISH, direction, tag, translations
from integrations.mail.address import clean_lines
from plugin.brand import Brand
from plugin.colour import Colour
from plugin.outbox.emails.rendered import Rendered

CARD, CARD_DARK = Colour("#ffffff"), Colour("#1d2226")
"""What an email's words stand on, light and dark: `.card` in the style sheet."""

SIDES = {"ltr": {"start": "left", "end": "right"}, "rtl": {"start": "right", "end": "left"}}
"""Where a line begins and ends, by the direction of writing."""

_TEMPLATES = Path(__file__).parent / "templates"
# Behind the preview, so that a locked phone shows none of the words that follow: a joiner, a non-joiner and a
# no-break space take up room and show nothing.
_PREVIEW_FILLER = "\N{COMBINING GRAPHEME JOINER}\N{ZERO WIDTH NON-JOINER}\N{NO-BREAK SPACE}" * 80
_WIDTH = 72  # characters: leaves a reader room to quote the text within 78

# Jinja's marks go through the HTML parser as comments and plain words: bare text in a table it would move.
_SHIELDS = (("{%", "<!--jinja%"), ("%}", "%jinja-->"), ("{{", "jinja-value("), ("}}", ")jinja-value"))
_BRAND_COLOUR = re.compile(r"\bbrand-(fill-dark-text|fill-dark|fill-text|fill|link)\b")
# Mail programs do not know logical properties: they get the side that is meant in the email's language.
_LOGICAL = re.compile(r"-inline-(start|end)\b")
_BETWEEN_DIGITS = re.compile(r"(?<=\d) (?=\d)")
_FILL = textwrap.TextWrapper(_WIDTH, break_long_words=False, break_on_hyphens=False).fill
_BLANK_LINES = re.compile(r"\n{3,}")


def render(
    template: str, subject: str, brand: Brand, *, language: str = ENGLISH, **facts: object
) -> Rendered:
    """The email of `templates/<template>.html` and `.txt`, which say the same, in that language."""
    known = {"subject": subject, "brand": brand, "palette": palette(brand.colour), **facts}
    environment = _environment(language)
    text = clean_lines(environment.get_template(f"{template}.txt").render(known))
    html = clean_lines(environment.get_template(f"{template}.html").render(known))
    return Rendered(subject, _BLANK_LINES.sub("\n\n", text).strip() + "\n", html)


def say(message: str, language: str, **facts: str) -> str:
    """A message that is said outside the templates, in that language, with these facts in it."""
    return translations(language).ugettext(message) % facts


@lru_cache(maxsize=1024)
def palette(colour: Colour) -> dict[str, Markup]:
    """A brand's colour as the style sheet needs it; every pair of them can be read (EM-18)."""
    fill_dark = colour.readable_on(CARD_DARK)
    colours = {
        "fill": colour,
        "fill_text": colour.text,
        "link": colour.readable_on(CARD),
        "fill_dark": fill_dark,
        "fill_dark_text": fill_dark.text,
    }
    # A colour stands in an email some fifty times: escaped here, it is not looked through each time.
    return {name: escape(shade.code) for name, shade in colours.items()}


@lru_cache
def _source(name: str) -> str:
    source = (_TEMPLATES / name).read_text(encoding="utf-8")
    return _styled(source) if name.endswith(".html") else source


def _styled(source: str) -> str:
    style = (_TEMPLATES / "style.css").read_text(encoding="utf-8")
    for mark, shield in _SHIELDS:
        source = source.replace(mark, shield)
    inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False, extra_css=style)
    whole = source.startswith("<!doctype html>")
    html = inliner.inline(source) if whole else css_inline.inline_fragment(source, style)
    for mark, shield in _SHIELDS:
        html = html.replace(shield, mark)
    html = _LOGICAL.sub(r"-{{ \1 }}", html)
    return _BRAND_COLOUR.sub(lambda found: "{{ palette." + found[1].replace("-", "_") + " }}", html)


@lru_cache(maxsize=1024)
def _wrapped(text: str) -> str:
    """Plain text in lines of `_WIDTH`; its own line breaks stay, and no link is broken."""
    return "\n".join(_FILL(line) for line in text.splitlines())


@lru_cache(maxsize=1024)
def _flowed(text: str) -> str:
    """As `_wrapped`, for a template's paragraph, whose line breaks mean nothing."""
    return "\n\n".join(_wrapped(" ".join(paragraph.split())) for paragraph in text.strip().split("\n\n"))


def _capital(text: str) -> str:
    """The first letter made a capital, and no other one touched."""
    return text[:1].upper() + text[1:]


def _unbroken(text: str) -> str:
    """The text with its phone numbers kept on one line."""
    return _BETWEEN_DIGITS.sub("\N{NO-BREAK SPACE}", text)


@lru_cache
def _environment(language: str) -> Environment:
    """The templates in one language. A message in them (`{% trans %}`) holds no tags: styles go into tags."""
    environment = Environment(
        loader=FunctionLoader(_source),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    environment.policies["ext.i18n.trimmed"] = True
    side = SIDES[direction(language)]
    environment.globals |= {"language": tag(language), "direction": direction(language), **side}
    environment.globals["preview_filler"] = _PREVIEW_FILLER
    environment.filters |= {
        "wrapped": _wrapped,
        "flowed": _flowed,
        "capital": _capital,
        "unbroken": _unbroken,
    }
    return environment
