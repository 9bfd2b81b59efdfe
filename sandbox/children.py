"""The processes of `python -m sandbox`: started, waited for, watched and stopped, but never restarted."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import requests

# All together stop within five seconds: those that do not heed SIGTERM by then are killed.
GRACE_SECONDS = 4.5
LAST_WORDS = 12


class ChildError(Exception):
    """A child stopped by itself or never came up. The message names it and quotes its last words."""


class Children:
    """Each writes to a log and stands in a session of its own: Ctrl-C reaches the parent alone."""

    def __init__(self, logs: Path) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        """Start one child, with `environment` added to our own."""
        with self._log(name).open("wb") as log:
            self._running[name] = subprocess.Popen(  # noqa: S603 - our own commands
                command,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_up(self, name: str, url: str, seconds: float = 60) -> None:
        """Wait until `url` answers 200; raises ChildError."""
        deadline = time.monotonic() + seconds
        while not _answers(url):
            self.check()
            if time.monotonic() > deadline:
                raise ChildError(
                    f"The {name} did not come up within {seconds:.0f} seconds.{self._words(name)}"
                )
            time.sleep(0.1)

    def check(self) -> None:
        """Raises ChildError if any of them is gone."""
        for name, process in self._running.items():
            code = process.poll()
            if code is not None:
                raise ChildError(f"The {name} stopped by itself (exit status {code}).{self._words(name)}")

    def stop(self) -> None:
        """Stop them all, the last started first."""
        for process in reversed(self._running.values()):
            _signal(process, signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for process in self._running.values():
            try:
                process.wait(max(0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL)
                process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _log(self, name: str) -> Path:
        return self._logs / f"{name.replace(' ', '-')}.log"

    def _words(self, name: str) -> str:
        lines = self._log(name).read_text(errors="replace").splitlines()[-LAST_WORDS:]
        quoted = "".join(f"\n  | {line}" for line in lines)
        return f" Its last words, from {self._log(name)}:{quoted}" if lines else ""


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).status_code == 200
    except requests.RequestException:
        return False


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """To the child and all that it started. A group that is gone already needs no signal."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
