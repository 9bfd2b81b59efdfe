"""The standard webhook under the contract suite, with a receiver that keeps to our own documentation."""

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
import responses

from integrations.ats.contract import Account, WebhookRequest
from integrations.ats.standard import Standard
from integrations.signatures import sign_standard, verify_standard
from tests.support.ats.harness import NOW, FakeAts, Harness

NOTES_URL = "https://agency.example/afterview"
NEW, OLD, OTHER, NOTES = (
    "whsec_" + base64.b64encode(name.encode().ljust(32, b".")).decode()
    for name in ("new", "old", "someone else's", "notes")
)

Reply = tuple[int, dict[str, str], str]


class Receiver(FakeAts):
    """Verifies our signature, ignores an id that it has had, and finds a note by its marker."""

    def __init__(self) -> None:
        self.taken: dict[str, dict[str, Any]] = {}
        self.requests: list[requests.PreparedRequest] = []

    def hold(self, records: Mapping[str, Any]) -> None:
        assert records == {}

    def shown(self) -> list[list[str]]:
        return [[body["data"]["title"], *body["data"]["lines"]] for body in self.taken.values()]

    def answer(self, request: requests.PreparedRequest) -> Reply:
        self.requests.append(request)
        if self.status != 200:
            return self.status, {}, ""
        body = bytes(request.body or b"")
        headers = {name.lower(): value for name, value in request.headers.items()}
        message_id = verify_standard(headers, body, [NOTES], datetime.now(UTC))
        if request.method == "GET":
            return self._look_up(request.params["marker"])
        if json.loads(body)["type"] != "ping":
            self.taken.setdefault(message_id, json.loads(body))
        if self.answers_are_lost:
            raise requests.ReadTimeout
        return 200, {}, json.dumps({"id": f"id-of-{message_id}"})

    def _look_up(self, marker: str) -> Reply:
        if marker not in self.taken:
            return 404, {}, ""
        return 200, {}, json.dumps({"id": f"id-of-{marker}"})


class StandardHarness(Harness):
    with_a_ping = True

    def __init__(self) -> None:
        self.adapter = Standard()
        self.account = Account(NOTES_URL, {"notes_secret": NOTES, "can_look_up": "yes"}, (NEW, OLD))

    def request(self, body: bytes, secret: str, at: datetime = NOW) -> WebhookRequest:
        return _request(sign_standard("msg-1", at, body, secret), body)

    def forgeries(self, body: bytes) -> Iterator[WebhookRequest]:
        genuine = self.request(body, NEW).headers
        yield _request({}, body)
        yield _request({**genuine, "webhook-id": "msg-2"}, body)
        yield _request(genuine, body + b" ")
        yield self.request(body, OTHER)
        yield self.request(body, NEW, NOW - timedelta(seconds=301))
        yield self.request(body, NEW, NOW + timedelta(seconds=301))

    @contextmanager
    def serve(self) -> Iterator[Receiver]:
        receiver = Receiver()
        with responses.RequestsMock(assert_all_requests_are_fired=False) as web:
            web.add_callback("POST", NOTES_URL, receiver.answer)
            web.add_callback("GET", NOTES_URL, receiver.answer)
            yield receiver


def _request(headers: Mapping[str, str], body: bytes) -> WebhookRequest:
    return WebhookRequest("POST", headers, {}, body, NOW)
