import gzip
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from integrations.errors import CallFailed, OutcomeUnknown, Refused
from integrations.http import LARGEST_ANSWER, Session
from tests.support.calls import failure

URL = "https://ats.example/v1/notes?key=SECRET"


def http(status: str, body: bytes = b"", *headers: str) -> bytes:
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers])
    return head.encode() + b"\r\n\r\n" + body


def test_an_answer_holds_status_body_and_headers(web, session):
    web.get(URL, body=b'{"id": "n-1"}', headers={"X-Left": "9"})

    answer = session.read("GET", URL)

    assert (answer.status, answer.json(), answer.headers["x-left"]) == (200, {"id": "n-1"}, "9")


def test_a_body_and_headers_leave_as_given(web, session):
    web.post(URL, status=201)

    session.write("POST", URL, {"Authorization": "Bearer t"}, b"{}")

    sent = web.calls[0].request
    assert (sent.body, sent.headers["Authorization"], sent.headers["User-Agent"]) == (
        b"{}",
        "Bearer t",
        "Afterview",
    )


def test_every_call_has_five_seconds_to_connect_and_thirty_five_in_all_se_08(web, session):
    web.get(URL)

    session.read("GET", URL)

    timeout = web.calls[0].request.req_kwargs["timeout"]
    assert (timeout.connect_timeout, timeout.read_timeout, timeout.total) == (5.0, 30.0, 35.0)


HEAD = b"HTTP/1.1 200 OK\r\n"
DRIPS = {
    "status": (b"", HEAD + b"Content-Length: 0\r\n\r\n"),
    "headers": (HEAD, b"X-Slow: yes\r\nContent-Length: 0\r\n\r\n"),
    "body": (HEAD + b"Content-Length: 60\r\n\r\n", b"x" * 60),
    "chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 10 + b"0\r\n\r\n"),
    "body that unpacks": (
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: 68\r\n\r\n",
        gzip.compress(bytes(range(48)), mtime=0),
    ),
}
Drip = Callable[[bytes, bytes], int]


@pytest.fixture
def drip() -> Iterator[Drip]:
    """Starts a server that says the first bytes at once and then a byte at a time; gives its port."""
    over = threading.Event()
    threads: list[threading.Thread] = []

    def start(at_once: bytes, slowly: bytes) -> int:
        listener = socket.create_server(("127.0.0.1", 0))
        threads.append(threading.Thread(target=answer, args=(listener, at_once, slowly)))
        threads[-1].start()
        return int(listener.getsockname()[1])

    def answer(listener: socket.socket, at_once: bytes, slowly: bytes) -> None:
        with suppress(OSError), listener, listener.accept()[0] as connection:
            connection.recv(65536)
            connection.sendall(at_once)
            for byte in slowly:
                connection.sendall(bytes([byte]))
                over.wait(0.05)

    yield start
    over.set()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("part", DRIPS)
@pytest.mark.parametrize(("method", "error"), [("read", CallFailed), ("write", OutcomeUnknown)])
def test_an_answer_that_drips_is_broken_off_at_the_deadline_se_08(drip, part, method, error):
    session = Session(private_network=True, call_seconds=0.4)
    port = drip(*DRIPS[part])

    raised = failure(getattr(session, method), "POST", f"http://127.0.0.1:{port}/")

    session.close()
    assert (type(raised), "did not answer in time" in str(raised)) == (error, True)


@pytest.fixture
def kept_open() -> Iterator[tuple[str, list[object]]]:
    """The address of a server that keeps connections open, and a note of each one made."""
    made: list[object] = []

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            made.append(self.client_address)
            super().setup()

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "4")
            self.end_headers()
            self.wfile.write(b"kept")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", made
    server.shutdown()
    server.server_close()
    thread.join()


def test_calls_one_after_another_share_a_connection(kept_open):
    url, made = kept_open
    session = Session(private_network=True)

    bodies = [session.read("GET", url).body for _ in range(3)]

    session.close()
    assert (bodies, len(made)) == ([b"kept"] * 3, 1)


@pytest.mark.parametrize(
    "cause", [requests.ReadTimeout(), requests.exceptions.ChunkedEncodingError(), requests.ConnectionError()]
)
def test_silence_after_sending_is_unknown_for_a_write_and_a_failure_for_a_read(web, session, cause):
    web.post(URL, body=cause)
    web.get(URL, body=cause)

    assert type(failure(session.write, "POST", URL)) is OutcomeUnknown
    assert type(failure(session.read, "GET", URL)) is CallFailed


