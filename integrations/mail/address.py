"""Names and addresses, made safe to stand in a header."""

import re
import unicodedata
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from integrations.errors import AddressRefused

# Control characters and line separators; then lone surrogates, and the bidi marks, embeddings, overrides and
# isolates, which can make a name read as another one.
_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_UNSEEN = re.compile("[\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_HIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|{_UNSEEN.pattern}")


def clean(text: str) -> str:
    """One line of text, in NFC, without control or bidi override characters (EM-14).

    Such a name is cleaned and not refused: a bad character in the ATS must not stop the mail.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    visible = _UNSEEN.sub("", _BREAKS.sub(" ", text))
    return " ".join(unicodedata.normalize("NFC", visible).split())


def clean_lines(text: str) -> str:
    """Text of several lines without control or bidi override characters; its line breaks and tabs stay."""
    return _HIDDEN.sub("", text)


@lru_cache(maxsize=64)  # a batch shares its sender, and every recipient is asked about twice
def ascii_address(address: str) -> str:
    """The address as SMTP carries it: its domain in lower case and IDNA, its local part ASCII (EM-15).

    Raises `AddressRefused`, without repeating the address. Reserved names are let through under `.test` only.
    """
    try:
        checked = validate_email(
            address, check_deliverability=False, allow_smtputf8=False, test_environment=True
        )
    except EmailNotValidError as problem:
        raise AddressRefused(
            "The address is not one that mail can be sent to: check it in the ATS."
        ) from problem
    if checked.ascii_email is None:
        raise AddressRefused("The address needs SMTPUTF8, which few mail servers take.")
    return checked.ascii_email
