"""A real SMTP server in a thread, which does as a test tells it and keeps what it took."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HANG_UP = "hang up"
"""A reply that is none: the connection is closed instead."""
SILENCE = "silence"
"""A reply that does not come while the client waits."""


@dataclass(frozen=True, slots=True)
class Received:
    """One message as it came over the wire, dot-stuffing undone."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes


@dataclass
class SmtpServer:
    """What the server took, and how it will answer: a reply waits in `replies[command]` for each next turn.

    Commands are MAIL, RCPT and DATA (the end of data). Without a waiting reply the server says yes.
    """

    user: str = ""
    password: str = ""
    port: int = 0
    received: list[Received] = field(default_factory=list)
    replies: dict[str, list[str]] = field(default_factory=dict)
    connections: list[asyncio.BaseTransport] = field(default_factory=list)
    sign_ins: list[str] = field(default_factory=list)
    loop: asyncio.AbstractEventLoop | None = None
    together: int = 1
    """It answers no message before so many have come."""

    @property
    def url(self) -> str:
        """Where it is, for a plain connection."""
        return f"smtp://127.0.0.1:{self.port}?tls=none"

    def hang_up(self) -> None:
        """Close every connection, as a server does that has waited long enough."""
        assert self.loop is not None

        async def close() -> None:
            for transport in self.connections:
                transport.close()
            await asyncio.sleep(0.05)

        asyncio.run_coroutine_threadsafe(close(), self.loop).result()

    async def handle_MAIL(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._answer("MAIL", server, "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return await self._answer("RCPT", server, "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.received.append(Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), envelope.content))
        while len(self.received) < self.together:
            await asyncio.sleep(0.01)
        return await self._answer("DATA", server, f"250 2.0.0 queued as {len(self.received)}")

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: LoginPassword
    ) -> AuthResult:
        self.sign_ins.append(login.login.decode())
        good = (login.login.decode(), login.password.decode()) == (self.user, self.password)
        return AuthResult(success=good, handled=False)

    async def _answer(self, command: str, server: SMTP, yes: str) -> str:
        waiting = self.replies.get(command)
        reply = waiting.pop(0) if waiting else yes
        if reply == SILENCE:
            await asyncio.sleep(30)
        if reply == HANG_UP:
            server.transport.abort()
            return "421 gone"
        return reply


class _Listener(Controller):
    """A controller on a port of the system's choosing that knows its connections."""

    def factory(self) -> SMTP:
        server = super().factory()
        scripted: SmtpServer = self.handler
        made = server.connection_made

        def connection_made(transport: asyncio.BaseTransport) -> None:
            scripted.connections.append(transport)
            made(transport)

        server.connection_made = connection_made
        return server

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def smtp_server(
    user: str = "",
    password: str = "",
    starttls: ssl.SSLContext | None = None,
    implicit_tls: ssl.SSLContext | None = None,
) -> Iterator[SmtpServer]:
    """A running server; with `user` it asks for a sign-in, with `starttls` it takes mail only after it."""
    scripted = SmtpServer(user, password)
    listener = _Listener(
        scripted,
        hostname="127.0.0.1",
        port=0,
        server_hostname="mail.agency.example.com",
        ssl_context=implicit_tls,
        tls_context=starttls,
        require_starttls=starttls is not None,
        authenticator=scripted.authenticate if user else None,
        auth_required=bool(user),
        auth_require_tls=starttls is not None,
    )
    listener.start()
    scripted.connections.clear()  # aiosmtpd has just called itself up once
    scripted.port, scripted.loop = listener.port, listener.loop
    try:
        yield scripted
    finally:
        listener.stop(no_assert=True)


def server_and_client_contexts(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a new certificate for 127.0.0.1, and a client's that trusts this one only."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    both = folder / "server.pem"
    both.write_bytes(private + pem)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(both)
    return server, ssl.create_default_context(cadata=pem.decode())
