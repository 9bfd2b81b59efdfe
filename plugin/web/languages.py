"""The language that a page is written in: what the reader chose, or what we know that they read."""

from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, request

from config.languages import ENGLISH, LANGUAGES, direction, own_name, tag, translations

_KEEPING = frozenset({"survey", "composer", "stop"})
"""A candidate goes from page to page of these blueprints, and the language that they chose comes along."""


def speak(app: Flask) -> None:
    """Let the templates of `app` say things (`_('…')`, `{% trans %}`) in the language of the request."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals |= {
        "language": language,
        "lang_tag": lambda: tag(language()),
        "direction": lambda: direction(language()),
        "languages": lambda: [(code, own_name(code), _here_in(code)) for code in LANGUAGES],
    }
    app.url_defaults(_keep_choice)


def language() -> str:
    """The language of this request's page; English until `choose` has said otherwise."""
    chosen: str = g.get("language", ENGLISH)
    return chosen


def chosen() -> str:
    """The language that the page's address names: the reader chose it. Empty if none."""
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else ""


def choose(known: str) -> str:
    """Write this request's page in the language that its address names, else in `known`."""
    g.language = chosen() or known
    return language()


def choose_for_a_stranger() -> str:
    """The same where we do not know who reads: in the language that their browser asks for."""
    asked = (locale.partition("-")[0].casefold() for locale in request.accept_languages.values())
    return choose(next((code for code in asked if code in LANGUAGES), ENGLISH))


def gettext(message: str) -> str:
    """The message in the language of this request's page."""
    return translations(language()).ugettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The same for a counted thing."""
    return translations(language()).ungettext(singular, plural, number)


def _here_in(code: str) -> str:
    """The address of this very page in another language."""
    return f"?{urlencode({**request.args.to_dict(), 'lang': code})}"


def _keep_choice(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint.partition(".")[0] in _KEEPING and chosen():
        values.setdefault("lang", chosen())
    elif endpoint == "home.accessibility" and language() != ENGLISH:
        values.setdefault("lang", language())
