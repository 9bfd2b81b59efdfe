"""A note as a link: what a mail program makes of it is what was typed (RFC 6068)."""

from urllib.parse import unquote, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from integrations.mail.address import clean
from plugin.outbox.emails.mailto import mailto

TYPED = st.text(st.characters(codec="utf-8"))


def opened(link: str) -> dict[str, str]:
    """The fields as a mail program reads them: '+' is a plus there, not a space."""
    parts = urlsplit(link)
    assert (parts.scheme, parts.path, parts.fragment) == ("mailto", "", "")
    fields = dict(field.split("=", 1) for field in parts.query.split("&"))
    return {name: unquote(value, errors="strict") for name, value in fields.items()}


@given(TYPED, TYPED)
def test_what_was_typed_comes_out_again_with_the_line_breaks_of_mail(subject: str, body: str) -> None:
    read = opened(mailto(subject, body))

    assert set(read) == {"subject", "body"}
    assert read["subject"] == clean(subject)
    assert read["body"].split("\r\n") == (body.splitlines() or [""])


@given(TYPED, TYPED)
def test_no_text_adds_a_field_or_a_recipient(subject: str, body: str) -> None:
    link = mailto(subject, body, "sam@harbour.example")

    assert link.isascii()
    assert set(opened(link)) == {"subject", "body", "cc"}
    assert opened(link)["cc"] == "sam@harbour.example"


def test_a_note_of_two_paragraphs() -> None:
    assert mailto("Thank you", "Dear Priya,\n\n1 + 1?") == (
        "mailto:?subject=Thank%20you&body=Dear%20Priya%2C%0D%0A%0D%0A1%20%2B%201%3F"
    )
