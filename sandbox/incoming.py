"""How a sandbox API misbehaves towards those who call it."""

import socket
import time
from collections.abc import Callable

from flask import Flask, Response, request

from sandbox.faults import FaultKind, Faults

GROUP = "Calls that come in"

INCOMING = (
    FaultKind(
        "rate_limit", "Too many requests", "Answers 429 with a Retry-After.", GROUP, "seconds to wait", 2
    ),
    FaultKind("error", "Server error", "Answers 500 and stores nothing.", GROUP),
    FaultKind("refuse", "Close the door", "Closes the connection without a word.", GROUP),
    FaultKind("hang", "Hang", "Says nothing for a while, then closes; stores nothing.", GROUP, "seconds", 30),
    FaultKind("slow", "Slow", "Takes its time, then answers as usual.", GROUP, "seconds", 3),
    FaultKind(
        "commit_then_hang",
        "Store it, then go silent",
        "The call takes effect, but its answer never comes: the caller cannot know.",
        GROUP,
        "seconds",
        30,
    ),
)


def misbehave_on(app: Flask, faults: Faults, path: str, subject: Callable[[], str]) -> None:
    """Let the incoming faults strike requests to `path` of `app`. `subject` names what the request asks for,
    which a fault may be limited to."""

    @app.before_request
    def instead_of_answering() -> Response | None:
        return _before(faults, subject()) if request.path == path else None

    @app.after_request
    def after_the_work(response: Response) -> Response:
        if request.path != path or response.status_code >= 400:
            return response
        silence = faults.take("commit_then_hang", subject())
        return response if silence is None else _close_after(silence)


def _before(faults: Faults, subject: str) -> Response | None:
    if faults.take("refuse", subject) is not None:
        return _close_after(0)
    if (silence := faults.take("hang", subject)) is not None:
        return _close_after(silence)
    if (wait := faults.take("slow", subject)) is not None:
        time.sleep(wait)
    if (retry_after := faults.take("rate_limit", subject)) is not None:
        return Response("Too many requests\n", 429, {"Retry-After": str(round(retry_after))})
    if faults.take("error", subject) is not None:
        return Response("Internal server error\n", 500)
    return None


def _close_after(seconds: float) -> Response:
    """End the connection without an answer. What is returned reaches nobody."""
    time.sleep(seconds)
    connection: socket.socket = request.environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)
    return Response(status=500)
