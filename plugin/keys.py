"""What the deployment's secret keys do: seal what is stored, and sign what is sent out in links.

Each purpose has a key of its own, derived from the same secret (SE-11), so that a token for one purpose
opens nothing else. Keys change by putting a new one in front: the old ones still open and verify.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from itsdangerous import BadData, URLSafeTimedSerializer

from plugin.errors import LinkGone


class Purpose(StrEnum):
    """What a link is good for."""

    SURVEY = "survey"
    STOP = "stop"
    SIGN_IN = "sign_in"


class Keys:
    """The deployment's keys, newest first. Safe to share between threads."""

    def __init__(self, secret_keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(urlsafe_b64encode(_derive(key, "seal"))) for key in secret_keys])
        self._signers = {
            purpose: URLSafeTimedSerializer(
                [_derive(key, f"link:{purpose}") for key in reversed(secret_keys)]
            )
            for purpose in Purpose
        }
        self.cookie_key = _derive(secret_keys[0], "cookie").hex()

    def seal(self, raw: bytes) -> bytes:
        """Encrypt for storage."""
        return self._fernet.encrypt(raw)

    def unseal(self, sealed: bytes) -> bytes:
        """Decrypt what any of the keys sealed. Raises `cryptography.fernet.InvalidToken`."""
        return self._fernet.decrypt(sealed)

    def reseal(self, sealed: bytes) -> bytes:
        """Encrypt again with the newest key."""
        return self._fernet.rotate(sealed)

    def seal_json(self, value: Any) -> bytes:
        """Encrypt a JSON value."""
        return self.seal(json.dumps(value, separators=(",", ":")).encode())

    def unseal_json(self, sealed: bytes) -> Any:
        """Decrypt a JSON value."""
        return json.loads(self.unseal(sealed))

    def sign(self, purpose: Purpose, row_id: int) -> str:
        """A token for a link, naming one row for one purpose; it cannot be guessed or altered."""
        return self._signers[purpose].dumps(row_id)

    def read(self, purpose: Purpose, token: str, max_age: timedelta | None = None) -> int:
        """The row that a token names. Raises `LinkGone` if it is forged, for another purpose or too old."""
        try:
            seconds = int(max_age.total_seconds()) if max_age else None
            return int(self._signers[purpose].loads(token, max_age=seconds))
        except (BadData, ValueError, TypeError) as error:
            raise LinkGone("This link does not open anything.") from error


def address_hash(key: bytes, address: str) -> str:
    """A keyed hash of an email address: it can be matched by whoever holds the agency's key, and not guessed
    without it (PR-15)."""
    return hmac.new(key, address.strip().casefold().encode(), hashlib.sha256).hexdigest()


def _derive(secret: str, purpose: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=f"afterview:{purpose}".encode()).derive(secret.encode())
