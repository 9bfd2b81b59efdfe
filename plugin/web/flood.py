"""How many deliveries of one connection are taken in a minute (WH-23)."""

import time
from collections import Counter
from collections.abc import Callable


class Flood:
    """At most `limit` a minute by each key, counted in this process.

    Not by `limits`, whose store in memory starts a thread up to a hundred times a second to tidy up. Threads
    that count at the same moment may lose one: it is a dam, not a meter.
    """

    def __init__(self, limit: int, now: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._now = now
        self._minute = 0
        self._counts: Counter[str] = Counter()

    def allows(self, key: str) -> bool:
        """Count one more, and say whether it may be taken."""
        minute = int(self._now() // 60)
        if minute != self._minute:
            # Whoever makes keys up cannot fill the memory for longer than this.
            self._minute, self._counts = minute, Counter()
        self._counts[key] += 1
        return self._counts[key] <= self._limit
