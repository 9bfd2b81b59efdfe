"""Afterview as people run it: the Procfile's own commands as processes, to be killed and brought back."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import requests

from tests.support.servers import free_port

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
SECRET_KEY = "a-key-for-the-stories-and-for-nothing-else"
HOOK_SECRET = "whsec_" + "c3Rvcmllcw" * 4
PATIENCE = 180.0
"""Seconds until something that should have happened has not. Nothing here measures how long it takes."""


class Running:
    """One process and all that it started, in a group of its own. It ends with us, even if we are killed."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.log = log
        guard = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [*guard, *command],
                env={**os.environ, **environment},
                cwd=log.parent,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    @property
    def last_words(self) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-3000:]

    def kill(self) -> None:
        """End it as the kernel does when memory runs out: `kill -9`."""
        self._signal(signal.SIGKILL)
        self._process.wait()

    def ask_to_stop(self) -> None:
        """Ask it to end in good order, as a deploy does, and go on."""
        os.kill(self._process.pid, signal.SIGTERM)

    def stop(self, patience: float = 30) -> bool:
        """End it in good order; whether it did. A supervisor kills what does not stop."""
        if self.alive:
            self.ask_to_stop()
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            return False
        return True

    def _signal(self, number: signal.Signals) -> None:
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            return


class Deployment:
    """One installation: a database, a broker, a mail server, and whichever processes have been started."""

    def __init__(
        self, folder: Path, database_url: str, broker_url: str, mail_url: str, fast_clock: int = 5400
    ) -> None:
        self.folder = folder
        self.database_url = database_url
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._started: list[Running] = []
        self.environment = {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "PORT": str(self.port),
            "WEB_CONCURRENCY": "1",
            "AFTERVIEW_SECRET_KEYS": SECRET_KEY,
            "AFTERVIEW_BASE_URL": self.url,
            "AFTERVIEW_DATABASE_URL": database_url,
            "AFTERVIEW_BROKER_URL": broker_url,
            "AFTERVIEW_MAIL_URL": mail_url,
            "AFTERVIEW_ALLOW_PRIVATE_NETWORKS": "true",
            "AFTERVIEW_FAST_CLOCK": str(fast_clock),
            "AFTERVIEW_HOOK_RATE_PER_MINUTE": "1000000",
        }

    def connect(self, agency: str, notes_url: str) -> str:
        """Connect one agency's ATS by the product's own command; the address for its webhooks."""
        options = {
            "--agency": agency,
            "--branch": "Paisley",
            "--base-url": notes_url,
            "--secret": HOOK_SECRET,
            "--sender": "interviews@northgate.example",
            "--postal-address": "1 High Street, Paisley",
            "--manager": "nadia@northgate.example=Nadia Rahman",
        }
        credentials = [f"--credential=notes_secret={HOOK_SECRET}", "--credential=can_look_up=yes"]
        command = ["afterview", "connect", "standard", "--live", "--json", *credentials]
        flat = [word for option in options.items() for word in option]
        hook_url: str = json.loads(self._run([*command, *flat]))["hook_url"]
        return hook_url

    def start(self, name: str) -> Running:
        """Start the process that the Procfile calls so, and for the web wait until it is ready."""
        started = self._spawn(name, ["sh", "-c", f"exec {procfile()[name]}"])
        if name == "web":
            self._wait_until_ready(started)
        return started

    def serve(self) -> Running:
        """Start the embedded system: one process, no broker."""
        started = self._spawn("serve", ["afterview", "serve", "--port", str(self.port)])
        self._wait_until_ready(started)
        return started

    def stop(self) -> None:
        """End whatever still runs."""
        for process in self._started:
            process.kill()

    def _spawn(self, name: str, command: Sequence[str]) -> Running:
        log = self.folder / f"{name}-{len(self._started)}.log"
        running = Running(command, self.environment, log)
        self._started.append(running)
        return running

    def _run(self, command: Sequence[str]) -> str:
        environment = {**os.environ, **self.environment}
        done = subprocess.run(
            command, env=environment, cwd=self.folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command[:3])} failed:\n{done.stderr[-3000:]}")
        return done.stdout

    def _wait_until_ready(self, process: Running) -> None:
        def ready() -> bool:
            if not process.alive:
                raise RuntimeError(f"it stopped by itself; its log ends:\n{process.last_words}")
            return answers_ok(f"{self.url}/readyz")

        wait_until(ready, "the web process answers")


def procfile() -> dict[str, str]:
    """The Procfile's commands by the names of their processes."""
    lines = (ROOT / "Procfile").read_text().splitlines()
    return {name: command.strip() for name, _, command in (line.partition(":") for line in lines)}


def wait_until(condition: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Look again and again until it is so. Raises `TimeoutError`, saying what never became so."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"after {patience:.0f} s it is still not so that {what}")
        time.sleep(0.1)


def answers_ok(url: str) -> bool:
    """Whether a GET is answered with 200."""
    try:
        return requests.get(url, timeout=2).status_code == 200
    except requests.RequestException:
        return False
