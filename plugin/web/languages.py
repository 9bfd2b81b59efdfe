"""The language that a page is written in: what the reader chose, or what we know that they read."""

from flask import Flask, g, request

from config.languages import ENGLISH, LANGUAGES, direction, own_name, tag, translations


def speak(app: Flask) -> None:
    """Let the templates of `app` say things (`_('…')`, `{% trans %}`) in the language of the request."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals |= {
        "language": language,
        "lang_tag": lambda: tag(language()),
        "direction": lambda: direction(language()),
        "languages": lambda: [(code, own_name(code)) for code in LANGUAGES],
    }


def language() -> str:
    """The language of this request's page; English until `choose` has said otherwise."""
    chosen: str = g.get("language", ENGLISH)
    return chosen


def choose(known: str) -> str:
    """Write this request's page in the language that its address or form names (`lang`), else in `known`."""
    asked = request.values.get("lang", "")
    g.language = asked if asked in LANGUAGES else known
    return language()


def gettext(message: str) -> str:
    """The message in the language of this request's page."""
    return translations(language()).ugettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The same for a counted thing."""
    return translations(language()).ungettext(singular, plural, number)
