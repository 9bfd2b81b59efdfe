"""The languages that candidates read: which there are, and what pages and emails say in them.

English is the language of the source. Every other one has a catalogue of messages (`locales/<language>.po`,
in gettext's format), a coaching library (`coaching/<language>/`) and the questions
(`surveys/reflection.<language>.toml`).
"""

import io
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

ENGLISH = "en"
LOCALES = Path(__file__).parent / "locales"
LANGUAGES = (ENGLISH, *sorted(path.stem for path in LOCALES.glob("*.po")))
"""ISO 639-1 codes, English first."""


def language_of(locale: str) -> str:
    """The language for a candidate's locale ('pl-PL', 'pl_PL', 'pl'); English where we have no other."""
    language = locale.replace("_", "-").partition("-")[0].casefold()
    return language if language in LANGUAGES else ENGLISH


def own_name(language: str) -> str:
    """What its speakers call the language: 'English', 'polski'."""
    return _locale(language).get_language_name(language) or language


def direction(language: str) -> str:
    """Which way it is written: 'ltr' or 'rtl'."""
    return str(_locale(language).text_direction)


def tag(language: str) -> str:
    """The tag for a page's `lang`: 'en-GB', 'pl'."""
    return str(_locale(language)).replace("_", "-")


def spelt_out(day: date, language: str) -> str:
    """A date as people say it: 'Tuesday 3 March', 'wtorek, 3 marca'."""
    locale = _locale(language)
    # Babel's own choice for a long date without a year abbreviates: this is its short one with long names.
    short = str(locale.datetime_skeletons["MMMEd"].pattern)
    return format_date(day, short.replace("MMM", "MMMM").replace("E", "EEEE"), locale=locale)


def listed(names: Sequence[str], language: str) -> str:
    """'A', 'A and B', 'A, B and C'."""
    return format_list(list(names), locale=_locale(language))


def gettext_noop(message: str) -> str:
    """The message as it is: it is only marked for the catalogues here, and said elsewhere."""
    return message


@cache
def translations(language: str) -> NullTranslations:
    """The messages in this language, plural forms included; without a catalogue, as in the source."""
    path = LOCALES / f"{language}.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        catalog = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)


def _locale(language: str) -> Locale:
    # A British page writes 'Tuesday 3 March'; plain 'en' is American.
    return Locale.parse("en_GB" if language == ENGLISH else language)
