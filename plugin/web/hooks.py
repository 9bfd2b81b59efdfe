"""`/hooks/<connection>`: where an ATS tells us that something happened.

Nothing slow happens here: the raw bytes are verified, stored and acknowledged. Every refusal looks alike and
says nothing about what was wrong (WH-06, WH-24). It is a WSGI application of its own, in front of the pages':
what a browser needs (sessions, forms, error pages) would take almost as long as all this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qsl

import structlog
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge
from werkzeug.wsgi import get_input_stream

from integrations.ats.contract import Reply, WebhookRequest
from integrations.errors import SignatureInvalid
from plugin.clock import Clock
from plugin.web.flood import Flood

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger()
LARGEST_BODY = 256 * 1024
"""WH-13; the specification advises senders to stay below 20 kB."""
_KINDS = ("application/json", "text/plain", "application/x-www-form-urlencoded")
_PATH = re.compile("/hooks/([^/]+)")
_KEY = re.compile("[A-Za-z0-9_-]+")
"""What every connection's key is made of: no other is looked up."""
_TRY_AGAIN = {"Retry-After": "30"}


class Hearing(Protocol):
    """What the webhook endpoint asks of the product."""

    def receive(self, key: str, request: WebhookRequest) -> Reply:
        """Keep one delivery. Raises `SignatureInvalid`."""


class Hooks:
    """The endpoint, limited by `flood` for each connection (WH-23); what is not for it goes to `pages`.

    `headers` stand on every answer.
    """

    def __init__(
        self,
        product: Hearing,
        clock: Clock,
        flood: Flood,
        pages: WSGIApplication,
        headers: Mapping[str, str],
    ) -> None:
        self._product = product
        self._clock = clock
        self._flood = flood
        self._pages = pages
        self._headers = [("Content-Type", "text/plain; charset=utf-8"), *headers.items()]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        found = _PATH.fullmatch(environ["PATH_INFO"])
        if found is None or environ["REQUEST_METHOD"] != "POST":
            return self._pages(environ, start_response)
        reply = self._reply(found[1], environ)
        length = ("Content-Length", str(len(reply.body)))
        status = f"{reply.status} {HTTPStatus(reply.status).phrase}"
        start_response(status, [*self._headers, length, *reply.headers.items()])
        return [reply.body]

    def _reply(self, key: str, environ: WSGIEnvironment) -> Reply:
        if not _is_readable(environ):
            return _plain("Send the body as JSON, without Content-Encoding.", 415)
        if not self._flood.allows(key):
            return _plain("Too many deliveries.", 429, _TRY_AGAIN)
        try:
            heard = self._heard(environ)
            if not _KEY.fullmatch(key):
                raise SignatureInvalid("No connection has such a key.")
            return self._product.receive(key, heard)
        except Exception as error:
            return _refusal(error)

    def _heard(self, environ: WSGIEnvironment) -> WebhookRequest:
        return WebhookRequest(
            method=environ["REQUEST_METHOD"],
            headers=_headers(environ),
            query=_query(environ),
            body=_body(environ),
            received_at=self._clock(),
        )


def _refusal(error: Exception) -> Reply:
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


def _is_readable(environ: WSGIEnvironment) -> bool:
    """WH-15."""
    mimetype = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    known = mimetype in _KINDS or (mimetype.startswith("application/") and mimetype.endswith("+json"))
    return known and not environ.get("HTTP_CONTENT_ENCODING")


def _headers(environ: WSGIEnvironment) -> dict[str, str]:
    """The request's headers, their names in lower case."""
    given = {
        name[5:].replace("_", "-").lower(): said for name, said in environ.items() if name[:5] == "HTTP_"
    }
    return given | {"content-type": environ["CONTENT_TYPE"]}


def _query(environ: WSGIEnvironment) -> dict[str, str]:
    """The query's parameters; of one that stands twice, the first."""
    return dict(reversed(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)))


def _body(environ: WSGIEnvironment) -> bytes:
    # Of a chunked body without a length, werkzeug gives the first bytes up to its limit and says nothing.
    try:
        body: bytes = get_input_stream(environ, max_content_length=LARGEST_BODY + 1).read()
    except HTTPException:
        raise
    except Exception as error:
        # gunicorn's own errors for a broken chunk.
        raise BadRequest from error
    if len(body) > LARGEST_BODY:
        raise RequestEntityTooLarge
    return body


def _plain(words: str, status: int, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(status, f"{words}\n".encode(), headers or {})
