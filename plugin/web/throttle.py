"""How often one person may press a button (SE-14)."""

import hashlib
import logging
from dataclasses import dataclass

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `limit` in its window, counted apart from other rates by `name`."""

    name: str
    limit: RateLimitItem


SURVEY_SAVES = Rate("survey", RateLimitItemPerHour(20))
FOLLOW_UPS = Rate("follow-up", RateLimitItemPerHour(40))
FOLLOW_UP_LOOKS = Rate("follow-up-look", RateLimitItemPerMinute(60))
STOPS = Rate("stop", RateLimitItemPerHour(60))
SIGN_IN_PER_ADDRESS = Rate("sign-in-address", RateLimitItemPerMinute(10, 15))
SIGN_IN_PER_BROWSER = Rate("sign-in-browser", RateLimitItemPerMinute(30, 15))
LINK_PER_BROWSER = Rate("sign-in-link", RateLimitItemPerMinute(30, 15))


_PATIENCE = 1.0
"""Seconds to wait for the store."""


class Throttle:
    """Counts by a `limits` storage URL: `memory://` for one process, `redis://…` for several."""

    def __init__(self, storage_url: str) -> None:
        # Without a broken store's error wrapped, each kind of store would raise its own; without a limit,
        # a Redis that hangs would hold a candidate's press for ever.
        patience = {"socket_timeout": _PATIENCE, "socket_connect_timeout": _PATIENCE}
        options = patience if storage_url.startswith("redis") else {}
        storage = storage_from_string(storage_url, wrap_exceptions=True, **options)
        self._limiter = MovingWindowRateLimiter(storage)

    def allows(self, rate: Rate, key: str) -> bool:
        """Count one more by `key` (stored as a hash) and say whether it may go on.

        While the store cannot be asked everything may: a candidate's answers matter more than the count.
        """
        hashed = hashlib.sha256(key.encode()).hexdigest()
        try:
            return self._limiter.hit(rate.limit, rate.name, hashed)
        except StorageError:
            log.warning("rate limit not counted", extra={"rate": rate.name})
            return True
