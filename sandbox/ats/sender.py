"""The sender: a thread that posts what is due, as Standard Webhooks asks of one."""

import sqlite3
import threading

import requests

from sandbox.ats import endpoint, signing
from sandbox.ats.endpoint import Endpoint
from sandbox.ats.outbox import Outbox
from sandbox.faults import Faults
from sandbox.store import Store
from sandbox.web import now

TIMEOUT_SECONDS = 15
LOOK_EVERY_SECONDS = 0.2


class Sender:
    """Sends one webhook after the other, in the order they fell due."""

    def __init__(self, store: Store, outbox: Outbox, faults: Faults) -> None:
        self._store = store
        self._outbox = outbox
        self._faults = faults
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sender", daemon=True)
        self._session = requests.Session()
        self._session.trust_env = False

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the webhook in hand."""
        self._stopping.set()
        self._thread.join(TIMEOUT_SECONDS)

    def send_due(self) -> None:
        """Send everything that is due now."""
        for delivery in self._in_order(self._outbox.due(now())):
            target = endpoint.read(self._store)
            if self._stopping.is_set() or target.disabled or not target.url:
                return
            self._send(delivery, target)

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_EVERY_SECONDS):
            self.send_due()

    def _in_order(self, due: list[sqlite3.Row]) -> list[sqlite3.Row]:
        batch = self._faults.peek("reorder")
        if batch is None:
            return due
        if len(due) < batch:
            return []
        self._faults.take("reorder")
        return due[::-1]

    def _send(self, delivery: sqlite3.Row, target: Endpoint) -> None:
        status = self._post(delivery, target)
        for _ in range(int(self._faults.take("duplicate") or 0)):
            self._post(delivery, target)
        if status is not None and 200 <= status < 300:
            self._outbox.finish(delivery["id"], "delivered")
        elif status == 410:
            endpoint.disable(self._store)
            self._outbox.finish(delivery["id"], "failed")
        else:
            self._outbox.postpone(delivery)

    def _post(self, delivery: sqlite3.Row, target: Endpoint) -> int | None:
        forged = self._faults.take("bad_signature") is not None
        keys = (signing.new_secret(),) if forged else target.secrets
        signed = signing.headers(keys, delivery["id"], now(), delivery["body"])
        try:
            answer = self._session.post(
                target.url,
                data=delivery["body"],
                headers=signed | {"Content-Type": "application/json", "User-Agent": "Sandbox-ATS/1"},
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as problem:
            self._outbox.record(delivery["id"], None, type(problem).__name__)
            return None
        self._outbox.record(
            delivery["id"], answer.status_code, "wrong signature on purpose" if forged else ""
        )
        return answer.status_code
