"""A load generator: requests made beforehand, over connections that are kept open."""

import asyncio
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.benchmarks.harness.events import Request

CONNECTIONS = 16
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(slots=True)
class Volley:
    """What came of it: when each request went (`time.monotonic`, by address), and the seconds it waited."""

    sent: dict[str, float] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    refused: int = 0
    seconds: float = 0.0


def fire(port: int, requests: Sequence[Request]) -> Volley:
    """Send everything, as fast as it is answered."""
    return asyncio.run(_fire(port, requests, CONNECTIONS, 0.0))


def fire_calmly(port: int, requests: Sequence[Request], gap: float) -> Volley:
    """Send one at a time, with `gap` seconds after each answer."""
    return asyncio.run(_fire(port, requests, 1, gap))


async def _fire(port: int, requests: Sequence[Request], connections: int, gap: float) -> Volley:
    volley, waiting = Volley(), iter(requests)
    began = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(_Connection(port, volley).send_all(waiting, gap))
    volley.seconds = time.monotonic() - began
    if volley.refused:
        raise RuntimeError(f"{volley.refused} of {len(requests)} requests were refused")
    return volley


class _Connection(asyncio.Protocol):
    """One keep-alive connection, opened anew where the server closes it."""

    def __init__(self, port: int, volley: Volley) -> None:
        self._port = port
        self._volley = volley
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._answer: asyncio.Future[bytes] | None = None

    async def send_all(self, requests: Iterator[Request], gap: float) -> None:
        for request in requests:
            went = time.monotonic()
            status = await self._send(request)
            self._volley.sent[request.address] = went
            self._volley.waits.append(time.monotonic() - went)
            self._volley.refused += not status.startswith(b"2")
            if gap:
                await asyncio.sleep(gap)
        if self._transport:
            self._transport.close()

    async def _send(self, request: Request) -> bytes:
        loop = asyncio.get_running_loop()
        if self._transport is None or self._transport.is_closing():
            await loop.create_connection(lambda: self, "127.0.0.1", self._port)
        assert self._transport is not None
        self._answer = loop.create_future()
        self._transport.write(request.raw)
        return await self._answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._received = transport, b""

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not found or not length or len(body) < int(length[1]):
            return
        self._received = b""
        if b"connection: close" in head.lower() and self._transport:
            self._transport.close()
        if self._answer:
            self._answer.set_result(head[9:12])

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._answer and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("closed before it answered"))
