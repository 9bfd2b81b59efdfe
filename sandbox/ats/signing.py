"""Standard Webhooks signatures, made and checked (specification 1.0.0).

The content signed is `{id}.{timestamp}.{body}`; a signature header may hold several, one for each secret.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

TOLERANCE_SECONDS = 300


class SignatureError(Exception):
    """Unsigned, forged, broken or too old."""


def new_secret() -> str:
    """24 random bytes, as the specification's `whsec_` text."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()


def headers(keys: Iterable[str], message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers for `body`, signed with every secret in `keys`."""
    timestamp = str(int(at.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{_signature(key, message_id, timestamp, body)}" for key in keys),
    }


def verify(key: str, given: Mapping[str, str], body: bytes, at: datetime) -> str:
    """The webhook-id of a genuine call; raises SignatureError."""
    message_id, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not message_id or not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 13):
        raise SignatureError
    if abs(at.timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
        raise SignatureError
    expected = f"v1,{_signature(key, message_id, timestamp, body)}".encode()
    offered = given.get("webhook-signature", "").encode("utf-8", "replace").split()
    if not any(hmac.compare_digest(expected, one) for one in offered):
        raise SignatureError
    return message_id


def _signature(key: str, message_id: str, timestamp: str, body: bytes) -> str:
    content = f"{message_id}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.digest(_key_bytes(key), content, hashlib.sha256)).decode()


def _key_bytes(key: str) -> bytes:
    bare = key.removeprefix("whsec_").rstrip("=")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except binascii.Error as problem:
        raise ValueError("a secret must be base64, with or without whsec_ before it") from problem
