"""Total verifiers of what a sender signed: whatever the bytes, they pass or raise `SignatureInvalid` (WH-06).

Several secrets may be in force at once and one header may hold several signatures: any match will do (WH-07).
An empty secret matches nothing.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from integrations.errors import SignatureInvalid

TOLERANCE = timedelta(minutes=5)
"""How far a sender's clock may stand from ours, either way (WH-05)."""

MINIMUM_KEY = 24
"""The fewest bytes that the Standard Webhooks specification allows a secret."""

_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)


def standard_key(secret: str) -> bytes:
    """The key in a Standard Webhooks secret, with or without its `whsec_` and its padding.

    Raises `ValueError` where it is not base64 or too short.
    """
    encoded = secret.strip().removeprefix("whsec_").rstrip("=")
    key = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    if len(key) < MINIMUM_KEY:
        raise ValueError(f"a secret of {MINIMUM_KEY} bytes or more was expected")
    return key


def sign_standard(message_id: str, at: datetime, body: bytes, secret: str) -> dict[str, str]:
    """The three headers of the Standard Webhooks specification. Raises `ValueError` for a bad secret."""
    seconds = str(int(at.timestamp()))
    digest = _standard_digest(message_id, seconds, body, standard_key(secret))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def verify_standard(
    headers: Mapping[str, str], body: bytes, secrets: Iterable[str], received_at: datetime
) -> str:
    """Check a Standard Webhooks delivery; its `webhook-id`, which the signature covers."""
    message_id = headers.get("webhook-id", "")
    seconds = headers.get("webhook-timestamp", "")
    if not message_id or not message_id.isascii():
        raise SignatureInvalid("The delivery has no usable webhook-id.")
    _check_age(seconds, received_at)
    given = _standard_signatures(headers.get("webhook-signature", ""))
    expected = [_standard_digest(message_id, seconds, body, key) for key in _standard_keys(secrets)]
    _require_match(given, expected)
    return message_id


def verify_hmac(header: str, body: bytes, secrets: Iterable[str], prefix: str = "") -> None:
    """Check a hexadecimal HMAC-SHA256 of the raw body, as `sha256=<hex>` where `prefix` is `sha256=`."""
    if not header.startswith(prefix):
        raise SignatureInvalid("The signature does not begin as this sender's do.")
    try:
        given = bytes.fromhex(header.removeprefix(prefix))
    except ValueError as error:
        raise SignatureInvalid("The signature is not hexadecimal.") from error
    _require_match([given], [_hmac(_utf8(secret), body) for secret in secrets if secret])


def verify_shared(given: str, secrets: Iterable[str]) -> None:
    """Check a secret that the sender repeats as it is, for senders that sign nothing."""
    # Equal lengths by hashing first: compare_digest tells the length of what it compares.
    expected = [hashlib.sha256(_utf8(secret)).digest() for secret in secrets if secret]
    _require_match([hashlib.sha256(_utf8(given)).digest()], expected)


def _check_age(seconds: str, received_at: datetime) -> None:
    if not _SECONDS.fullmatch(seconds):
        raise SignatureInvalid("The delivery has no usable webhook-timestamp.")
    if abs(received_at.timestamp() - int(seconds)) > TOLERANCE.total_seconds():
        raise SignatureInvalid("The delivery is too old, or one of our clocks is wrong.")


def _standard_digest(message_id: str, seconds: str, body: bytes, key: bytes) -> bytes:
    return _hmac(key, f"{message_id}.{seconds}.".encode() + body)


def _standard_keys(secrets: Iterable[str]) -> Iterable[bytes]:
    for secret in secrets:
        try:
            yield standard_key(secret)
        except ValueError:
            continue


def _standard_signatures(header: str) -> Iterable[bytes]:
    for part in header.split(" "):
        version, _, encoded = part.partition(",")
        if version != "v1":
            continue
        try:
            yield base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            continue


def _require_match(given: Iterable[bytes], expected: Iterable[bytes]) -> None:
    """Compare every pair, so that the time says nothing of which one matched (WH-04)."""
    wanted = tuple(expected)
    matched = False
    for signature in given:
        for digest in wanted:
            matched |= hmac.compare_digest(signature, digest)
    if not matched:
        raise SignatureInvalid("No signature on the delivery matches a secret in force.")


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
