"""The sink as a measurement sees it: a port to send to, and what has arrived since."""

import shlex
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.harness.processes import running, wait_for_port
from tests.support.servers import free_port

STALLED = 20.0
"""Seconds without a new email after which what is missing is given up."""


class Mailbox:
    """What the sink has taken."""

    def __init__(self, port: int, path: Path) -> None:
        self.port = port
        self._path = path
        self._read = 0

    def collect(self, number: int) -> Mapping[str, float]:
        """Wait for so many further emails; when each came, by recipient. Raises `RuntimeError`."""
        arrived: dict[str, float] = {}
        latest = time.monotonic()
        while len(arrived) < number:
            time.sleep(0.05)
            fresh = self._fresh()
            if fresh:
                latest = time.monotonic()
            elif time.monotonic() - latest > STALLED:
                raise RuntimeError(f"of {number} emails only {len(arrived)} came")
            for recipient, at in fresh:
                if recipient in arrived:
                    raise RuntimeError(f"{recipient} was mailed twice")
                arrived[recipient] = at
        return arrived

    def _fresh(self) -> list[tuple[str, float]]:
        with self._path.open() as file:
            file.seek(self._read)
            lines = file.readlines()
        whole = [line for line in lines if line.endswith("\n")]
        self._read += sum(map(len, whole))
        return [(recipient, float(at)) for at, recipient in map(str.split, whole)]


@contextmanager
def mailbox(folder: Path) -> Iterator[Mailbox]:
    """A running sink."""
    port, path = free_port(), folder / "mail"
    path.touch()
    command = shlex.join([sys.executable, "-m", "tests.benchmarks.harness.sink", str(port), str(path)])
    with running(command, {}, folder / "sink.log"):
        wait_for_port(port)
        yield Mailbox(port, path)
