"""One connection to a mail server, and what is known of a message at each step of handing it over."""

import smtplib
import ssl
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from integrations.errors import CallFailed, IntegrationError, OutcomeUnknown, RateLimited
from integrations.mail.replies import SmtpReply, refusal
from integrations.mail.server import Server, Tls

_LEAST = 0.05
"""Seconds in which an answer that has come long ago is read."""


class StaleConnectionError(Exception):
    """The server had let go of the connection before it took the sender: nothing of the message was sent.

    `error` is what it means where the connection was a new one.
    """

    def __init__(self, error: IntegrationError) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait: for the connection and its greeting, and for any later answer."""

    connect: float = 5
    answer: float = 30


class Session:
    """A signed-in connection; used by one thread at a time. Closed by whoever meets an error from it."""

    def __init__(self, smtp: smtplib.SMTP, patience: float) -> None:
        self._smtp = smtp
        self._patience = patience
        self._said_at = 0.0

    def handing_over(self, sender: str, recipient: str, raw: bytes) -> Generator[None, None, str]:
        """Hand over one message by steps; the server's words on taking it, which often hold its queue id.

        Yields after each thing said and before its answer is read: meanwhile other connections may be served.
        Raises as `Transport.send`, and `StaleConnectionError`.
        """
        yield from self._begin(sender)
        yield from self._say("RCPT", f"RCPT TO:<{recipient}>", 250, 251)
        yield from self._say("DATA", "DATA", 354)
        self._hand_over(raw)
        yield
        return self._outcome()

    def close(self) -> None:
        """Let go, politely if the server still listens."""
        try:
            self._smtp.quit()
        except (OSError, smtplib.SMTPException):
            self._smtp.close()

    def drop(self) -> None:
        """Let go at once, after an error."""
        self._smtp.close()

    @property
    def name(self) -> str:
        """What the server calls itself, and how the connection is encrypted."""
        words = (self._smtp.ehlo_resp or b"").decode("ascii", "replace").split()
        secured = self._smtp.sock.version() if isinstance(self._smtp.sock, ssl.SSLSocket) else "no TLS"
        return f"{words[0] if words else 'a server without a name'} ({secured})"

    def _begin(self, sender: str) -> Iterator[None]:
        try:
            self._put(f"MAIL FROM:<{sender}>")
            yield
            reply = self._reply()
        except (OSError, smtplib.SMTPException) as problem:
            raise StaleConnectionError(
                CallFailed(f"The mail server went away at MAIL: {_words(problem)}.")
            ) from problem
        if reply.code == 421:
            raise StaleConnectionError(refusal("MAIL", reply))
        if not reply.accepted:
            raise refusal("MAIL", reply)

    def _say(self, command: str, line: str, *wanted: int) -> Iterator[None]:
        try:
            self._put(line)
            yield
            reply = self._reply()
        except (OSError, smtplib.SMTPException) as problem:
            raise CallFailed(f"The mail server went away at {command}: {_words(problem)}.") from problem
        if reply.code not in wanted:
            raise refusal(command, reply)

    def _put(self, line: str) -> None:
        self._wait_at_most(self._patience)
        self._smtp.putcmd(line)
        self._said_at = time.monotonic()

    def _reply(self) -> SmtpReply:
        """The next answer. Its time runs from when it was asked for: of several connections that are silent,
        only the first is waited for."""
        self._wait_at_most(max(self._said_at + self._patience - time.monotonic(), _LEAST))
        return SmtpReply(*_text(self._smtp.getreply()))

    def _wait_at_most(self, seconds: float) -> None:
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(seconds)

    def _hand_over(self, raw: bytes) -> None:
        # The end of data is the last thing sent: if sending fails, the server cannot have had it.
        try:
            self._wait_at_most(self._patience)
            self._smtp.send(raw.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        except (OSError, smtplib.SMTPException) as problem:
            raise CallFailed(
                f"The mail server went away while it was sent the message: {_words(problem)}."
            ) from problem
        self._said_at = time.monotonic()

    def _outcome(self) -> str:
        try:
            reply = self._reply()
        except (OSError, smtplib.SMTPException) as problem:
            raise OutcomeUnknown(
                f"The mail server had the message and gave no answer: {_words(problem)}."
            ) from problem
        if not reply.final:
            raise OutcomeUnknown(
                f"The mail server had the message and gave an answer that means nothing: {reply}."
            )
        if not reply.accepted:
            raise refusal("DATA", reply)
        return reply.text


def open_session(server: Server, timeouts: Timeouts, context: ssl.SSLContext) -> Session:
    """Connect, encrypt as `server` asks and sign in.

    Raises `CallFailed`, `RateLimited` or `CredentialsRefused`.
    """
    with _opening(server):
        smtp = _connect(server, timeouts, context)
    try:
        with _opening(server):
            _encrypt_and_sign_in(smtp, server, context)
    except BaseException:
        smtp.close()
        raise
    return Session(smtp, timeouts.answer)


def _connect(server: Server, timeouts: Timeouts, context: ssl.SSLContext) -> smtplib.SMTP:
    if server.tls is Tls.IMPLICIT:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=timeouts.connect, context=context
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=timeouts.connect)
    if smtp.sock is not None:
        smtp.sock.settimeout(timeouts.answer)
    return smtp


def _encrypt_and_sign_in(smtp: smtplib.SMTP, server: Server, context: ssl.SSLContext) -> None:
    if server.tls is Tls.STARTTLS:
        smtp.starttls(context=context)
    smtp.ehlo_or_helo_if_needed()
    if server.user:
        smtp.login(server.user, server.password)


@contextmanager
def _opening(server: Server) -> Iterator[None]:
    """Before a message is begun, what goes wrong is the server's or our settings', never the message's."""
    try:
        yield
    except ssl.SSLCertVerificationError as problem:
        raise CallFailed(
            f"{server} has no certificate that can be trusted: {problem.verify_message}."
        ) from problem
    except smtplib.SMTPNotSupportedError as problem:
        raise CallFailed(f"{server} does not offer what its URL asks for: {problem}") from problem
    except smtplib.SMTPAuthenticationError as problem:
        raise refusal("AUTH", _reply(problem)) from problem
    except smtplib.SMTPResponseException as problem:
        kind = RateLimited if problem.smtp_code == 421 else CallFailed
        raise kind(f"{server} would not begin: {_words(problem)}.") from problem
    except (OSError, smtplib.SMTPException) as problem:
        raise CallFailed(f"{server} could not be reached: {_words(problem)}.") from problem


def _reply(problem: smtplib.SMTPResponseException) -> SmtpReply:
    return SmtpReply(*_text((problem.smtp_code, problem.smtp_error)))


def _text(reply: tuple[int, bytes | str]) -> tuple[int, str]:
    code, said = reply
    return code, said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _words(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        return str(_reply(problem))
    if isinstance(problem, TimeoutError):
        return "it took too long"
    return str(problem).rstrip(".") or type(problem).__name__
