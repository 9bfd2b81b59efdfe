"""Real servers on free ports."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from sandbox.ats.app import create_ats
from sandbox.ats.settings import Settings
from sandbox.server import serving
from tests.sandbox.receiver import NOTES_SECRET, SECRET, Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    app, receiver = Flask("receiver"), Receiver()
    app.add_url_rule("/hooks/abc", view_func=receiver.take, methods=["POST"])
    with serving(app) as url:
        receiver.url = f"{url}/hooks/abc"
        yield receiver


@pytest.fixture
def start_ats(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Starts a sandbox ATS with these settings; gives its URL. Retries follow at once."""
    with ExitStack() as running:

        def start(**settings: Any) -> str:
            defaults = {"secret": SECRET, "notes_secret": NOTES_SECRET, "retry_speed": 1e9}
            ats = create_ats(Settings(state=tmp_path, **{**defaults, **settings}))
            url = running.enter_context(serving(ats.app))
            ats.sender.start()
            running.callback(ats.store.close)
            running.callback(ats.sender.stop)
            return url

        yield start


@pytest.fixture
def eventually() -> Callable[[Callable[[], Any]], Any]:
    """Waits until a question has a true answer, and gives that; fails after ten seconds."""

    def wait(ask: Callable[[], Any]) -> Any:
        deadline = time.monotonic() + 10
        while not (answer := ask()):
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.02)
        return answer

    return wait
