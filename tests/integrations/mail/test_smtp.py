"""SMTP against a real server: what went, what surely did not, and what nobody can know."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from integrations.errors import (
    AddressDeferred,
    AddressRefused,
    CallFailed,
    CredentialsRefused,
    IntegrationError,
    OutcomeUnknown,
    RateLimited,
    Refused,
)
from integrations.mail.contract import Mailbox, Message
from integrations.mail.message import to_bytes
from integrations.mail.session import Timeouts
from integrations.mail.smtp import SmtpTransport
from tests.support.smtp import HANG_UP, SILENCE, SmtpServer, server_and_client_contexts, smtp_server

SENT_AT = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
SHORT = Timeouts(connect=1, answer=1)
MESSAGE = Message(
    message_id="0123abcd@mail.example.com",
    sender=Mailbox("hello@agency.example.com", "Harbour Talent"),
    to=Mailbox("ada@example.org", "Ada Lovelace"),
    subject="Your interview: how did it feel?",
    text="Hello Ada,\n.\n..two dots\nhow did it go?",
    html="<p>Hello Ada</p>",
)


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with smtp_server() as running:
        yield running


def transport_to(server: SmtpServer, timeouts: Timeouts | None = None) -> SmtpTransport:
    return SmtpTransport(server.url, now=lambda: SENT_AT, timeouts=timeouts)


def test_a_message_arrives_byte_for_byte(server: SmtpServer) -> None:
    answer = transport_to(server).send(MESSAGE)

    assert answer == "2.0.0 queued as 1"
    assert [(m.sender, m.recipients) for m in server.received] == [
        ("hello@agency.example.com", ("ada@example.org",))
    ]
    assert server.received[0].raw == to_bytes(MESSAGE, SENT_AT)


def test_one_connection_carries_many_messages(server: SmtpServer) -> None:
    transport = transport_to(server)

    for _ in range(3):
        transport.send(MESSAGE)

    assert len(server.received) == 3
    assert len(server.connections) == 1


def test_threads_never_share_a_connection_at_one_time(server: SmtpServer) -> None:
    transport = transport_to(server)
    together = threading.Barrier(4)

    def send(number: int) -> None:
        together.wait()
        for _ in range(5):
            transport.send(replace(MESSAGE, subject=f"From thread {number}"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, range(4)))

    subjects = [line for m in server.received for line in m.raw.split(b"\r\n") if line.startswith(b"Subject")]
    assert sorted(subjects) == sorted(b"Subject: From thread %d" % n for n in range(4) for _ in range(5))
    assert len(server.connections) <= 4


def test_a_connection_that_the_server_closed_is_replaced_unseen(server: SmtpServer) -> None:
    transport = transport_to(server)
    transport.send(MESSAGE)
    server.hang_up()

    transport.send(MESSAGE)

    assert len(server.received) == 2
    assert len(server.connections) == 2


def test_a_tired_connection_is_replaced_unseen(server: SmtpServer) -> None:
    transport = transport_to(server)
    transport.send(MESSAGE)
    server.replies["MAIL"] = ["421 4.4.2 enough on this connection"]

    transport.send(MESSAGE)

    assert len(server.received) == 2
    assert len(server.connections) == 2


def test_a_connection_idle_too_long_is_not_used(server: SmtpServer) -> None:
    moments = iter(
        [SENT_AT, SENT_AT, SENT_AT, SENT_AT + timedelta(seconds=46), SENT_AT + timedelta(seconds=46)]
    )
    transport = SmtpTransport(server.url, now=lambda: next(moments))
    transport.send(MESSAGE)

    transport.send(MESSAGE)

    assert len(server.received) == 2
    assert len(server.connections) == 2


@pytest.mark.parametrize(
    ("command", "reply", "error"),
    [
        ("MAIL", "421 4.7.0 slow down", RateLimited),
        ("MAIL", "451 4.3.0 try later", CallFailed),
        ("MAIL", "530 5.7.0 sign in first", CredentialsRefused),
        ("MAIL", "550 5.7.1 not your domain", Refused),
        ("MAIL", HANG_UP, CallFailed),
        ("MAIL", SILENCE, CallFailed),
        ("RCPT", "421 4.3.2 closing", RateLimited),
        ("RCPT", "450 4.2.1 mailbox busy", AddressDeferred),
        ("RCPT", "450 4.7.25 no reverse name", AddressDeferred),
        ("RCPT", "550 5.1.1 <ada@example.org> unknown", AddressRefused),
        ("RCPT", "550 no such user", AddressRefused),
        ("RCPT", "554 5.7.1 relaying denied", Refused),
        ("RCPT", HANG_UP, CallFailed),
        ("RCPT", SILENCE, CallFailed),
        ("DATA", "421 4.7.28 too many from you", RateLimited),
        ("DATA", "451 4.3.0 try later", CallFailed),
        ("DATA", "550 5.1.1 no such user after all", AddressRefused),
        ("DATA", "550 5.7.26 unauthenticated sender", Refused),
        ("DATA", "554 5.6.0 refused", Refused),
        ("DATA", HANG_UP, OutcomeUnknown),
        ("DATA", SILENCE, OutcomeUnknown),
        ("DATA", "hello?", OutcomeUnknown),
        ("DATA", "199 odd", OutcomeUnknown),
    ],
)
def test_each_failure_says_whether_the_message_may_have_gone_rl_04(
    server: SmtpServer, command: str, reply: str, error: type[IntegrationError]
) -> None:
    server.replies[command] = [reply]

    with pytest.raises(error) as raised:
        transport_to(server, SHORT if reply == SILENCE else None).send(MESSAGE)

    assert type(raised.value) is error
    assert "ada@example.org" not in str(raised.value)
    assert len(server.received) == (command == "DATA")


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_message_that_was_begun_is_never_begun_again_unseen(server: SmtpServer, command: str) -> None:
    transport = transport_to(server)
    transport.send(MESSAGE)
    server.replies[command] = [HANG_UP]

    with pytest.raises((CallFailed, OutcomeUnknown)):
        transport.send(MESSAGE)

    assert len(server.received) == 1 + (command == "DATA")
    assert len(server.connections) == 1


def test_the_next_message_goes_after_a_refused_one(server: SmtpServer) -> None:
    transport = transport_to(server)
    server.replies["RCPT"] = ["550 5.1.1 unknown"]
    with pytest.raises(AddressRefused):
        transport.send(MESSAGE)

    transport.send(replace(MESSAGE, to=Mailbox("grace@example.org")))

    assert [m.recipients for m in server.received] == [("grace@example.org",)]


def test_an_address_that_cannot_be_mailed_opens_no_connection(server: SmtpServer) -> None:
    with pytest.raises(AddressRefused):
        transport_to(server).send(replace(MESSAGE, to=Mailbox("ada@example.org>\r\nDATA")))

    assert server.connections == []


def to(*names: str) -> list[Message]:
    return [replace(MESSAGE, to=Mailbox(f"{name}@example.org")) for name in names]


def took(server: SmtpServer) -> list[str]:
    return sorted(recipient.partition("@")[0] for m in server.received for recipient in m.recipients)


def test_several_messages_go_at_one_time(server: SmtpServer) -> None:
    """The server answers none of them before it has all."""
    server.together = 3

    answers = transport_to(server, SHORT).send_all(to("ada", "grace", "joan"))

    assert answers == ["2.0.0 queued as 3"] * 3
    assert took(server) == ["ada", "grace", "joan"]
    assert len(server.connections) == 3


def test_of_several_messages_each_has_its_own_outcome_in_order(server: SmtpServer) -> None:
    server.replies["RCPT"] = ["250 OK", "550 5.1.1 unknown", "450 4.2.1 mailbox busy"]

    first, second, third, fourth = transport_to(server).send_all(to("ada", "a b", "grace", "joan"))

    assert first == "2.0.0 queued as 1"
    assert [type(answer) for answer in (second, third, fourth)] == [
        AddressRefused,
        AddressRefused,
        AddressDeferred,
    ]
    assert took(server) == ["ada"]


def test_no_more_connections_are_opened_than_the_url_says(server: SmtpServer) -> None:
    transport = SmtpTransport(f"{server.url}&connections=2", now=lambda: SENT_AT)

    answers = transport.send_all(to("ada", "grace", "joan", "mary", "rosalind"))

    assert all(isinstance(answer, str) for answer in answers)
    assert took(server) == ["ada", "grace", "joan", "mary", "rosalind"]
    assert len(server.connections) == 2


def test_threads_share_the_connections_that_the_url_allows(server: SmtpServer) -> None:
    transport = SmtpTransport(f"{server.url}&connections=2", now=lambda: SENT_AT)
    names = [[f"from-{thread}-{number}" for number in range(4)] for thread in range(3)]

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda few: transport.send_all(to(*few)), names))

    assert took(server) == sorted(name for few in names for name in few)
    assert len(server.connections) <= 2


def test_connections_that_have_all_gone_stale_are_replaced_unseen(server: SmtpServer) -> None:
    transport = transport_to(server)
    transport.send_all(to("ada", "grace", "joan"))
    server.hang_up()

    answers = transport.send_all(to("mary", "rosalind", "dorothy"))

    assert all(isinstance(answer, str) for answer in answers)
    assert took(server) == ["ada", "dorothy", "grace", "joan", "mary", "rosalind"]


def test_a_silent_server_is_waited_for_once_and_not_once_a_message(server: SmtpServer) -> None:
    """So that a turn's lease outlasts it. Were they waited for in turn, this would take five seconds."""
    server.replies["DATA"] = [SILENCE] * 5
    began = time.monotonic()

    answers = transport_to(server, SHORT).send_all(to("ada", "grace", "joan", "mary", "rosalind"))

    assert [type(answer) for answer in answers] == [OutcomeUnknown] * 5
    assert time.monotonic() - began < 4


