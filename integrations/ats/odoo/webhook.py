"""Hearing Odoo: an automation rule's webhook is unsigned, so it only says which record to read again."""

from typing import Protocol

from integrations.ats.contract import Account, Event, Receipt, WebhookRequest, dedupe_hash
from integrations.ats.odoo.schemas import Delivery
from integrations.ats.payload import load
from integrations.signatures import verify_shared
from integrations.strict_json import parse_object

MEETING = "calendar.event"
APPLICANT = "hr.applicant"
KEY = "key"
"""The parameter of the webhook's address that holds the secret."""

_DELIVERY = Delivery()


class Reader(Protocol):
    """What understanding needs of the client."""

    def meeting_events(self, meeting: int, applicant: int | None) -> tuple[Event, ...]:
        """What a meeting's record says now; `applicant` is whose it was, should it be gone."""

    def applicant_events(self, applicant: int) -> tuple[Event, ...]:
        """What an applicant's record says now."""


def receive(request: WebhookRequest, account: Account) -> Receipt:
    """Compare the key in the address. The same body is the same news: it holds the record's `write_date`."""
    verify_shared(request.query.get(KEY, ""), account.secrets)
    return Receipt(dedupe_hash("odoo", request.body))


def understand(body: bytes, reader: Reader) -> tuple[Event, ...]:
    """Read again the record that a delivery names; other models are of no concern. Raises `Unreadable`."""
    delivery = load(_DELIVERY, parse_object(body))
    if delivery["model"] == APPLICANT:
        return reader.applicant_events(delivery["id"])
    if delivery["model"] == MEETING:
        return reader.meeting_events(delivery["id"], delivery["applicant_id"])
    return ()
