"""An ATS record that keeps the notes and tasks written on it, and can be held in the middle of one."""

import json
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class NotesSink:
    """Keeps every note, also a second one of the same marker: doubles are what the stories look for.

    While it is held, a note that has come waits for its answer; every second one is kept first. `failing`,
    where set, is answered instead (status, Retry-After) and nothing is kept.
    """

    def __init__(self) -> None:
        self.markers: list[str] = []
        self.failing: tuple[int, int] | None = None
        self.refused = 0
        self.in_the_air = 0
        self.port = 0
        self._seen = 0
        self._lock = threading.Lock()
        self._open = threading.Event()
        self._open.set()

    @property
    def url(self) -> str:
        """Where notes go."""
        return f"http://127.0.0.1:{self.port}/notes"

    def hold(self) -> None:
        """Answer nothing from now on."""
        self._open.clear()

    def release(self) -> None:
        """Answer again."""
        self._open.set()

    def take(self, marker: str, caller: socket.socket) -> None:
        """Keep one note, before or after the wait."""
        with self._lock:
            self._seen += 1
            self.in_the_air += 1
            kept_first = bool(self._seen % 2)
            if kept_first:
                self.markers.append(marker)
        self._open.wait()
        with self._lock:
            self.in_the_air -= 1
            if not kept_first and not _is_gone(caller):
                self.markers.append(marker)


@contextmanager
def notes_sink() -> Iterator[NotesSink]:
    """A running sink on a free port."""
    sink = NotesSink()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            if sink.failing:
                sink.refused += 1
                self._say(sink.failing[0], {}, {"Retry-After": str(sink.failing[1])})
                return
            sink.take(body["data"]["marker"], self.connection)
            self._say(201, {"id": f"n-{body['data']['marker']}"})

        def do_GET(self) -> None:
            marker = parse_qs(urlsplit(self.path).query)["marker"][0]
            found = marker in sink.markers
            self._say(200 if found else 404, {"id": f"n-{marker}"} if found else {})

        def _say(self, status: int, said: dict[str, str], headers: dict[str, str] | None = None) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A caller that was killed is no news here."""

    server = Server(("127.0.0.1", 0), Handler)
    sink.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, name="notes sink", daemon=True).start()
    try:
        yield sink
    finally:
        sink.release()
        server.shutdown()
        server.server_close()


def _is_gone(caller: socket.socket) -> bool:
    """Whether the other end has closed the connection."""
    readable, _, _ = select.select([caller], [], [], 0)
    if not readable:
        return False
    try:
        return caller.recv(1, socket.MSG_PEEK) == b""
    except OSError:
        return True
