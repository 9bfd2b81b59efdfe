"""The webhook endpoint alone, as a WSGI application that a server can load: it takes everything."""

from datetime import UTC, datetime

from flask import Flask

from integrations.ats.contract import Reply, WebhookRequest
from plugin.web.flood import Flood
from plugin.web.hooks import hooks_blueprint


class _Ears:
    def receive(self, key: str, request: WebhookRequest) -> Reply:
        return Reply(body=str(len(request.body)).encode())


app = Flask("hooks")
app.register_blueprint(hooks_blueprint(_Ears(), lambda: datetime.now(UTC), Flood(1_000)))
