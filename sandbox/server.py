"""The HTTP server of the sandbox: one thread a connection, so that a hanging call holds up nobody else."""

import logging
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

HOST = "127.0.0.1"


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: the terminal belongs to the plugin."""


def http_server(app: Flask, port: int) -> BaseWSGIServer:
    """A server that listens already (port 0: any free one, then `server.port`)."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    return make_server(HOST, port, app, threaded=True, request_handler=_Quiet)


def serve_until_stopped(server: BaseWSGIServer) -> None:
    """Serve until SIGINT or SIGTERM."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    with server:
        server.serve_forever()


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve `app` in a thread on a free port, for as long as the block lasts; its URL."""
    server = http_server(app, 0)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
