"""What a mail server's reply means for one message: RFC 5321 codes, and RFC 3463's where it gives them."""

import re
from dataclasses import dataclass

from integrations.errors import (
    AddressDeferred,
    AddressRefused,
    CallFailed,
    CredentialsRefused,
    IntegrationError,
    RateLimited,
    Refused,
)

_ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")
_SHOWN = 200

# 530: sign in first; 534 and 538: not by this mechanism; 535: wrong name or password (RFC 4954, 6).
_SIGN_IN = frozenset({530, 534, 535, 538})


@dataclass(frozen=True, slots=True)
class SmtpReply:
    """One reply. A `code` of -1 is smtplib's for an answer without one."""

    code: int
    text: str

    @property
    def accepted(self) -> bool:
        """Whether the server did what it was asked."""
        return 200 <= self.code < 300

    @property
    def final(self) -> bool:
        """Whether it is an answer at all: done, not now, or never."""
        return 200 <= self.code < 600

    @property
    def enhanced(self) -> str:
        """The status that says more than the code, as '5.1.1'; empty if the server gives none."""
        found = _ENHANCED.match(self.text)
        return found[1] if found else ""

    def __str__(self) -> str:
        # A server repeats the address it refuses, and errors are logged.
        return f"{self.code} {_ADDRESS.sub('<address>', ' '.join(self.text.split()))[:_SHOWN]}"


def refusal(command: str, reply: SmtpReply) -> IntegrationError:
    """The error for a reply to `command` that is not the one hoped for; the message was surely not taken."""
    said = f"The mail server answered {command} with {reply}"
    if reply.code in _SIGN_IN or (command == "AUTH" and reply.code >= 500):
        return CredentialsRefused(f"{said}: check the user and password in the mail server's URL.")
    if command == "RCPT" and reply.code in range(400, 500) and reply.code != 421:
        return AddressDeferred(f"{said}.")
    if reply.code == 421 or reply.enhanced.startswith("4.7."):
        return RateLimited(f"{said}: it wants fewer messages at a time.")
    if not 500 <= reply.code < 600:
        return CallFailed(f"{said}.")
    if _refuses_the_address(command, reply):
        return AddressRefused(f"{said}.")
    return Refused(f"{said}.")


def _refuses_the_address(command: str, reply: SmtpReply) -> bool:
    """5.7.x after RCPT is about us (no relaying, a block list): the address itself may be good."""
    if command == "RCPT":
        return not reply.enhanced.startswith("5.7.")
    return command == "DATA" and reply.enhanced in {"5.1.1", "5.1.2", "5.1.6", "5.1.10", "5.2.1"}
