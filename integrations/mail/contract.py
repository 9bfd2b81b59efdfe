"""What a mail transport is, and the message it carries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from integrations.errors import IntegrationError


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A display name and an address. Names are free of control characters by `integrations.mail.message`."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One email, rendered. `message_id` is without its angle brackets and made from the effect (RL-07);
    `headers` are further ones, as `List-Unsubscribe`. `tag` is our reference, for a provider's own log."""

    message_id: str
    sender: Mailbox
    to: Mailbox
    subject: str
    text: str
    html: str
    reply_to: Mailbox | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    tag: str = ""


class Transport(Protocol):
    """Hands messages to a mail server. Safe to share between threads.

    `at_once` is how many it carries at one time for one thread.
    """

    at_once: int

    def send_all(self, messages: Sequence[Message]) -> Sequence[str | IntegrationError]:
        """Hand over messages at one time: what `send` answers or raises for each of them, in their order."""

    def send(self, message: Message) -> str:
        """Hand over one message; the server's own reference, or ''.

        Raises `CallFailed` where it surely did not go (no connection, 4xx), `AddressRefused` or `Refused`
        for a 5xx, `OutcomeUnknown` where the connection broke after the message's data had been sent.
        """

    def find(self, message_id: str) -> bool | None:
        """Whether the provider took this message; None where it cannot be asked (SMTP)."""

    def check(self) -> str:
        """Prove that the server can be reached and takes our login; says who answered."""

    def close(self) -> None:
        """Let go of every connection held open."""
