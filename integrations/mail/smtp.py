"""Mail by SMTP: connections kept open, and each failure told by whether the message may have gone."""

import ssl
from collections import deque
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from integrations.errors import Refused
from integrations.mail.address import ascii_address
from integrations.mail.contract import Message
from integrations.mail.message import to_bytes
from integrations.mail.server import read_url
from integrations.mail.session import Session, StaleConnectionError, Timeouts, open_session

# Servers let go of a quiet connection after one to five minutes; one that a firewall forgot costs a timeout.
_IDLE_LIMIT = timedelta(seconds=45)


class SmtpTransport:
    """A `Transport` to the server of `url`, as `integrations.mail.server.read_url` takes it.

    `only_domains`, where there are any, are the only recipients' domains to be mailed through any server but
    this machine's own (EM-21); everybody else is `Refused`. `context` trusts a private certificate authority.
    Nothing is opened until the first message, so a worker may fork first.
    """

    def __init__(
        self,
        url: str,
        only_domains: Collection[str] = (),
        context: ssl.SSLContext | None = None,
        timeouts: Timeouts | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._server = read_url(url)
        self._only_domains = frozenset(map(str.lower, only_domains))
        self._context = context or ssl.create_default_context()
        self._timeouts = timeouts or Timeouts()
        self._now = now
        self._idle: deque[tuple[Session, datetime]] = deque()

    def send(self, message: Message) -> str:
        """Hand over one message; the server's words on taking it. Raises as `Transport.send`.

        A connection that has gone stale is replaced once, unseen: nothing had been sent on it.
        """
        sender, recipient = ascii_address(message.sender.address), ascii_address(message.to.address)
        self._guard(recipient)
        raw = to_bytes(message, self._now())
        with suppress(StaleConnectionError):
            if session := self._take():
                return self._use(session, sender, recipient, raw)
        try:
            return self._use(self._open(), sender, recipient, raw)
        except StaleConnectionError as stale:
            raise stale.error from stale

    def find(self, message_id: str) -> bool | None:
        """None: SMTP has no way to ask."""
        return None

    def check(self) -> str:
        """Connect, encrypt and sign in as for a message; says who answered. Raises as `open_session`."""
        session = self._open()
        try:
            return f"{session.name} at {self._server}"
        finally:
            session.close()

    def close(self) -> None:
        """Close the connections that wait; one in use is kept by its thread until its message is done."""
        while True:
            try:
                session, _ = self._idle.pop()
            except IndexError:
                return
            session.close()

    def _guard(self, recipient: str) -> None:
        if not self._only_domains or self._server.is_loopback:
            return
        if recipient.rpartition("@")[2] not in self._only_domains:
            raise Refused(
                "This installation may mail only the domains on its list, and this one is not on it."
            )

    def _open(self) -> Session:
        return open_session(self._server, self._timeouts, self._context)

    def _take(self) -> Session | None:
        """The connection used last, if it is fresh enough to be alive."""
        try:
            session, since = self._idle.pop()
        except IndexError:
            return None
        if self._now() - since < _IDLE_LIMIT:
            return session
        session.drop()
        return None

    def _use(self, session: Session, sender: str, recipient: str, raw: bytes) -> str:
        try:
            answer = session.send(sender, recipient, raw)
        except BaseException:
            session.drop()
            raise
        self._idle.append((session, self._now()))
        return answer
