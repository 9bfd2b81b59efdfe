"""The messages that candidates read: found in the code, and kept in a catalogue for each language."""

import io
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from config.languages import LOCALES, own_name
from tests.support.source import ROOT

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "say": None,
}
"""By what a message is known in the code."""
_JINJA = {"trimmed": "true", "silent": "false"}
_METHODS = [("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2"), ("**.py", "python")]
_OPTIONS = {pattern: _JINJA for pattern, method in _METHODS if method == "jinja2"}


def in_the_code() -> Catalog:
    """Every message of the plugin's pages and emails, and the files that say it."""
    found = Catalog()
    plugin = ROOT / "plugin"
    for name, _line, message, comments, context in extract_from_dir(
        plugin, _METHODS, _OPTIONS, KEYWORDS, strip_comment_tags=True
    ):
        found.add(message, locations=[(f"plugin/{name}", 0)], auto_comments=comments, context=context)
    return found


def catalogue(language: str) -> Catalog:
    """A language's catalogue as it lies in `config/locales/`."""
    with _path(language).open("rb") as file:
        return read_po(file, locale=language)


def in_step(language: str) -> str:
    """A language's catalogue with exactly the messages of the code; what they are translated to is kept.

    A message whose words have changed is a new one, and stands empty. No dates and no lines of files: they
    would change without a word being changed.
    """
    kept = catalogue(language)
    kept.update(in_the_code(), no_fuzzy_matching=True)
    kept.obsolete.clear()
    written = io.BytesIO()
    write_po(written, kept, width=110, omit_header=True, include_lineno=False, sort_output=True)
    return _header(kept, language) + written.getvalue().decode()


def write(language: str) -> None:
    """Bring a language's catalogue into step with the code."""
    _path(language).write_text(in_step(language), encoding="utf-8")


def _header(catalog: Catalog, language: str) -> str:
    return (
        f"# {own_name(language)}: what pages and emails say. `make messages` keeps it in step with the code\n"
        'msgid ""\n'
        'msgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n'
        "\n"
    )


def _path(language: str) -> Path:
    return LOCALES / f"{language}.po"