def test_a_server_that_is_not_there_fails_all_messages_by_one_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        transport = SmtpTransport(f"smtp://127.0.0.1:{taken.getsockname()[1]}?tls=none", timeouts=SHORT)

        answers = transport.send_all(to("ada", "grace"))

    assert [type(answer) for answer in answers] == [CallFailed] * 2
    assert answers[0] is answers[1]


def test_a_server_that_is_not_there_is_a_failed_call() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        transport = SmtpTransport(f"smtp://127.0.0.1:{taken.getsockname()[1]}?tls=none", timeouts=SHORT)

        with pytest.raises(CallFailed, match="could not be reached"):
            transport.send(MESSAGE)


def test_a_server_that_never_greets_is_a_failed_call() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        transport = SmtpTransport(f"smtp://127.0.0.1:{mute.getsockname()[1]}?tls=none", timeouts=SHORT)

        with pytest.raises(CallFailed, match="could not be reached"):
            transport.send(MESSAGE)


@pytest.mark.parametrize(
    ("greeting", "error"), [(b"421 4.7.0 busy\r\n", RateLimited), (b"554 no service\r\n", CallFailed)]
)
def test_an_unfriendly_greeting_is_not_the_messages_fault(
    greeting: bytes, error: type[IntegrationError]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(greeting)

        threading.Thread(target=greet, daemon=True).start()
        transport = SmtpTransport(f"smtp://127.0.0.1:{listener.getsockname()[1]}?tls=none", timeouts=SHORT)

        with pytest.raises(CallFailed) as raised:
            transport.send(MESSAGE)

    assert type(raised.value) is error


@pytest.mark.parametrize(("scheme", "option"), [("smtp", "?tls=starttls"), ("smtps", "")])
def test_mail_goes_encrypted_to_a_trusted_certificate_em_20(scheme: str, option: str, tmp_path: Path) -> None:
    serving, trusting = server_and_client_contexts(tmp_path)
    how = {"starttls": serving} if scheme == "smtp" else {"implicit_tls": serving}
    with smtp_server(**how) as server:
        transport = SmtpTransport(f"{scheme}://127.0.0.1:{server.port}{option}", context=trusting)

        transport.send(MESSAGE)

    assert len(server.received) == 1


@pytest.mark.parametrize(("scheme", "option"), [("smtp", "?tls=starttls"), ("smtps", "")])
def test_an_untrusted_certificate_gets_no_message_em_20(scheme: str, option: str, tmp_path: Path) -> None:
    serving, _ = server_and_client_contexts(tmp_path)
    how = {"starttls": serving} if scheme == "smtp" else {"implicit_tls": serving}
    with smtp_server(**how) as server:
        transport = SmtpTransport(f"{scheme}://127.0.0.1:{server.port}{option}")

        with pytest.raises(CallFailed, match="no certificate that can be trusted"):
            transport.send(MESSAGE)

    assert server.received == []


def test_a_server_without_starttls_gets_no_message_em_20(server: SmtpServer) -> None:
    transport = SmtpTransport(f"smtp://127.0.0.1:{server.port}?tls=starttls")

    with pytest.raises(CallFailed, match="does not offer what its URL asks for"):
        transport.send(MESSAGE)

    assert server.received == []


def test_the_transport_signs_in_as_its_url_says(tmp_path: Path) -> None:
    serving, trusting = server_and_client_contexts(tmp_path)
    with smtp_server(user="key@1", password="s/ecret", starttls=serving) as server:
        transport = SmtpTransport(
            f"smtp://key%401:s%2Fecret@127.0.0.1:{server.port}?tls=starttls", context=trusting
        )

        transport.send(MESSAGE)

    assert server.sign_ins == ["key@1"]
    assert len(server.received) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
def test_a_wrong_password_needs_a_person_and_is_not_repeated() -> None:
    with smtp_server(user="key", password="right") as server:
        transport = SmtpTransport(f"smtp://key:mistaken@127.0.0.1:{server.port}?tls=none")

        with pytest.raises(CredentialsRefused) as raised:
            transport.send(MESSAGE)

    assert "mistaken" not in str(raised.value)
    assert server.received == []


def test_check_says_who_answered_and_sends_nothing(tmp_path: Path) -> None:
    serving, trusting = server_and_client_contexts(tmp_path)
    with smtp_server(starttls=serving) as server:
        said = SmtpTransport(f"smtp://127.0.0.1:{server.port}?tls=starttls", context=trusting).check()

    assert said == f"mail.agency.example.com (TLSv1.3) at 127.0.0.1:{server.port}"
    assert server.received == []


def test_close_lets_go_and_a_later_message_connects_again(server: SmtpServer) -> None:
    transport = transport_to(server)
    transport.send(MESSAGE)

    transport.close()
    transport.send(MESSAGE)

    assert len(server.connections) == 2
    assert len(server.received) == 2


def test_smtp_cannot_be_asked_what_it_took(server: SmtpServer) -> None:
    assert transport_to(server).find(MESSAGE.message_id) is None


def test_only_listed_domains_are_mailed_through_a_real_server_em_21() -> None:
    transport = SmtpTransport("smtp://relay.invalid", only_domains=["Agency.example.com"])

    with pytest.raises(Refused, match="only the domains on its list"):
        transport.send(MESSAGE)
    with pytest.raises(CallFailed, match="could not be reached"):
        transport.send(replace(MESSAGE, to=Mailbox("sam@agency.example.com")))


def test_this_machines_own_server_may_have_any_mail_em_21(server: SmtpServer) -> None:
    SmtpTransport(server.url, only_domains=["agency.example.com"]).send(MESSAGE)

    assert len(server.received) == 1
