"""Automation rules: the two webhooks, unsigned, sent before the change commits and never again."""

import json
import threading
import time
from typing import Any

import requests

from sandbox.faults import FaultKind, Faults
from sandbox.incoming import INCOMING
from sandbox.odoo.database import Database
from sandbox.odoo.models import Record, odoo_time
from sandbox.web import now

GROUP = "Webhooks that go out"
KINDS = (
    FaultKind("duplicate", "Send copies", "Each webhook goes out again.", GROUP, "copies", 1),
    FaultKind("drop", "Lose", "Webhooks that are never sent.", GROUP),
    FaultKind("rollback", "Roll back", "The webhook goes out, then its change is undone.", GROUP),
    *INCOMING,
)

# base.automation posts with `requests` and a time-out of one second, and only logs what goes wrong.
TIMEOUT_SECONDS = 1

APPLICANT_FIELDS = ("email_from", "id", "job_id", "name", "partner_name", "stage_id", "user_id", "write_date")
EVENT_FIELDS = ("applicant_id", "id", "name", "start", "stop", "user_id", "write_date")


class Automation:
    """What a person or the cron does in Odoo, with the webhooks that follow."""

    def __init__(self, database: Database, faults: Faults, hook: str, commit_lag: float) -> None:
        self._database = database
        self._faults = faults
        self._hook = hook
        self._commit_lag = commit_lag
        self._last_cron = now()
        self.sent: list[dict[str, Any]] = []

    def set_stage(self, applicant: int, stage: int) -> None:
        """Move an applicant: the webhook leaves first, the change is readable `commit_lag` seconds later."""
        before = self._database.changed("hr.applicant", applicant, {})
        values = {"stage_id": stage, "last_stage_id": before["stage_id"]}
        after = self._database.changed("hr.applicant", applicant, values)
        body = webhook_body("Coach: stage changed(#241)", "hr.applicant", after, APPLICANT_FIELDS)
        threading.Thread(target=self._send_then_commit, args=(body, applicant, values), daemon=True).start()

    def run_cron(self) -> int:
        """Fire for the interviews that ended since the last run, and only those; how many."""
        since, self._last_cron = self._last_cron, now()
        window = [
            ["applicant_id", "!=", False],
            ["stop", ">", odoo_time(since)],
            ["stop", "<=", odoo_time(self._last_cron)],
        ]
        ended = self._database.read("calendar.event", self._database.search("calendar.event", window))
        for event in ended:
            self._send(webhook_body("Coach: interview ended(#242)", "calendar.event", event, EVENT_FIELDS))
        return len(ended)

    def _send_then_commit(self, body: bytes, applicant: int, values: Record) -> None:
        self._send(body)
        time.sleep(self._commit_lag)
        if self._faults.take("rollback") is None:
            self._database.write("hr.applicant", applicant, values)

    def _send(self, body: bytes) -> None:
        if self._faults.take("drop") is not None:
            return
        for _ in range(1 + int(self._faults.take("duplicate") or 0)):
            self.sent.append({"body": json.loads(body), "status": _post(self._hook, body)})


def webhook_body(action: str, model: str, record: Record, fields: tuple[str, ...]) -> bytes:
    """As captured from a real server: keys sorted, bare ids, naive times, a fraction in write_date alone."""
    told = {"_action": action, "_id": record["id"], "_model": model}
    told |= {field: _bare(record[field]) for field in fields}
    told["write_date"] = f"{record['write_date']}.{now().microsecond:06d}"
    return json.dumps(told, sort_keys=True).encode()


def _bare(value: Any) -> Any:
    return value[0] if isinstance(value, list) else value


def _post(url: str, body: bytes) -> int | None:
    try:
        headers = {"Content-Type": "application/json"}
        return requests.post(url, data=body, headers=headers, timeout=TIMEOUT_SECONDS).status_code
    except requests.RequestException:
        return None
