"""The standard webhook: for Zapier, Make, n8n and agencies' own systems."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from marshmallow import Schema

from integrations.ats.contract import Account, Client, Event, EventKind, Receipt, WebhookRequest
from integrations.ats.standard import webhook
from integrations.ats.standard.client import StandardClient
from integrations.ats.standard.schemas import Credentials
from integrations.http import Session


class Standard:
    """Signed deliveries that say everything; nothing is read back."""

    name = "standard"
    title = "Standard webhook"
    handles = frozenset(EventKind)
    credentials: Schema = Credentials()
    settle = timedelta(0)
    reads_on_understanding = False
    rereads = False
    polls_every: timedelta | None = None
    # Zapier and Make refuse bursts well before they refuse a steady call a second.
    calls_per_minute = 60

    def webhook_query(self, account: Account) -> Mapping[str, str]:
        """Nothing: each delivery is signed."""
        return {}

    def receive(self, request: WebhookRequest, account: Account) -> Receipt:
        """Verify on the raw bytes. Raises `SignatureInvalid`."""
        return webhook.receive(request, account)

    def understand(self, body: bytes, client: Client | None) -> Sequence[Event]:
        """The event that a delivery tells. Raises `Unreadable`."""
        return webhook.understand(body)

    def connect(self, account: Account) -> StandardClient:
        """The caller of one account's notes URL."""
        return StandardClient(account, Session(account.private_network))
