"""A whole product in one process: a real database, and a mail server, an ATS and a clock in our hands."""

import base64
import hashlib
import hmac
import itertools
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Row, Table, select
from werkzeug.test import TestResponse

from config.content import load_helplines, load_library, load_questions
from config.languages import LANGUAGES
from config.names import Queue
from config.settings import Settings
from integrations.ats.contract import Account, Adapter
from integrations.errors import AddressRefused, IntegrationError
from integrations.mail.contract import Message
from integrations.registry import adapter
from plugin.app import create_app
from plugin.db import Database
from plugin.flow.poll import poll_turn
from plugin.flow.upkeep import TURNS, keep_up
from plugin.keys import Keys
from plugin.migrate import upgrade
from plugin.runtime import Runtime
from plugin.tenants import agencies, connections

SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
"""A plain working day, with no change of clocks near it."""


class FakeMail:
    """A mail server that keeps what it is sent.

    `answers` are raised in turn instead; while it is `down`, that is raised every time; `refused` addresses
    are refused for good. It takes one message at a time, so that a test says what happens between two.
    """

    at_once = 1

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.answers: list[IntegrationError] = []
        self.down: IntegrationError | None = None
        self.refused: set[str] = set()
        self.asked = 0

    def send_all(self, messages: Sequence[Message]) -> Sequence[str | IntegrationError]:
        return [self._answer(message) for message in messages]

    def _answer(self, message: Message) -> str | IntegrationError:
        try:
            return self.send(message)
        except IntegrationError as error:
            return error

    def send(self, message: Message) -> str:
        self.asked += 1
        if self.down:
            raise self.down
        if self.answers:
            raise self.answers.pop(0)
        if message.to.address in self.refused:
            raise AddressRefused("550: no such mailbox here")
        self.sent.append(message)
        return f"accepted {len(self.sent)}"

    def find(self, message_id: str) -> bool | None:
        return None

    def check(self) -> str:
        return "a fake mail server"

    def close(self) -> None:
        pass


class Nudges:
    """Remembers which queues were woken; wakes nobody."""

    def __init__(self) -> None:
        self.queues: list[Queue] = []

    def nudge(self, *queues: Queue) -> None:
        self.queues += queues


@dataclass(slots=True)
class Clock:
    """A clock that stands still until it is moved."""

    at: datetime = TUESDAY

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **parts: float) -> None:
        self.at += timedelta(**parts)


@dataclass(slots=True)
class World:
    """One agency, Northgate, with the branch Paisley live, connected to an ATS by the standard adapter."""

    runtime: Runtime
    clock: Clock
    mail: FakeMail
    nudges: Nudges
    agency_id: int
    branch_id: int
    hook_key: str
    client: FlaskClient
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def hears(self, kind: str, *, twice: bool = False, **said: Any) -> TestResponse:
        """Deliver one signed webhook; see `event` for what may be said."""
        message_id, body = f"msg_{next(self._ids)}", event(kind, self.clock.at, **said)
        headers = signed(message_id, body, self.clock.at)
        if twice:
            self.client.post(f"/hooks/{self.hook_key}", data=body, headers=headers)
        return self.client.post(f"/hooks/{self.hook_key}", data=body, headers=headers)

    def reading_with(self, runtime: Runtime) -> "World":
        """The same world with pages and work that run with this runtime."""
        client = create_app(runtime.settings, runtime).test_client()
        return replace(self, runtime=runtime, client=client)

    def work(self) -> None:
        """Let every queue take turns until nothing is due, as the clock's sweep does."""
        keep_up(self.runtime)
        while any([turn(self.runtime) for turn in TURNS.values()] + [poll_turn(self.runtime)]):
            pass

    def rows(self, table: Table, **where: Any) -> Sequence[Row[Any]]:
        """The rows of a table, in order of their first column."""
        conditions = [table.c[name] == value for name, value in where.items()]
        with self.runtime.db.reading() as db:
            return db.execute(select(table).where(*conditions).order_by(*table.primary_key)).all()

    def survey_path(self, message: Message | None = None) -> str:
        """The path of the survey link in the latest email, or in this one."""
        text = (message or self.mail.sent[-1]).text
        found = re.search(r"https?://[^/\s]+(/r/[\w.\-]+)", text)
        assert found, "no survey link in the email"
        return found[1]

    def submits(self, path: str, **answers: Any) -> TestResponse:
        """Post the survey's form, and go no further."""
        return self.client.post(
            path, data=answers or {"felt": "2", "themes": ["blanked"], "noticed": "maybe"}
        )

    def confirms(self, path: str, share: Sequence[str] = (), **chosen: Any) -> TestResponse:
        """Post the review's form as it stands, with these answers shared with the consultant."""
        page = self.client.get(f"{path}/review").text
        fields = {"version": _hidden(page, "version"), **_checked(page)}
        lanes = {f"lane-{answer}": "my_consultant" for answer in share}
        return self.client.post(f"{path}/review", data={**fields, **lanes, **chosen})

    def answers(self, path: str, share: Sequence[str] = (), **answers: Any) -> TestResponse:
        """Post the survey's form and, once it is saved, confirm who sees what."""
        answer = self.submits(path, **answers)
        return self.confirms(path, share) if answer.status_code == 303 else answer

    def puts_off(self, path: str, choice: str) -> TestResponse:
        """Open the page of what may be pressed instead of answering, read it, and press."""
        page = self.client.get(f"{path}/later").text
        self.clock.forward(seconds=10)
        return self.client.post(f"{path}/later", data={"shown": _hidden(page, "shown"), "choice": choice})


