"""Odoo Recruitment, 17.0: automation rules call us, JSON-RPC answers us."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from marshmallow import Schema

from integrations.ats.contract import Account, Client, Event, EventKind, Receipt, WebhookRequest
from integrations.ats.odoo import webhook
from integrations.ats.odoo.client import OdooClient
from integrations.ats.odoo.rpc import Rpc
from integrations.ats.odoo.schemas import Credentials
from integrations.http import Session


def _now() -> datetime:
    return datetime.now(UTC)


class Odoo:
    """Unsigned deliveries that name a record, which is then read."""

    name = "odoo"
    title = "Odoo Recruitment"
    handles: frozenset[EventKind] = frozenset(
        {
            EventKind.INTERVIEW_SCHEDULED,
            EventKind.INTERVIEW_COMPLETED,
            EventKind.INTERVIEW_CANCELLED,
            EventKind.INTERVIEW_DELETED,
            EventKind.APPLICATION_REJECTED,
            EventKind.APPLICATION_WITHDRAWN,
            EventKind.APPLICATION_HIRED,
            EventKind.APPLICATION_REOPENED,
            EventKind.CANDIDATE_OPTED_OUT,
            EventKind.CANDIDATE_DELETED,
        }
    )
    credentials: Schema = Credentials()
    # Odoo calls before it commits: reading at once finds the record as it was.
    settle = timedelta(seconds=5)
    reads_on_understanding = True
    rereads = True
    polls_every: timedelta | None = timedelta(minutes=10)
    # Odoo publishes no limit; one a second is gentle to the smallest server of an agency's own.
    calls_per_minute = 60

    def __init__(self, now: Callable[[], datetime] = _now) -> None:
        self._now = now

    def webhook_query(self, account: Account) -> Mapping[str, str]:
        """The key that stands in for a signature."""
        return {webhook.KEY: account.secrets[0]}

    def receive(self, request: WebhookRequest, account: Account) -> Receipt:
        """Compare the key in the address. Raises `SignatureInvalid`."""
        return webhook.receive(request, account)

    def understand(self, body: bytes, client: Client | None) -> Sequence[Event]:
        """What the record that a delivery names says now. Raises `Unreadable` and what a call raises."""
        if not isinstance(client, OdooClient):
            raise TypeError("Odoo's deliveries are understood with Odoo's client.")
        return webhook.understand(body, client)

    def connect(self, account: Account) -> OdooClient:
        """The reader of one account's records."""
        return OdooClient(Rpc(account, Session(account.private_network)), self._now)
