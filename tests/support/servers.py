"""Throw-away servers for the tests: real ones, on free loopback ports, that may be killed and come back.

A kind of server is used where its address is given in `AFTERVIEW_TEST_<KIND>_URL`, else started from the
installed binaries, else taken from its standard port on this machine. Where there is none, the tests that
want it are skipped, loudly; with `AFTERVIEW_TEST_REQUIRE_ALL=1` they fail instead.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from pwd import getpwnam
from typing import ClassVar, Self

import pytest

MISSING = "not on this machine: "
"""How the reason of a test skipped for want of a server begins; the summary looks for it."""


class Server(ABC):
    """One throw-away server. A restart keeps its port and its data, also after `kill`."""

    title: ClassVar[str]
    variable: ClassVar[str]
    standard_url: ClassVar[str]
    install: ClassVar[str]
    account: ClassVar[str] = ""
    """Whom to run as when we are root, for servers that refuse to be."""
    farewell: ClassVar[signal.Signals] = signal.SIGTERM
    """The signal upon which it ends in good order."""
    patience: ClassVar[float] = 30
    """Seconds within which it answers, or something is wrong."""

    def __init__(self, home: Path, port: int) -> None:
        self.home = home
        self.port = port
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    @abstractmethod
    def installed(cls) -> bool:
        """Whether its binaries are on this machine."""

    @staticmethod
    @abstractmethod
    def answers(url: str) -> bool:
        """Whether a server answers there."""

    @property
    @abstractmethod
    def url(self) -> str:
        """Its address, which stays the same over restarts."""

    @abstractmethod
    def prepare(self) -> None:
        """What is done once, before it is started for the first time."""

    @abstractmethod
    def command(self) -> Sequence[str]:
        """How to run it in the foreground."""

    def environment(self) -> Mapping[str, str]:
        """What it needs besides our own environment."""
        return {}

    @property
    def running(self) -> bool:
        """Whether its process lives."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it, if it does not run, and wait until it answers."""
        deadline = time.monotonic() + self.patience
        # PostgreSQL refuses to start for a moment after kill -9, until its children are gone too.
        deaths_left = 20
        while not (self.running and self.answers(self.url)):
            if time.monotonic() > deadline or deaths_left == 0:
                raise RuntimeError(f"{self.title} does not answer; its log ends:\n{self.log[-3000:]}")
            if not self.running:
                self._process = self._spawn()
                deaths_left -= 1
            time.sleep(0.1)

    def stop(self) -> None:
        """End it in good order, or by force after 20 seconds."""
        if self._process is None:
            return
        self._process.send_signal(self.farewell)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it as a power cut would: `kill -9`."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def freeze(self) -> None:
        """Stop it in its tracks: connections stay open, and nothing answers."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on where it was frozen."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def restart(self) -> None:
        """Stop it in good order and start it again."""
        self.stop()
        self.start()

    @property
    def log(self) -> str:
        """What it printed so far."""
        path = self.home / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def run(self, *command: str) -> None:
        """Run one of its tools to the end, as the server's own account."""
        with self._log() as log:
            subprocess.run([*self._wrapper(), *command], check=True, cwd=self.home, stdout=log, stderr=log)

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self._log() as log:
            return subprocess.Popen(
                [*self._wrapper(), *self.command()],
                cwd=self.home,
                env={**os.environ, **self.environment()},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @contextmanager
    def _log(self) -> Iterator[int]:
        descriptor = os.open(self.home / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def _wrapper(self) -> list[str]:
        """Become `account`, where we are root, and end with us even if we are killed."""
        if not shutil.which("setpriv"):
            return []
        become = ["--reuid", self.account, "--regid", self.account, "--init-groups"] if self._change() else []
        return ["setpriv", "--pdeathsig", "KILL", *become]

    @classmethod
    def _change(cls) -> bool:
        return bool(cls.account) and os.geteuid() == 0

    @classmethod
    @contextmanager
    def throwaway(cls) -> Iterator[Self]:
        """A running server in a folder of its own; both are gone afterwards."""
        home = Path(tempfile.mkdtemp(prefix="afterview-test-"))
        server = cls(home, free_port())
        try:
            if cls._change():
                shutil.chown(home, cls.account, getpwnam(cls.account).pw_gid)
            server.prepare()
            server.start()
            yield server
        finally:
            server.kill()
            shutil.rmtree(home, ignore_errors=True)


@contextmanager
def address(kind: type[Server]) -> Iterator[str]:
    """The address of a server of this kind for as long as it is wanted; see the module."""
    if given := os.environ.get(kind.variable):
        yield given
    elif kind.installed():
        with kind.throwaway() as server:
            yield server.url
    elif kind.answers(kind.standard_url):
        yield kind.standard_url
    else:
        missing(kind.title, f"{kind.install}, or set {kind.variable}")


@contextmanager
def breakable(kind: type[Server]) -> Iterator[Server]:
    """A server of this kind that a test may stop and kill: always one of our own."""
    if not kind.installed():
        missing(f"{kind.title}'s binaries", kind.install)
    with kind.throwaway() as server:
        yield server


def missing(what: str, remedy: str) -> None:
    """Skip, or where everything is required fail, the test that wants what is not there."""
    reason = f"{MISSING}{what} ({remedy})"
    if os.environ.get("AFTERVIEW_TEST_REQUIRE_ALL") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
