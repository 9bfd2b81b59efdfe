"""A mail server that keeps what it takes, and can be held in the middle of a message, slow, or gone."""

import asyncio
import threading
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.servers import free_port


@dataclass(frozen=True, slots=True)
class Kept:
    """One message that was taken."""

    message_id: str
    recipient: str
    subject: str
    text: str


class MailSink:
    """Takes every message, unless told otherwise.

    While it is held, a message whose last byte has come waits for its answer. Every second one of those is
    kept first: when the sender is killed, half of what hangs in the air did arrive, as it does in life.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.kept: list[Kept] = []
        self.refused: set[str] = set()
        self.seconds = 0.0
        self.in_the_air = 0
        self._seen = 0
        self._open = threading.Event()
        self._open.set()
        self._listener: Controller | None = None

    @property
    def url(self) -> str:
        """Where it listens, or would."""
        return f"smtp://127.0.0.1:{self.port}?tls=none"

    def start(self) -> None:
        """Listen."""
        self._listener = Controller(self, hostname="127.0.0.1", port=self.port, enable_SMTPUTF8=True)
        self._listener.start()

    def stop(self) -> None:
        """Be gone: connections are refused."""
        if self._listener:
            self._listener.stop(no_assert=True)
            self._listener = None

    def hold(self) -> None:
        """Answer nothing from now on."""
        self._open.clear()

    def release(self) -> None:
        """Answer again, first whoever still waits."""
        self._open.set()

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        message = _read(envelope.content)
        await asyncio.sleep(self.seconds)
        self._seen += 1
        kept_first = bool(self._seen % 2)
        if kept_first:
            self.kept.append(message)
        # Where the sender is gone, aiosmtpd ends this here and what was not kept never will be.
        await self._wait()
        if not kept_first:
            self.kept.append(message)
        return f"250 2.0.0 kept as {len(self.kept)}"

    async def _wait(self) -> None:
        self.in_the_air += 1
        try:
            while not self._open.is_set():
                await asyncio.sleep(0.02)
        finally:
            self.in_the_air -= 1


def _read(raw: bytes) -> Kept:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(preferencelist=("plain",))
    return Kept(
        message_id=str(message["message-id"]).strip(" <>"),
        recipient=str(message["to"].addresses[0].addr_spec),
        subject=str(message["subject"]),
        text=body.get_content() if body else "",
    )
