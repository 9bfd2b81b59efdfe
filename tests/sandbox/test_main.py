"""`python -m sandbox`, with real children and a stand-in for the plugin's command."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

from config.settings import Settings
from sandbox.__main__ import main
from tests.support.servers import free_port

Wait = Callable[[Callable[[], Any]], Any]
FLAGS = ("--port", "--ats-port", "--mailbox-port", "--smtp-port")


@dataclass
class Sandbox:
    home: Path
    ports: dict[str, int] = field(default_factory=lambda: {flag: free_port() for flag in FLAGS})
    process: subprocess.Popen[bytes] | None = None

    def start(self, **environment: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "sandbox", "--data", str(self.home / "var")]
        command += ["--afterview", str(self.home / "afterview")]
        command += [text for flag, port in self.ports.items() for text in (flag, str(port))]
        env = {**os.environ, "FAKE_CALLS": str(self.home / "calls"), "PYTHONUNBUFFERED": "1", **environment}
        with (self.home / "said").open("w") as said:
            self.process = subprocess.Popen(command, env=env, stdout=said, stderr=subprocess.STDOUT)
        return self.process

    def welcomed(self) -> bool:
        return "Ctrl-C stops all of it" in self.said()

    def said(self) -> str:
        return (self.home / "said").read_text()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(timeout=15)

    def calls(self) -> list[list[str]]:
        return [json.loads(line) for line in (self.home / "calls").read_text().splitlines()]

    def listening(self) -> list[str]:
        return [flag for flag, port in self.ports.items() if _open(port)]

    def url(self, flag: str, path: str = "") -> str:
        return f"http://127.0.0.1:{self.ports[flag]}{path}"


def _open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    command = tmp_path / "afterview"
    command.write_text(
        f'#!/bin/sh\nexec {sys.executable} {Path(__file__).with_name("fake_afterview.py")} "$@"\n'
    )
    command.chmod(0o755)
    sandbox = Sandbox(tmp_path)
    yield sandbox
    if sandbox.process is not None and sandbox.process.poll() is None:
        sandbox.stop()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_everything_comes_up_says_where_to_look_and_stops_on_a_signal(
    sandbox: Sandbox, eventually: Wait, number: signal.Signals
) -> None:
    sandbox.start()
    eventually(sandbox.welcomed)
    hook = requests.get(sandbox.url("--ats-port", "/sandbox/endpoint"), timeout=5).json()["url"]

    code = sandbox.stop(number)

    said = sandbox.said()
    assert code == 0
    assert hook == sandbox.url("--port", "/hooks/abc")
    assert [flag for flag in FLAGS[:3] if sandbox.url(flag) not in said] == []
    assert "an hour takes 10 seconds here" in said
    assert sandbox.listening() == []


def test_the_plugin_is_connected_once_and_told_of_its_surroundings(
    sandbox: Sandbox, eventually: Wait
) -> None:
    for _ in range(2):
        sandbox.start()
        eventually(sandbox.welcomed)
        sandbox.stop()

    connect, *others = sandbox.calls()
    assert connect[:2] == ["connect", "standard"]
    assert connect[connect.index("--base-url") + 1] == sandbox.url("--ats-port", "/notes")
    assert [call[0] for call in others] == ["serve", "serve"]


def test_secrets_are_readable_by_their_owner_alone(sandbox: Sandbox, eventually: Wait) -> None:
    sandbox.start()
    eventually(sandbox.welcomed)
    sandbox.stop()

    kept = [sandbox.home / "var" / name for name in ("secret_key", "environment", "ats/settings.json")]
    assert [path.stat().st_mode & 0o777 for path in kept] == [0o600, 0o600, 0o600]
    assert len(kept[0].read_text()) >= 32


def test_a_child_that_dies_is_named_with_its_last_words_and_the_others_are_stopped(sandbox: Sandbox) -> None:
    process = sandbox.start(FAKE_DIES="1")

    process.wait(timeout=30)
    said = sandbox.said()

    assert process.returncode == 1
    assert "The plugin stopped by itself (exit status 1)." in said
    assert "the database is on fire" in said
    assert sandbox.listening() == []


def test_a_child_that_dies_later_is_named_too(sandbox: Sandbox, eventually: Wait) -> None:
    process = sandbox.start()
    eventually(sandbox.welcomed)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    mailbox = next(pid for pid in children if b"sandbox.mailbox" in Path(f"/proc/{pid}/cmdline").read_bytes())

    os.kill(int(mailbox), signal.SIGKILL)
    process.wait(timeout=30)
    said = sandbox.said()

    assert process.returncode == 1
    assert "The mailbox stopped by itself (exit status -9)." in said
    assert sandbox.listening() == []


def test_a_taken_port_is_named_with_the_flag_that_changes_it(sandbox: Sandbox) -> None:
    with socket.create_server(("127.0.0.1", sandbox.ports["--smtp-port"])):
        process = sandbox.start()
        process.wait(timeout=30)
    said = sandbox.said()

    assert process.returncode == 1
    taken = sandbox.ports["--smtp-port"]
    other = f'make run ARGS="--smtp-port {taken + 100}"'
    assert f"Port {taken} is taken; choose another: {other}" in said
    assert not (sandbox.home / "calls").exists()


def test_settings_are_left_for_a_shell_to_try_the_commands_with(sandbox: Sandbox, eventually: Wait) -> None:
    sandbox.start()
    eventually(sandbox.welcomed)
    kept = sandbox.home / "var" / "environment"

    shell = f". '{kept}' && printf %s \"$AFTERVIEW_DATABASE_URL $AFTERVIEW_SECRET_KEYS\""
    said = subprocess.run(["/bin/sh", "-c", shell], capture_output=True, text=True, check=True).stdout

    key = (sandbox.home / "var" / "secret_key").read_text()
    assert said == f"sqlite:///{sandbox.home / 'var' / 'afterview.db'} {key}"


def test_everything_of_the_sandbox_lies_in_a_folder_of_its_own() -> None:
    """`make clean` removes that folder; a small agency keeps its database in `var/`."""
    (data,) = [option for option in main.params if option.name == "data"]

    assert data.default == Path("var/sandbox")
    assert Settings.from_env({"AFTERVIEW_SECRET_KEYS": "k" * 40}).database_url == "sqlite:///var/afterview.db"
