"""A mail server that takes everything and notes when it came and for whom: light, so that it limits nobody.

python -m tests.benchmarks.harness.sink PORT FILE
"""

import asyncio
import sys
import time
from typing import TextIO

_REPLIES = {b"EHLO": b"250 sink\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}


class Sink(asyncio.Protocol):
    """One connection. A line of the file is `<time.monotonic> <recipient>`."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._buffer = b""
        self._recipient = ""
        self._in_message = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while True:
            part, end, rest = self._buffer.partition(b"\r\n.\r\n" if self._in_message else b"\r\n")
            if not end:
                return
            self._buffer = rest
            self._take_message() if self._in_message else self._take_command(part)

    def _take_message(self) -> None:
        self._in_message = False
        self._file.write(f"{time.monotonic():.6f} {self._recipient}\n")
        self._transport.write(b"250 taken\r\n")

    def _take_command(self, line: bytes) -> None:
        word = line[:4].upper()
        if word == b"RCPT":
            self._recipient = line.decode().partition("<")[2].partition(">")[0]
        self._in_message = word == b"DATA"
        self._transport.write(_REPLIES.get(word, b"250 fine\r\n"))
        if word == b"QUIT":
            self._transport.close()


async def _serve(port: int, path: str) -> None:
    with open(path, "a", buffering=1) as file:
        server = await asyncio.get_running_loop().create_server(lambda: Sink(file), "127.0.0.1", port)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), sys.argv[2]))