def test_a_write_that_never_connected_did_not_take_effect(web, session):
    web.post(URL, body=requests.ConnectTimeout())

    assert type(failure(session.write, "POST", URL)) is CallFailed


def test_a_closed_port_is_a_failed_call(local_session):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    error = failure(local_session.write, "POST", f"http://127.0.0.1:{port}/")

    assert (type(error), str(error)) == (CallFailed, "127.0.0.1 could not be reached.")


def test_a_name_that_does_not_exist_is_a_failed_call(session):
    assert type(failure(session.write, "POST", "https://nowhere.invalid/")) is CallFailed


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\ncut",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz",
    ],
    ids=["nothing", "cut short", "broken chunk"],
)
def test_a_connection_that_breaks_after_the_request_is_unknown(serve, local_session, answer):
    server = serve(answer)

    error = failure(local_session.write, "POST", server.url, body=b"{}")

    assert type(error) is OutcomeUnknown
    assert server.requests[0].startswith(b"POST /notes HTTP/1.1")


def test_an_answer_too_large_is_dropped_se_08(serve, local_session):
    server = serve(http("200 OK", b"x" * (LARGEST_ANSWER + 1)))

    assert "more than 5 MiB" in str(failure(local_session.read, "GET", server.url))


def test_a_small_answer_that_unpacks_large_is_dropped_se_08(serve, local_session):
    bomb = gzip.compress(b"x" * (LARGEST_ANSWER + 1))
    server = serve(http("200 OK", bomb, "Content-Encoding: gzip"))

    assert "more than 5 MiB" in str(failure(local_session.read, "GET", server.url))


def test_a_redirect_is_not_followed_se_08(serve, local_session):
    inside = serve(http("200 OK"))
    server = serve(http("302 Found", b"", f"Location: {inside.url}"))

    assert type(failure(local_session.read, "GET", server.url)) is Refused
    assert inside.requests == []


@pytest.mark.parametrize(
    "url",
    [
        "http://ats.example/",
        "http://127.0.0.1/",
        "ftp://ats.example/",
        "https://",
        "https://user:pass@ats.example/",
        "https://[::1/",
        "ats.example",
        "",
    ],
)
def test_only_encrypted_web_addresses_are_called_se_08(session, url):
    assert type(failure(session.read, "GET", url)) is Refused


def test_plain_http_goes_no_further_than_this_machine_se_08(local_session):
    assert type(failure(local_session.read, "GET", "http://ats.example/")) is Refused


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "[::1]", "2130706433", "[::ffff:127.0.0.1]", "169.254.169.254"]
)
def test_the_inside_of_our_network_is_refused_se_08(session, host):
    error = failure(session.read, "GET", f"https://{host}/")

    assert (type(error), "private or reserved network" in str(error)) == (Refused, True)


def test_a_refused_host_hears_nothing_se_08(serve, session):
    server = serve(http("200 OK"))

    failure(session.read, "GET", f"https://localhost:{server.port}/")

    assert server.requests == []


@pytest.mark.parametrize("value", ["a\nb", "a\r\nX-Other: 1", "Ā"])
def test_a_key_that_cannot_be_sent_is_refused(serve, local_session, value):
    server = serve(http("200 OK"))

    assert type(failure(local_session.write, "POST", server.url, {"Authorization": value})) is Refused


def test_proxies_of_the_environment_are_not_used_se_08(serve, local_session, monkeypatch):
    proxy, server = serve(http("200 OK", b"proxy")), serve(http("200 OK", b"server"))
    monkeypatch.setenv("HTTP_PROXY", proxy.url)

    assert local_session.read("GET", server.url).body == b"server"


@pytest.fixture
def untrusted_server(tmp_path):
    """An HTTPS server on this machine whose certificate nobody signed, and the names it was asked for."""
    (tmp_path / "both.pem").write_bytes(self_signed("localhost"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "both.pem")
    names: list[str | None] = []
    context.sni_callback = lambda _, name, __: names.append(name)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            context.wrap_socket(listener.accept()[0], server_side=True).close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1], names
    listener.close()
    thread.join()


def self_signed(name: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def test_a_certificate_that_is_not_trusted_stops_a_write_before_it_leaves(untrusted_server, local_session):
    port, names = untrusted_server

    error = failure(local_session.write, "POST", f"https://localhost:{port}/", body=b"{}")

    assert (type(error), names) == (CallFailed, ["localhost"])
