"""The SMTP side: takes everything, unless told to misbehave."""

import asyncio
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.faults import FaultKind, Faults
from sandbox.mailbox.letters import Letters
from sandbox.server import HOST

GROUP = "Mail that comes in"

KINDS = (
    FaultKind("down", "Down", "Closes every connection before a word is said.", GROUP),
    FaultKind("slow", "Slow", "Takes its time before it accepts a message.", GROUP, "seconds", 3),
    FaultKind("refuse", "Refuse an address", "550: no such mailbox, for good.", GROUP, takes_subject=True),
    FaultKind("defer", "Not now", "451: try again later.", GROUP, takes_subject=True),
    FaultKind(
        "drop_after_data",
        "Take it, then go silent",
        "The message is kept, but the connection breaks before the 250: the sender cannot know.",
        GROUP,
        takes_subject=True,
    ),
)


class Receiver:
    """aiosmtpd's handler: what is answered to each command."""

    def __init__(self, letters: Letters, faults: Faults) -> None:
        self._letters = letters
        self._faults = faults

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept the address, or refuse it as told."""
        if self._faults.take("refuse", address) is not None:
            return "550 5.1.1 No such mailbox here"
        if self._faults.take("defer", address) is not None:
            return "451 4.7.1 Please try again later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the message."""
        await asyncio.sleep(self._faults.take("slow") or 0)
        raw = envelope.content
        self._letters.keep(
            envelope.mail_from or "", envelope.rcpt_tos, raw if isinstance(raw, bytes) else b""
        )
        struck = [self._faults.take("drop_after_data", address) for address in envelope.rcpt_tos]
        if any(amount is not None for amount in struck) and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return "250 2.0.0 Kept"


class _Door(SMTP):
    """A connection, which may be shut in the caller's face."""

    def __init__(self, receiver: Receiver, faults: Faults, **options: Any) -> None:
        super().__init__(receiver, **options)
        self._faults = faults

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if self._faults.take("down") is not None and isinstance(transport, asyncio.Transport):
            transport.abort()


class SmtpServer(Controller):
    """Listens on 127.0.0.1 in a thread of its own; `start()` and `stop()` are aiosmtpd's."""

    def __init__(self, letters: Letters, faults: Faults, port: int) -> None:
        self._faults = faults
        super().__init__(Receiver(letters, faults), hostname=HOST, port=port)

    def factory(self) -> SMTP:
        """One connection's protocol."""
        return _Door(self.handler, self._faults, ident="sandbox mailbox", enable_SMTPUTF8=True)
