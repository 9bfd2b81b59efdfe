"""Who of this process is at a queue: one thread, and another one only where the first is slow."""

import threading
import time
from collections.abc import Callable

AT_ONCE = 3
"""Threads of one process at one queue. A mail server or an ATS that hangs holds no more than these, where the
process has that many for every queue, one for the polls and one for the upkeep."""
SLOW_TURN = 0.1
"""Seconds after which a turn is slow. Until then one thread finds all that a second one would, and in larger
batches; two that only compute would halve each other's speed."""


class Seats:
    """The seats at one queue. Whoever finds none asks those who sit there to look once more."""

    def __init__(self, number: int = AT_ONCE, now: Callable[[], float] = time.monotonic) -> None:
        self._number = number
        self._now = now
        self._since: dict[int, float] = {}
        self._asked = False
        self._change = threading.Lock()

    def take(self) -> bool:
        """Sit down for a turn; False where somebody is at it already, who will look again."""
        with self._change:
            quick = any(self._now() - since < SLOW_TURN for since in self._since.values())
            if quick or len(self._since) >= self._number:
                self._asked = True
                return False
            self._since[threading.get_ident()] = self._now()
            return True

    def stay(self, *, found: bool) -> bool:
        """After a turn: whether to take another one, since this one found something or somebody has asked."""
        with self._change:
            self._since[threading.get_ident()] = self._now()
            if found:
                return True
            asked, self._asked = self._asked, False
            if not asked:
                self._leave()
            return asked

    def leave(self) -> None:
        """Get up, if still seated."""
        with self._change:
            self._leave()

    def _leave(self) -> None:
        self._since.pop(threading.get_ident(), None)