def _hidden(page: str, name: str) -> str:
    """The value of a hidden field; empty where the page has none."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


def _checked(page: str) -> dict[str, str]:
    """What stands chosen on a page."""
    return dict(
        re.findall(r'<input type="(?:radio|checkbox)" name="([^"]+)" value="([^"]*)"[^>]* checked', page)
    )


def build_world(
    database_url: str,
    clock: Clock | None = None,
    adapters: Callable[[str], Adapter] = adapter,
    **settings: Any,
) -> World:
    """A new world on an empty database. `adapters` finds an ATS by name, as the registry does."""
    clock = clock or Clock()
    configured = Settings(
        secret_keys=("k" * 40,), database_url=database_url, allow_private_networks=True, **settings
    )
    mail, nudges = FakeMail(), Nudges()
    runtime = Runtime(
        settings=configured,
        db=Database(database_url),
        keys=Keys(configured.secret_keys),
        wakeup=nudges,
        mail=mail,
        libraries={language: load_library(language) for language in LANGUAGES},
        questions={language: load_questions("reflection", language) for language in LANGUAGES},
        helplines={language: load_helplines(language) for language in LANGUAGES},
        clock=clock,
        adapter=adapters,
    )
    upgrade(runtime.db)
    agency_id, branch_id, hook_key = _set_up(runtime, clock.at)
    client = create_app(configured, runtime).test_client()
    return World(runtime, clock, mail, nudges, agency_id, branch_id, hook_key, client)


def _set_up(runtime: Runtime, now: datetime) -> tuple[int, int, str]:
    brand = {"sender_address": "hello@northgate.example", "postal_address": "1 High Street, Paisley"}
    account = Account("http://127.0.0.1:9/notes", {"notes_secret": SECRET, "can_look_up": "yes"}, (SECRET,))
    with runtime.db.transaction() as tx:
        agency = agencies.add_agency(
            tx, runtime.keys, "Northgate Recruitment", "Europe/London", "GB-SCT", now
        )
        branch = agencies.add_branch(tx, agency, "Paisley", "Europe/London", "GB-SCT", brand)
        agencies.switch(tx, branch, "live", now - timedelta(days=1))
        key = connections.add(tx, runtime.keys, agency, branch, "standard", account, now, polls=False)
    return agency, branch, key


def event(
    kind: str,
    at: datetime,
    *,
    candidate: Mapping[str, Any] | None = None,
    application: Mapping[str, Any] | None = None,
    interview: Mapping[str, Any] | None = None,
    ends_at: datetime | None = None,
    said_at: datetime | None = None,
) -> bytes:
    """A delivery of the standard schema about Isla's interview, with what is given said differently."""
    ends = ends_at or at
    data: dict[str, Any] = {
        "candidate": {"id": "c-1", "name": "Isla Fraser", "email": "isla@example.com", **(candidate or {})},
        "application": {
            "id": "a-1",
            "job": "Depot manager",
            "client": "Harbour Logistics",
            **(application or {}),
        },
        "consultant": {"id": "u-1", "name": "Calum Reid", "email": "calum@northgate.example"},
        "branch": "Paisley",
    }
    if kind.startswith("interview."):
        data["interview"] = {
            "id": "i-1",
            "starts_at": (ends - timedelta(hours=1)).isoformat(),
            "ends_at": ends.isoformat(),
            "interviewers": ["Priya Shah"],
            **(interview or {}),
        }
    return json.dumps({"type": kind, "timestamp": (said_at or at).isoformat(), "data": data}).encode()


def signed(message_id: str, body: bytes, at: datetime, secret: bytes = b"s" * 32) -> dict[str, str]:
    """The headers of a Standard Webhooks delivery."""
    timestamp = str(int(at.timestamp()))
    digest = hmac.new(secret, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }
