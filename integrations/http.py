"""Calls to other systems over HTTP: bounded, checked, and every way of failing in our words.

The only user of requests. Nothing is repeated here: repeating is the outbox's work.
"""

import ssl
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import Timeout
from urllib3.exceptions import HTTPError, NewConnectionError, ReadTimeoutError, SSLError

from integrations.addresses import pool_classes
from integrations.call import Answer, Call, failure
from integrations.errors import CallFailed, IntegrationError, Refused

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 30.0
CALL_SECONDS = 35.0
"""How long a call may last, to connect, to send and to be answered to the last byte (SE-08)."""

LARGEST_ANSWER = 5 * 1024 * 1024
"""Bytes, after decompression (SE-08)."""

_CHUNK = 64 * 1024
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Session:
    """The pooled connections of one account. `private_network` lets it call inside our own network, and plain
    HTTP on this machine. A call that lasts longer than `call_seconds` is broken off."""

    def __init__(self, private_network: bool = False, call_seconds: float = CALL_SECONDS) -> None:
        self._private_network = private_network
        self._timeout = Timeout(total=call_seconds, connect=CONNECT_SECONDS, read=ANSWER_SECONDS)
        self._requests = requests.Session()
        # No proxy, .netrc or certificate bundle from the environment: they would go round the address check.
        self._requests.trust_env = False
        self._requests.headers["User-Agent"] = "Afterview"
        adapter = _PinnedAdapter(private_network)
        self._requests.mount("https://", adapter)
        self._requests.mount("http://", adapter)

    def read(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        expected: Collection[int] = (),
    ) -> Answer:
        """A call that changes nothing: whatever goes wrong, it may be repeated.

        A status of 2xx is an answer, and so is one that is `expected`; the others are errors.
        """
        return self._send(Call(method, url, False, headers or {}, body), expected)

    def write(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        expected: Collection[int] = (),
    ) -> Answer:
        """A call that changes something: once it has left, silence is `OutcomeUnknown`."""
        return self._send(Call(method, url, True, headers or {}, body), expected)

    def close(self) -> None:
        """Let go of every connection held open."""
        self._requests.close()

    def _send(self, call: Call, expected: Collection[int]) -> Answer:
        _check_url(call.url, self._private_network)
        try:
            with self._requests.request(
                call.method,
                call.url,
                headers=dict(call.headers),
                data=call.body,
                # The annotations of requests leave out that its adapter takes urllib3's own.
                timeout=self._timeout,  # type: ignore[arg-type]
                allow_redirects=False,
                stream=True,
            ) as response:
                answer = Answer(response.status_code, _body(response, call), response.headers, call)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise _unanswered(call, error) from error
        if not 200 <= answer.status < 300 and answer.status not in expected:
            raise failure(answer)
        return answer


class _PinnedAdapter(HTTPAdapter):
    def __init__(self, private_network: bool) -> None:
        self._private_network = private_network
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = pool_classes(self._private_network)


def _check_url(url: str, private_network: bool) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        raise Refused("The account's address is not a web address. Correct it.") from error
    if not host or parts.username is not None:
        raise Refused("The account's address is not a plain https:// address. Correct it.")
    plain_here = parts.scheme == "http" and private_network and host in _LOOPBACK
    if parts.scheme != "https" and not plain_here:
        raise Refused(f"{host} would be called without encryption. Give an https:// address.")


def _body(response: requests.Response, call: Call) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise call.broken("answered with more than 5 MiB")
    return bytes(body)


def _unanswered(call: Call, error: Exception) -> IntegrationError:
    if _never_left(error):
        return CallFailed(f"{call.host} could not be reached.")
    if isinstance(error, requests.Timeout) or _has_cause(error, ReadTimeoutError):
        return call.broken("did not answer in time")
    if isinstance(error, ValueError):
        return Refused("The account's address or key holds something that cannot be sent. Correct it.")
    return call.broken("broke the connection off")


def _has_cause(error: Exception, kind: type[Exception]) -> bool:
    """Whether it wraps this kind of error. A timeout in the middle of a body is no `requests.Timeout`."""
    return bool(error.args) and isinstance(error.args[0], kind)


def _never_left(error: BaseException) -> bool:
    """Whether no connection was made, or its certificate was refused before anything was said."""
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(reason, SSLError) and reason.args:
        return isinstance(reason.args[0], ssl.SSLCertVerificationError)
    return isinstance(reason, NewConnectionError)
