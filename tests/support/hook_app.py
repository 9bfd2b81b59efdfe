"""The webhook endpoint alone, as a WSGI application that a server can load: it takes everything."""

from datetime import UTC, datetime

from werkzeug.exceptions import NotFound

from integrations.ats.contract import Reply, WebhookRequest
from plugin.web.flood import Flood
from plugin.web.hooks import Hooks


class _Ears:
    def receive(self, key: str, request: WebhookRequest) -> Reply:
        return Reply(body=str(len(request.body)).encode())


app = Hooks(_Ears(), lambda: datetime.now(UTC), Flood(1_000), NotFound(), {})
