"""The catalogues in `config/locales/` say every message of the code, and nothing else."""

import re

import pytest
from babel.messages.catalog import Message
from jinja2 import Environment, nodes

from config.languages import LANGUAGES, LOCALES
from tests.messages import catalogue, in_step, in_the_code
from tests.support.source import ROOT

OTHERS = pytest.mark.parametrize("language", LANGUAGES[1:])
FOR_STAFF = {
    "_desk.html",
    "_row_parts.html",
    "_sign_in_parts.html",
    "alert.html",
    "alert.txt",
    "desk.html",
    "journey.html",
    "pass_on.html",
    "pass_on.txt",
    "report.html",
    "sign_in.html",
    "sign_in.txt",
    "sign_in_gone.html",
    "sign_in_link.html",
    "sign_in_sent.html",
    "taken_back.html",
    "taken_back.txt",
}
"""The desk and what it is told by email stay English."""
TEMPLATES = sorted(
    path
    for folder in ("plugin/web/templates", "plugin/outbox/emails/templates")
    for path in (ROOT / folder).iterdir()
    if path.suffix in {".html", ".txt"} and path.name not in FOR_STAFF
)
NAMES = {"Afterview"}
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_ATTRIBUTE_SAID = re.compile(
    r'\b(?:aria-label|title|alt|placeholder|data-(?:said|done|failed)[\w-]*)="[^"\x00]+"'
)
_SAYING = {"_", "gettext", "ngettext"}


def texts(said: str | tuple[str, ...]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def test_polish_is_the_second_language() -> None:
    assert LANGUAGES == ("en", "pl")


@OTHERS
def test_a_catalogue_holds_the_messages_of_the_code(language: str) -> None:
    """Mend it with `make messages`, and translate what is new."""
    assert (LOCALES / f"{language}.po").read_text(encoding="utf-8") == in_step(language)


@OTHERS
def test_every_message_is_translated_in_every_plural_form(language: str) -> None:
    forms = catalogue(language).num_plurals

    left = [
        message.id
        for message in messages(language)
        if message.fuzzy
        or not all(texts(message.string))
        or len(texts(message.string)) != (forms if message.pluralizable else 1)
    ]

    assert left == []


@OTHERS
def test_a_translation_names_what_its_message_names(language: str) -> None:
    differ = {
        message.id: said
        for message in messages(language)
        for said in texts(message.string)
        if placeholders(said) != placeholders(texts(message.id)[0])
        or _PLACEHOLDER.sub("", said).count("%") != _PLACEHOLDER.sub("", texts(message.id)[0]).count("%")
    }

    assert differ == {}


def test_a_message_of_an_email_holds_no_tags() -> None:
    """Styles are written into an email's tags before its messages are read."""
    with_tags = [
        message.id for message in in_the_code() if message.id and any("<" in one for one in texts(message.id))
    ]

    assert with_tags == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_past_the_catalogues(template: object) -> None:
    source = template.read_text(encoding="utf-8")  # type: ignore[attr-defined]

    assert said_as_it_stands(source) == set()


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello {{ name }}</p>",
        "{{ choice('Stop more') }}",
        '<nav aria-label="Your notes">',
        "{% set title = 'Emails stopped' if stopped else _('Stop emails') %}",
    ],
)
def test_words_past_the_catalogues_are_found(source: str) -> None:
    assert said_as_it_stands(source) != set()


def test_words_of_the_catalogues_are_let_be() -> None:
    source = "<p class='lead'>{% trans %}Hello{% endtrans %} {{ _('How did it go?') }} &nbsp;</p>"

    assert said_as_it_stands(source) == set()


def said_as_it_stands(source: str) -> set[str]:
    """The words of a template that no catalogue can say in another language."""
    parsed = Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(source)
    plain: list[str] = []
    strings: list[str] = []
    collect(parsed, plain, strings)
    page = "".join(plain)
    shown = re.sub(r"&\w+;", " ", _TAG.sub(" ", page)).replace("\x00", " ")
    bare = {word for word in re.findall(r"[A-Za-z]{2,}", shown) if word not in NAMES}
    attributes = {found for found in _ATTRIBUTE_SAID.findall(page) if re.search('"[^"]*[A-Za-z]', found)}
    sentences = {string for string in strings if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", string)}
    return bare | attributes | sentences


def collect(node: nodes.Node, plain: list[str], strings: list[str]) -> None:
    """What is written as it stands, with a mark for each expression, and strings that are not messages."""
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in _SAYING:
        plain.append("\x00")
        for named in node.kwargs:
            collect(named.value, plain, strings)
        return
    if isinstance(node, nodes.TemplateData):
        plain.append(node.data)
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        strings.append(node.value)
    for child in node.iter_child_nodes():
        collect(child, plain, strings)
        if isinstance(node, nodes.Output) and not isinstance(child, nodes.TemplateData):
            plain.append("\x00")
