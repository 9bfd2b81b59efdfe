"""Where a mail server is and how it must be spoken to, read from one URL."""

import ipaddress
import re
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit


class Tls(StrEnum):
    """When a connection is encrypted: from its first byte, by STARTTLS, or never."""

    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    NONE = "none"


CONNECTIONS = 8
"""Of one process to one server, unless its URL says otherwise. Common servers allow a client 10 to 50."""
_PORTS = {Tls.IMPLICIT: 465, Tls.STARTTLS: 587, Tls.NONE: 25}


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server and our login there; an empty `user` means none is needed.

    `connections` is how many one process may have open there at one time.
    """

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)
    connections: int = CONNECTIONS

    @property
    def is_loopback(self) -> bool:
        """Whether the server is this machine itself."""
        return _is_loopback(self.host)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def read_url(url: str) -> Server:
    """`smtp://user:password@host:port?tls=starttls|none` or `smtps://…`; special characters percent-encoded.

    Without a port, the usual one; without `tls`, none to this machine and STARTTLS to any other. Both take
    `connections=3`, for a server that allows a client no more than that; without it, 8. Raises `ValueError`,
    never with the password in it, for anything else, and for `tls=none` to another machine: there is no
    plain way out (EM-20).
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(
            "the mail server's URL cannot be read: percent-encode what is not a letter or digit"
        ) from None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path.strip("/") or parts.fragment:
        raise ValueError("the mail server's URL begins smtp:// or smtps:// and names a host, and no folder")
    options = parse_qs(parts.query, keep_blank_values=True)
    connections = _connections(options.pop("connections", [str(CONNECTIONS)]))
    tls = _tls(parts, options)
    if tls is Tls.NONE and not _is_loopback(parts.hostname):
        raise ValueError("tls=none is for a mail server on this machine only: use tls=starttls, or smtps://")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    # smtplib sends both as ASCII and raises UnicodeEncodeError for anything else.
    if not (user + password).isascii():
        raise ValueError("the mail server's user and password are ASCII only")
    return Server(parts.hostname, port or _PORTS[tls], tls, user, password, connections)


def _connections(given: list[str]) -> int:
    if len(given) != 1 or not re.fullmatch("[1-9][0-9]?", given[0], re.ASCII):
        raise ValueError("the mail server's connections are one number from 1 to 99")
    return int(given[0])


def _tls(parts: SplitResult, options: dict[str, list[str]]) -> Tls:
    if parts.scheme == "smtps":
        if options:
            raise ValueError("smtps:// is always encrypted and takes no option but connections")
        return Tls.IMPLICIT
    usual = Tls.NONE if _is_loopback(parts.hostname or "") else Tls.STARTTLS
    wanted = options.pop("tls", [usual])
    if options or wanted not in ([Tls.STARTTLS], [Tls.NONE]):
        raise ValueError("smtp:// takes tls=starttls or tls=none, and connections")
    return Tls(wanted[0])


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
