"""Sessions, a web of canned answers, and a server on this machine that answers byte for byte."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
import responses

from integrations.http import Session

Serve = Callable[[bytes], "LoopbackServer"]


class LoopbackServer:
    """Reads one request on each connection, answers with the given bytes and hangs up."""

    def __init__(self, answer: bytes) -> None:
        self.requests: list[bytes] = []
        self._answer = answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/notes"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        # Closing alone does not wake a thread that waits in accept.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                with connection, suppress(OSError):
                    self.requests.append(connection.recv(65536))
                    connection.sendall(self._answer)


@pytest.fixture
def serve() -> Iterator[Serve]:
    started: list[LoopbackServer] = []

    def start(answer: bytes) -> LoopbackServer:
        started.append(LoopbackServer(answer))
        return started[-1]

    yield start
    for server in started:
        server.close()


@pytest.fixture
def web():
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def session():
    session = Session()
    yield session
    session.close()


@pytest.fixture
def local_session():
    session = Session(private_network=True)
    yield session
    session.close()
