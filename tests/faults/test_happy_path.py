"""The happy path by real processes on every set-up, from the sandbox ATS to the sandbox mailbox and back."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.processes import HOOK_SECRET, Deployment, Running, answers_ok, wait_until
from tests.support.servers import free_port

ISLA = {"name": "Isla Fraser", "email": "isla@load.example"}
CALL_SHEET = "After the interview, Isla Fraser, Depot manager at Harbour Logistics"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The pretend ATS and the mailbox, as `make run` starts them."""

    ats_url: str
    mailbox_url: str

    def complete_an_interview(self) -> None:
        """What a consultant does in the ATS: enter the candidate's interview, and say that it is over."""
        entered = requests.post(f"{self.ats_url}/sandbox/interviews", json={"candidate": ISLA}, timeout=10)
        ref = entered.json()["interview"]
        requests.post(f"{self.ats_url}/sandbox/interviews/{ref}/complete", json={}, timeout=10)

    def letters(self) -> list[dict[str, Any]]:
        """What Isla has been sent, oldest first."""
        found = requests.get(f"{self.mailbox_url}/sandbox/messages", {"to": ISLA["email"]}, timeout=10)
        newest_first: list[dict[str, Any]] = found.json()["messages"]
        return newest_first[::-1]

    def text(self, letter: dict[str, Any]) -> str:
        """What one letter says."""
        found = requests.get(f"{self.mailbox_url}/sandbox/messages/{letter['id']}", timeout=10)
        said: str = found.json()["text"]
        return said

    def notes(self) -> list[str]:
        """The titles of the notes on the record."""
        found = requests.get(f"{self.ats_url}/sandbox/notes", timeout=10)
        return [note["title"] for note in found.json()["notes"]]


@contextmanager
def sandbox(folder: Path, deployment: Deployment, ports: tuple[int, int, int]) -> Iterator[Sandbox]:
    """The sandbox's two processes, the ATS connected to the deployment."""
    ats, mailbox, smtp = ports
    here = Sandbox(f"http://127.0.0.1:{ats}", f"http://127.0.0.1:{mailbox}")
    hook = deployment.connect("Northgate Recruitment", f"{here.ats_url}/notes")
    signing = ["--hook", hook, "--secret", HOOK_SECRET, "--notes-secret", HOOK_SECRET]
    commands = {
        "ats": ["--port", str(ats), *signing],
        "mailbox": ["--http-port", str(mailbox), "--smtp-port", str(smtp)],
    }
    processes = [
        Running(
            [sys.executable, "-m", f"sandbox.{name}", "--state", str(folder / name), *options],
            {},
            folder / f"{name}.log",
        )
        for name, options in commands.items()
    ]
    try:
        for url in (here.ats_url, here.mailbox_url):
            wait_until(partial(answers_ok, f"{url}/healthz"), f"{url} answers")
        yield here
    finally:
        for process in processes:
            process.kill()


@pytest.fixture(
    params=[
        "sqlite-embedded",
        "postgresql-redis",
        pytest.param("postgresql-rabbitmq", marks=pytest.mark.xdist_group("rabbitmq")),
    ]
)
def set_up(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """The URLs of a database and a broker."""
    if request.param == "sqlite-embedded":
        return f"sqlite:///{tmp_path / 'afterview.db'}", "memory://"
    broker = {"postgresql-redis": "redis_url", "postgresql-rabbitmq": "amqp_url"}[request.param]
    return request.getfixturevalue("postgres_url"), request.getfixturevalue(broker)


@pytest.fixture
def here(set_up: tuple[str, str], tmp_path: Path) -> Iterator[Sandbox]:
    """The sandbox, with everything of Afterview started beside it."""
    ports = (free_port(), free_port(), free_port())
    deployment = Deployment(tmp_path, *set_up, mail_url=f"smtp://127.0.0.1:{ports[2]}?tls=none")
    with sandbox(tmp_path, deployment, ports) as running:
        if set_up[1] == "memory://":
            deployment.serve()
        else:
            for name in ("web", "worker"):
                deployment.start(name)
        yield running
        deployment.stop()


def test_interview_over_survey_answer_coaching_and_call_sheet(here: Sandbox) -> None:
    here.complete_an_interview()
    wait_until(lambda: len(here.letters()) >= 1, "Isla has been asked")
    link = re.search(r"http://[^/\s]+/r/[\w.\-]+", here.text(here.letters()[0]))
    assert link
    review = requests.post(link[0], {"felt": "2", "themes": "blanked"}, timeout=30)
    lanes = {"version": "1", "lane-themes": "my_consultant"}
    thanks = requests.post(f"{link[0]}/review", lanes, timeout=30)
    wait_until(lambda: len(here.letters()) >= 2, "Isla has been coached")
    wait_until(lambda: len(here.notes()) >= 1, "the call sheet is on her record")

    assert (review.status_code, thanks.status_code) == (200, 200)
    assert [letter["subject"] for letter in here.letters()] == [
        "Your interview for Depot manager at Harbour Logistics: how did it feel?",
        "After your interview with Harbour Logistics",
    ]
    assert here.notes() == [CALL_SHEET]
