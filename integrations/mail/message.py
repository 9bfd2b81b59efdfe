"""One message as the bytes of RFC 5322: a fixed frame around two quoted-printable bodies.

The standard library's `EmailMessage` takes about 3 ms to build one of these, most of all that a mail costs
us. This takes a tenth, and its tests read every result back with that same library.
"""

import binascii
import hashlib
import re
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from functools import lru_cache

from integrations.mail.address import ascii_address, clean
from integrations.mail.contract import Mailbox, Message

# Quoted-printable writes every '=' as '=3D' or at the end of a line, so '=_' can stand in neither body.
_BOUNDARY = "=_afterview_part"
_HEADERS_END = f"""\
MIME-Version: 1.0\r
Content-Type: multipart/alternative; boundary="{_BOUNDARY}"\r
\r
"""
_PART = f"""\
--{_BOUNDARY}\r
Content-Type: text/%s; charset=utf-8\r
Content-Transfer-Encoding: quoted-printable\r
\r
"""
_PLAIN, _HTML = (_PART % "plain").encode(), (_PART % "html").encode()
_END = f"--{_BOUNDARY}--\r\n".encode()

_LINE = 76  # RFC 5322 asks for 78 at most; RFC 2047 for 76 where a word is encoded.
_LONGEST_LINE = 998  # RFC 5322, 2.1.1: a server may refuse or break what is longer.
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_HEADER_VALUE = re.compile(r"[!-~]([ -~]*[!-~])?")
_MESSAGE_ID = re.compile(r"[A-Za-z0-9.-]{1,120}@[A-Za-z0-9.-]{1,120}")
_OURS = frozenset(
    {
        "auto-submitted",
        "bcc",
        "cc",
        "content-transfer-encoding",
        "content-type",
        "date",
        "from",
        "message-id",
        "mime-version",
        "reply-to",
        "sender",
        "subject",
        "to",
    }
)


def message_id(effect: str, domain: str) -> str:
    """The Message-ID of an effect, without angle brackets: the same effect, the same id (RL-07).

    An international domain stands in it as IDNA (EM-15). Raises `AddressRefused` for one that is none.
    """
    if not domain.isascii():
        domain = ascii_address(f"postmaster@{domain}").rpartition("@")[2]
    return f"{hashlib.sha256(effect.encode()).hexdigest()[:32]}@{domain}"


def to_bytes(message: Message, date: datetime) -> bytes:
    """The whole message, every line ending in CRLF and none beyond 998 bytes; `date` is aware.

    Raises `AddressRefused` for an address that cannot be mailed. Raises `ValueError` for a Message-ID or a
    further header that the caller made wrongly: those are ours, and no name or text can reach them.
    """
    head = "".join((*_headers(message, date), _HEADERS_END))
    return b"".join(
        (
            head.encode("ascii"),
            _PLAIN,
            _quoted_printable(message.text),
            _HTML,
            _quoted_printable(message.html),
            _END,
        )
    )


def _headers(message: Message, date: datetime) -> list[str]:
    if not _MESSAGE_ID.fullmatch(message.message_id):
        raise ValueError("a Message-ID is letters, digits, dots and hyphens on both sides of one @")
    lines = [
        f"Date: {format_datetime(date)}\r\n",
        f"Message-ID: <{message.message_id}>\r\n",
        _mailbox("From", message.sender),
        _mailbox("To", message.to),
        f"Subject: {_words('Subject', clean(message.subject))}\r\n",
    ]
    if message.reply_to:
        lines.append(_mailbox("Reply-To", message.reply_to))
    lines.append("Auto-Submitted: auto-generated\r\n")
    lines.extend(_further(name, value) for name, value in message.headers.items())
    return lines


def _mailbox(header: str, mailbox: Mailbox) -> str:
    address = ascii_address(mailbox.address)
    name = _phrase(header, clean(mailbox.name))
    if not name:
        return f"{header}: {address}\r\n"
    last_line = name.rpartition("\r\n ")[2]
    # A line that is the first one also holds the header's name, at most 'Reply-To: '.
    gap = " " if len(last_line) + len(address) + 14 <= _LINE else "\r\n "
    return f"{header}: {name}{gap}<{address}>\r\n"


def _phrase(header: str, name: str) -> str:
    quoted = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"' if name else ""
    if name.isascii() and "=?" not in name and len(header) + 2 + len(quoted) <= _LINE:
        return quoted
    return _encoded(header, name)


def _words(header: str, text: str) -> str:
    if text.isascii() and "=?" not in text:
        if len(header) + 2 + len(text) <= _LINE:
            return text
        if max(map(len, text.split(" "))) <= _LINE - len(header) - 2:
            return _folded(header, text)
    return _encoded(header, text)


@lru_cache(maxsize=256)  # many messages of a batch have the same subject
def _folded(header: str, text: str) -> str:
    return Header(text, "us-ascii", maxlinelen=_LINE, header_name=header).encode(linesep="\r\n")


@lru_cache(maxsize=256)
def _encoded(header: str, text: str) -> str:
    return Header(text, "utf-8", maxlinelen=_LINE, header_name=header).encode(linesep="\r\n")


def _further(name: str, value: str) -> str:
    known = _HEADER_NAME.fullmatch(name) and name.lower() not in _OURS and _HEADER_VALUE.fullmatch(value)
    line = f"{name}: {value}\r\n"
    if not known or len(line) > _LONGEST_LINE:
        raise ValueError(f"not a further header that a message may carry: {name!r}")
    return line


def _quoted_printable(body: str) -> bytes:
    # b2a_qp breaks lines as the body's first line ends: '\n' everywhere, then CRLF everywhere.
    unix = body.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    return binascii.b2a_qp(unix.encode("utf-8", "replace")).replace(b"\n", b"\r\n")
