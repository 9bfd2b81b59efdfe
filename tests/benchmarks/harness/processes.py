"""Processes that a measurement starts, looks at and ends."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[3]
PATIENCE = 30.0


class Process:
    """One shell command with its children, which are a process group of their own."""

    def __init__(self, command: str, environ: Mapping[str, str], log: Path) -> None:
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        with log.open("ab") as output:
            self._popen = subprocess.Popen(
                ["sh", "-c", f"exec {command}"],
                cwd=ROOT,
                env={**os.environ, **environ, "PATH": path},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def stop(self) -> None:
        """End it in good order, or by force."""
        self._popen.terminate()
        try:
            self._popen.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self._popen.pid, signal.SIGKILL)
            self._popen.wait()

    def wait(self) -> None:
        """Wait until it ends by itself."""
        if self._popen.wait():
            raise RuntimeError(f"{self._popen.args} failed")

    def memory(self) -> list[tuple[float, float]]:
        """MiB resident, and MiB where shared pages count in parts, of each process of the group."""
        return [_memory(pid) for pid in _family(self._popen.pid)]


@contextmanager
def running(command: str, environ: Mapping[str, str], log: Path) -> Iterator[Process]:
    """The process, ended afterwards."""
    process = Process(command, environ, log)
    try:
        yield process
    finally:
        process.stop()


def wait_for_port(port: int) -> None:
    """Wait until something listens there."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _family(pid: int) -> Iterator[int]:
    yield pid
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield from _family(int(child))


def _memory(pid: int) -> tuple[float, float]:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kib = {name: int(value) for name, value in re.findall(r"^(Rss|Pss):\s+(\d+)", text, re.MULTILINE)}
    return kib["Rss"] / 1024, kib["Pss"] / 1024
