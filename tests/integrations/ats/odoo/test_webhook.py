import json
from datetime import UTC, datetime
from typing import Any

import pytest

from integrations.ats.contract import Account, Event, WebhookRequest
from integrations.ats.odoo import Odoo
from integrations.ats.odoo.webhook import understand
from integrations.errors import Unreadable


class NotedReader:
    """Notes what it was asked to read, and finds nothing to tell."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    def meeting_events(self, meeting: int, applicant: int | None) -> tuple[Event, ...]:
        self.asked.append(("meeting", meeting, applicant))
        return ()

    def applicant_events(self, applicant: int) -> tuple[Event, ...]:
        self.asked.append(("applicant", applicant))
        return ()


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        ({"_model": "calendar.event", "_id": 8, "applicant_id": 18}, [("meeting", 8, 18)]),
        ({"_model": "calendar.event", "_id": 8, "applicant_id": False}, [("meeting", 8, None)]),
        ({"_model": "calendar.event", "_id": 8}, [("meeting", 8, None)]),
        ({"_model": "hr.applicant", "_id": 18}, [("applicant", 18)]),
        ({"_model": "res.partner", "_id": 3}, []),
    ],
)
def test_only_the_ids_of_a_body_are_used(body, asked):
    reader = NotedReader()

    understand(json.dumps({**body, "id": 99, "stop": "2020-01-01 00:00:00"}).encode(), reader)

    assert reader.asked == asked


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"_id": 8}, "_model is missing"),
        ({"_model": "hr.applicant"}, "_id is missing"),
        ({"_model": "hr.applicant", "_id": "8"}, "_id must be a whole number"),
        ({"_model": "hr.applicant", "_id": 0}, "_id must be an id of Odoo's"),
        ({"_model": "hr.applicant", "_id": 2**31}, "_id must be an id of Odoo's"),
        ({"_model": "calendar.event", "_id": 8, "applicant_id": [18]}, "applicant_id must be a whole number"),
    ],
)
def test_a_body_that_names_no_record_is_unreadable(body, said):
    with pytest.raises(Unreadable, match=said):
        understand(json.dumps(body).encode(), NotedReader())


def test_a_delivery_is_not_understood_without_odoos_own_client():
    with pytest.raises(TypeError, match="Odoo's client"):
        Odoo().understand(b"{}", None)


def test_the_address_carries_the_newest_secret_which_is_what_a_delivery_is_verified_by():
    account = Account("https://odoo.example", {}, ("new&secret", "old"))

    query = Odoo().webhook_query(account)

    request = WebhookRequest("POST", {}, query, b"{}", datetime(2026, 11, 24, tzinfo=UTC))
    assert query == {"key": "new&secret"}
    assert Odoo().receive(request, account).keep
