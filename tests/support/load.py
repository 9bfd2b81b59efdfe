"""An ATS under load, and the candidates who answer: signed interviews sent until they are accepted."""

import base64
import re
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import requests

from tests.support.mail_sink import Kept
from tests.support.processes import HOOK_SECRET
from tests.support.world import event, signed

_KEY = base64.b64decode(HOOK_SECRET.removeprefix("whsec_"))
_ANSWER = {"felt": "2", "themes": "blanked", "noticed": "maybe"}
AT_ONCE = 8
AGAIN_AFTER = 0.5
"""Seconds until a sender tries again: real ones wait for minutes, and mind as little."""


class Load:
    """Sends completed interviews as an ATS does: again, under the same id, until it is answered 200."""

    def __init__(self, hook_url: str) -> None:
        self._hook_url = hook_url
        self._lock = threading.Lock()
        self.accepted: set[str] = set()
        self.refusals = 0
        self._threads = ThreadPoolExecutor(AT_ONCE)

    def send(self, refs: Iterable[str]) -> None:
        """Send interviews of these references, each of another candidate, until all are accepted."""
        for done in [self._threads.submit(self._send, ref) for ref in refs]:
            done.result()

    def begin(self, refs: Iterable[str]) -> None:
        """Send as `send` does, and go on meanwhile; `finish` waits."""
        for ref in refs:
            self._threads.submit(self._send, ref)

    def finish(self) -> None:
        """Wait until everything begun has been accepted."""
        self._threads.shutdown(wait=True)
        self._threads = ThreadPoolExecutor(AT_ONCE)

    def _send(self, ref: str) -> None:
        now = datetime.now(UTC)
        body = event(
            "interview.completed",
            now,
            candidate={"id": f"c-{ref}", "name": "Isla Fraser", "email": address_of(ref)},
            application={"id": f"a-{ref}"},
            interview={"id": ref},
        )
        while not self._post(ref, body):
            time.sleep(AGAIN_AFTER)

    def _post(self, ref: str, body: bytes) -> bool:
        headers = signed(f"msg-{ref}", body, datetime.now(UTC), _KEY)
        try:
            status = requests.post(self._hook_url, data=body, headers=headers, timeout=10).status_code
        except requests.RequestException:
            status = 0
        with self._lock:
            if status == 200:
                self.accepted.add(ref)
            else:
                self.refusals += 1
        return status == 200


def references(story: str, count: int) -> list[str]:
    """That many references of interviews, told apart by the story's name."""
    return [f"{story}-{number}" for number in range(count)]


def address_of(ref: str) -> str:
    """The address of the candidate of an interview."""
    return f"{ref}@load.example"


def answer_all(letters: Iterable[Kept], **also: str) -> None:
    """Let every candidate who was written to answer; `also` adds to their form."""
    links = [link for letter in letters if (link := _survey_link(letter))]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for answered in [pool.submit(_answer, link, also) for link in links]:
            answered.result()


def _survey_link(letter: Kept) -> str | None:
    found = re.search(r"http://[^/\s]+/r/[\w.\-]+", letter.text)
    return found[0] if found else None


def _answer(link: str, also: dict[str, str]) -> None:
    answer = requests.post(link, data={**_ANSWER, **also}, allow_redirects=False, timeout=30)
    if answer.status_code != 303 or not answer.headers["location"].endswith("/review"):
        raise AssertionError(f"the answer was not taken: {answer.status_code}\n{answer.text[:500]}")
    confirmed = requests.post(f"{link}/review", data={"version": "1"}, allow_redirects=False, timeout=30)
    if confirmed.status_code != 303 or not confirmed.headers["location"].endswith("/thanks"):
        raise AssertionError(f"it was not confirmed: {confirmed.status_code}\n{confirmed.text[:500]}")
