"""A note as a link that opens it in the reader's own mail program (RFC 6068)."""

from urllib.parse import quote

from integrations.mail.address import clean


def mailto(subject: str, body: str, cc: str = "") -> str:
    """The link; whom it goes to is for its writer to fill in. `cc` is one address, empty for none."""
    fields = {"subject": clean(subject), "body": "\r\n".join(body.splitlines())}
    if cc:
        fields["cc"] = cc
    return "mailto:?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items())
