"""Odoo under the contract suite, with a small Odoo that keeps records and answers JSON-RPC."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from html.parser import HTMLParser
from operator import eq, gt, le, ne
from typing import Any

import requests
import responses

from integrations.ats.contract import Account, WebhookRequest
from integrations.ats.odoo import Odoo
from tests.support.ats.harness import NOW, FakeAts, Harness

BASE_URL = "https://odoo.example"
CREDENTIALS = {"database": "harbour", "login": "afterview", "api_key": "0123456789abcdef"}
NEW, OLD = "new-key", "old-key"

Record = dict[str, Any]
Reply = tuple[int, dict[str, str], str]

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": eq,
    "!=": ne,
    ">": lambda value, wanted: value is not False and gt(value, wanted),
    "<=": lambda value, wanted: value is not False and le(value, wanted),
    "in": lambda value, wanted: value in wanted,
    "ilike": lambda value, wanted: wanted.lower() in str(value).lower(),
}


class FakeOdoo(FakeAts):
    """Records by model. Archived ones are found only where a search speaks of `active`, as in Odoo."""

    def __init__(self) -> None:
        self.records: dict[str, list[Record]] = {"ir.model": [{"id": 77, "model": "hr.applicant"}]}
        self.calls: list[tuple[str, str]] = []
        self.error = ""
        self.sign_ins = 0

    def hold(self, records: Mapping[str, Any]) -> None:
        self.records.update({model: [dict(row) for row in rows] for model, rows in records.items()})

    def shown(self) -> list[list[str]]:
        notes = [row["body"] for row in self.records.get("mail.message", [])]
        return [_visible(html) for html in [*notes, *self._activities()]]

    def answer(self, request: requests.PreparedRequest) -> Reply:
        if self.status != 200:
            return self.status, {}, ""
        params = json.loads(request.body or b"")["params"]
        if self.error:
            return 200, {}, json.dumps({"error": {"data": {"name": self.error, "debug": "Isla Fraser"}}})
        result = self._common(params) if params["service"] == "common" else self._object(params["args"])
        return 200, {}, json.dumps({"jsonrpc": "2.0", "id": 1, "result": result})

    def _activities(self) -> list[str]:
        return [row["note"] for row in self.records.get("mail.activity", [])]

    def _common(self, params: Record) -> Any:
        if params["method"] == "version":
            return {"server_version": "17.0"}
        self.sign_ins += 1
        database, login, key, _ = params["args"]
        return 2 if {"database": database, "login": login, "api_key": key} == CREDENTIALS else False

    def _object(self, args: list[Any]) -> Any:
        database, user, key, model, method, positional, options = args
        assert (database, user, key) == ("harbour", 2, "0123456789abcdef")
        self.calls.append((model, method))
        if method == "search_read":
            return self._search_read(model, positional[0], options)
        made = self._make(model, method, positional, options)
        if self.answers_are_lost:
            raise requests.ReadTimeout
        return made

    def _make(self, model: str, method: str, positional: list[Any], options: Record) -> int:
        if (model, method) == ("mail.activity", "create"):
            return self._add(model, {**positional[0], "res_model": "hr.applicant"})
        assert (model, method) == ("hr.applicant", "message_post")
        assert options.pop("body_is_html") is True
        return self._add("mail.message", {**options, "model": model, "res_id": positional[0][0]})

    def _add(self, model: str, values: Record) -> int:
        rows = self.records.setdefault(model, [])
        rows.append({**values, "id": 140 + len(rows)})
        return rows[-1]["id"]

    def _search_read(self, model: str, domain: list[Any], options: Record) -> list[Record]:
        speaks_of_archived = any(term[0] == "active" for term in domain if isinstance(term, list))
        rows = [
            row
            for row in sorted(self.records.get(model, []), key=lambda row: row["id"])
            if (speaks_of_archived or row.get("active", True)) and _matches(row, domain)
        ]
        wanted = ["id", *options["fields"]]
        return [
            {key: row.get(key, key == "active") for key in wanted} for row in rows[: options["limit"] or None]
        ]


def _matches(row: Record, domain: list[Any]) -> bool:
    """Odoo's prefix notation, whose terms are joined by 'and' where nothing else is said."""
    terms = iter(domain)
    return all(_term(row, term, terms) for term in terms)


def _term(row: Record, term: Any, rest: Iterator[Any]) -> bool:
    if term in ("|", "&"):
        left, right = _term(row, next(rest), rest), _term(row, next(rest), rest)
        return (left or right) if term == "|" else (left and right)
    name, operator, wanted = term
    return OPERATORS[operator](row.get(name, name == "active"), wanted)


def _visible(html: str) -> list[str]:
    """The lines that a reader sees. Any element that we do not write ourselves fails the test."""
    lines: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert (tag in ("p", "b"), attrs) == (True, [])
            if tag == "p":
                lines.append("")

        def handle_data(self, data: str) -> None:
            lines[-1] += data

    Reader().feed(html)
    return lines


class OdooHarness(Harness):
    with_a_ping = False

    def __init__(self) -> None:
        self.adapter = Odoo(now=lambda: NOW)
        self.account = Account(BASE_URL, CREDENTIALS, (NEW, OLD))

    def request(self, body: bytes, secret: str, at: datetime = NOW) -> WebhookRequest:
        return WebhookRequest("POST", {"content-type": "application/json"}, {"key": secret}, body, NOW)

    def forgeries(self, body: bytes) -> Iterator[WebhookRequest]:
        yield WebhookRequest("POST", {}, {}, body, NOW)
        yield self.request(body, "")
        yield self.request(body, "someone else's key")
        yield WebhookRequest("POST", {"key": NEW}, {}, body, NOW)

    @contextmanager
    def serve(self) -> Iterator[FakeOdoo]:
        odoo = FakeOdoo()
        with responses.RequestsMock(assert_all_requests_are_fired=False) as web:
            web.add_callback("POST", f"{BASE_URL}/jsonrpc", odoo.answer)
            yield odoo
