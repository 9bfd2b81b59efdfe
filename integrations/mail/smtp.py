"""Mail by SMTP: connections kept open, and each failure told by whether the message may have gone."""

import ssl
from collections import deque
from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import BoundedSemaphore

from integrations.errors import CallFailed, IntegrationError, Refused
from integrations.mail.address import ascii_address
from integrations.mail.contract import Message
from integrations.mail.message import to_bytes
from integrations.mail.server import read_url
from integrations.mail.session import Session, StaleConnectionError, Timeouts, open_session

# Servers let go of a quiet connection after one to five minutes; one that a firewall forgot costs a timeout.
_IDLE_LIMIT = timedelta(seconds=45)


_OVER = object()


@dataclass(slots=True, eq=False)
class _Letter:
    """One message on its way: its envelope, its bytes, and what came of it."""

    sender: str
    recipient: str
    raw: bytes
    outcome: str | IntegrationError = ""


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
        self.at_once = self._server.connections
        self._free = BoundedSemaphore(self._server.connections)
        self._only_domains = frozenset(map(str.lower, only_domains))
        self._context = context or ssl.create_default_context()
        self._timeouts = timeouts or Timeouts()
        self._now = now
        self._idle: deque[tuple[Session, datetime]] = deque()

    def send(self, message: Message) -> str:
        """Hand over one message; the server's words on taking it. Raises as `Transport.send`."""
        (outcome,) = self.send_all([message])
        if isinstance(outcome, IntegrationError):
            raise outcome
        return outcome

    def send_all(self, messages: Sequence[Message]) -> Sequence[str | IntegrationError]:
        """As `Transport.send_all`, each message on a connection of its own as far as the server grants them.

        A connection that has gone stale is replaced once, unseen: nothing had been sent on it.
        """
        framed = [self._framed(message) for message in messages]
        waiting = deque(letter for letter in framed if isinstance(letter, _Letter))
        while waiting:
            try:
                sessions = self._sessions(len(waiting))
            except IntegrationError as error:
                for letter in waiting:
                    letter.outcome = error
                break
            try:
                _take_turns([self._carry(session, kept, waiting) for session, kept in sessions])
            finally:
                self._free.release(len(sessions))
        return [letter.outcome if isinstance(letter, _Letter) else letter for letter in framed]

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

    def _framed(self, message: Message) -> _Letter | IntegrationError:
        try:
            sender, recipient = ascii_address(message.sender.address), ascii_address(message.to.address)
            self._guard(recipient)
            return _Letter(sender, recipient, to_bytes(message, self._now()))
        except IntegrationError as error:
            return error

    def _guard(self, recipient: str) -> None:
        if not self._only_domains or self._server.is_loopback:
            return
        if recipient.rpartition("@")[2] not in self._only_domains:
            raise Refused(
                "This installation may mail only the domains on its list, and this one is not on it."
            )

    def _sessions(self, most: int) -> list[tuple[Session, bool]]:
        """At least one connection, each with whether it has been kept open: then it may have gone stale.

        Fewer than `most` where other threads use the rest, or the server grants no more.
        """
        sessions: list[tuple[Session, bool]] = []
        while len(sessions) < most:
            if not self._free.acquire(timeout=0 if sessions else self._timeouts.answer):
                if sessions:
                    break
                raise CallFailed("Other messages took all connections to the mail server for too long.")
            try:
                kept = self._take()
                sessions.append((kept, True) if kept else (self._open(), False))
            except BaseException as error:
                self._free.release()
                if sessions and isinstance(error, IntegrationError):
                    break
                raise
        return sessions

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

    def _carry(self, session: Session, kept: bool, waiting: deque[_Letter]) -> Generator[None, None, None]:
        """Take waiting letters over one connection, as long as it holds."""
        try:
            while waiting:
                letter = waiting.popleft()
                letter.outcome = yield from session.handing_over(letter.sender, letter.recipient, letter.raw)
                kept = True
            self._idle.append((session, self._now()))
        except StaleConnectionError as stale:
            session.drop()
            letter.outcome = stale.error
            if kept:
                waiting.appendleft(letter)
        except IntegrationError as error:
            session.drop()
            letter.outcome = error
        except BaseException:
            session.drop()
            raise


def _take_turns(lines: Sequence[Generator[None, None, None]]) -> None:
    """Let each line say one thing to its server, then each read its answer and say the next."""
    going = list(lines)
    try:
        while going:
            going = [line for line in going if next(line, _OVER) is not _OVER]
    finally:
        for line in going:
            line.close()
