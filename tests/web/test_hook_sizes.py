"""How large a delivery may be, asked of the servers that we run: waitress alone, gunicorn by the Procfile."""

import http.client
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest
import waitress

from plugin.web.hooks import LARGEST_BODY
from tests.support.hook_app import app

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=["waitress", "gunicorn"])
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    """The port of each server in turn."""
    with {"waitress": by_waitress, "gunicorn": by_gunicorn}[request.param]() as port:
        yield port


@contextmanager
def by_waitress() -> Iterator[int]:
    server = waitress.create_server(app, host="127.0.0.1", port=0)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    # Its loop ends when there is nothing left to listen to.
    server.close()


@contextmanager
def by_gunicorn() -> Iterator[int]:
    listener = socket.create_server(("127.0.0.1", 0))
    command = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "2"]
    command += ["--bind", f"fd://{listener.fileno()}", "--log-level", "error", "tests.support.hook_app:app"]
    process = subprocess.Popen(command, cwd=ROOT, pass_fds=[listener.fileno()])
    yield listener.getsockname()[1]
    process.terminate()
    process.wait()
    listener.close()


def post(port: int, body: bytes, *, chunked: bool) -> tuple[int, bytes]:
    """Send a delivery in pieces of 16 KiB, with its length said before or not at all."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    pieces = (body[at : at + 16_384] for at in range(0, len(body), 16_384))
    length = {} if chunked else {"Content-Length": str(len(body))}
    headers = {"Content-Type": "application/json", **length}
    with suppress(BrokenPipeError):  # a server may refuse before it has read everything
        connection.request("POST", "/hooks/abc", pieces, headers, encode_chunked=chunked)
    answer = connection.getresponse()
    said = answer.status, answer.read()
    connection.close()
    return said


@pytest.mark.parametrize("chunked", [False, True], ids=["with a length", "chunked"])
def test_a_body_of_256_kib_is_taken_whole(port: int, chunked: bool) -> None:
    """WH-13."""
    assert post(port, b"x" * LARGEST_BODY, chunked=chunked) == (200, b"262144")


@pytest.mark.parametrize("chunked", [False, True], ids=["with a length", "chunked"])
def test_a_larger_body_is_refused(port: int, chunked: bool) -> None:
    """WH-13."""
    assert post(port, b"x" * (LARGEST_BODY + 1), chunked=chunked) == (
        413,
        b"The body is larger than 256 KiB.\n",
    )


@pytest.mark.parametrize("chunked", [False, True], ids=["with a length", "chunked"])
def test_a_body_of_300_kib_is_refused(port: int, chunked: bool) -> None:
    """WH-13."""
    assert post(port, b"x" * 300 * 1024, chunked=chunked)[0] == 413


@pytest.mark.parametrize("spoilt", [b"zz\r\n", b"-5\r\nhello\r\n", b"5\r\nhelloo\r\n0\r\n\r\n"])
def test_a_broken_chunk_is_the_senders_mistake(port: int, spoilt: bytes) -> None:
    """WH-06: never 5xx."""
    head = "POST /hooks/abc HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(head.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + spoilt)
        connection.shutdown(socket.SHUT_WR)
        answer = connection.makefile("rb").readline()

    assert answer.upper() == b"HTTP/1.1 400 BAD REQUEST\r\n"
