"""`/hooks/<connection>`: where an ATS tells us that something happened.

Nothing slow happens here: the raw bytes are verified, stored and acknowledged. Every refusal looks alike and
says nothing about what was wrong (WH-06, WH-24).
"""

import re
from typing import Protocol

import structlog
from flask import Blueprint, Response, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge

from integrations.ats.contract import Reply, WebhookRequest
from integrations.errors import SignatureInvalid
from plugin.clock import Clock
from plugin.web.flood import Flood
from plugin.web.guards import public

log = structlog.get_logger()
LARGEST_BODY = 256 * 1024
"""WH-13; the specification advises senders to stay below 20 kB."""
_KINDS = ("application/json", "text/plain", "application/x-www-form-urlencoded")
_KEY = re.compile("[A-Za-z0-9_-]+")
"""What every connection's key is made of: no other is looked up."""
_TRY_AGAIN = {"Retry-After": "30"}


class Hearing(Protocol):
    """What the webhook endpoint asks of the product."""

    def receive(self, key: str, request: WebhookRequest) -> Reply:
        """Keep one delivery. Raises `SignatureInvalid`."""


def hooks_blueprint(product: Hearing, clock: Clock, flood: Flood) -> Blueprint:
    """The endpoint, limited by `flood` for each connection (WH-23)."""
    hooks = Blueprint("hooks", __name__)

    @hooks.post("/hooks/<key>")
    @public("each delivery proves itself by its signature")
    def receive(key: str) -> Response:
        if not _is_readable():
            return _plain("Send the body as JSON, without Content-Encoding.", 415)
        if not flood.allows(key):
            return _plain("Too many deliveries.", 429, _TRY_AGAIN)
        try:
            heard = _heard(clock)
            if not _KEY.fullmatch(key):
                raise SignatureInvalid("No connection has such a key.")
            return _answer(product.receive(key, heard))
        except Exception as error:
            return _refusal(error)

    return hooks


def _refusal(error: Exception) -> Response:
    """What the sender is told: to mend what it sent or, where the fault is ours, to send it again (WH-06)."""
    match error:
        case SignatureInvalid():
            return _plain("The delivery could not be verified.", 401)
        case RequestEntityTooLarge():
            return _plain("The body is larger than 256 KiB.", 413)
        case HTTPException():
            return _plain("The request could not be read.", 400)
        case SQLAlchemyError():
            log.error("a delivery could not be stored", exc_info=True)
        case _:
            log.error("a delivery could not be heard", exc_info=True)
    return _plain("Try again later.", 503, _TRY_AGAIN)


def _is_readable() -> bool:
    """WH-15."""
    mimetype = request.mimetype
    known = mimetype in _KINDS or (mimetype.startswith("application/") and mimetype.endswith("+json"))
    return known and not request.headers.get("Content-Encoding")


def _heard(clock: Clock) -> WebhookRequest:
    return WebhookRequest(
        method=request.method,
        headers={name.lower(): value for name, value in request.headers.items()},
        query=request.args.to_dict(),
        body=_body(),
        received_at=clock(),
    )


def _body() -> bytes:
    # Of a chunked body without a length, werkzeug gives the first bytes up to its limit and says nothing.
    request.max_content_length = LARGEST_BODY + 1
    try:
        body = request.get_data(cache=False)
    except HTTPException:
        raise
    except Exception as error:
        # gunicorn's own errors for a broken chunk.
        raise BadRequest from error
    if len(body) > LARGEST_BODY:
        raise RequestEntityTooLarge
    return body


def _answer(reply: Reply) -> Response:
    return Response(reply.body, reply.status, dict(reply.headers), content_type="text/plain; charset=utf-8")


def _plain(words: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(words + "\n", status, headers, content_type="text/plain; charset=utf-8")
