"""Faults on request: in which ways a sandbox server misbehaves, how often and for how long.

Faults live in memory: a restart makes a server behave again.
"""

import random
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class FaultKind:
    """One way to misbehave. `unit` says what its amount counts ('' where it has none)."""

    name: str
    title: str
    about: str
    group: str
    unit: str = ""
    amount: float = 0.0
    takes_subject: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault in force. It ends after `times` and at `until`, in monotonic seconds (None: no limit).

    `chance` is in percent. `only` limits it to one subject, such as an email address.
    """

    kind: FaultKind
    amount: float
    times: int | None = None
    until: float | None = None
    chance: float = 100.0
    only: str = ""

    def over(self, now: float) -> bool:
        """Whether it has run its course."""
        return self.times == 0 or (self.until is not None and now >= self.until)


class Faults:
    """The faults in force at one server. Safe to share between threads."""

    def __init__(self, kinds: Iterable[FaultKind]) -> None:
        self.kinds = {kind.name: kind for kind in kinds}
        self._faults: dict[str, Fault] = {}
        self._lock = threading.Lock()

    def set(
        self,
        name: str,
        amount: float | None = None,
        times: int | None = None,
        seconds: float | None = None,
        chance: float = 100.0,
        only: str = "",
    ) -> None:
        """Put a fault in force, in the place of an earlier one of its kind. KeyError: no such kind."""
        kind = self.kinds[name]
        until = None if seconds is None else time.monotonic() + seconds
        size = kind.amount if amount is None else amount
        with self._lock:
            self._faults[name] = Fault(kind, size, times, until, chance, only)

    def clear(self) -> None:
        """Behave again."""
        with self._lock:
            self._faults.clear()

    def active(self) -> list[Fault]:
        """What is in force now, in the order of the kinds."""
        with self._lock:
            self._forget_past()
            return [self._faults[name] for name in self.kinds if name in self._faults]

    def peek(self, name: str) -> float | None:
        """The fault's amount if it is in force, without using it up."""
        with self._lock:
            self._forget_past()
            fault = self._faults.get(name)
            return fault.amount if fault else None

    def take(self, name: str, subject: str = "") -> float | None:
        """Use the fault once: its amount, or None if it does not strike here."""
        with self._lock:
            self._forget_past()
            fault = self._faults.get(name)
            if fault is None or not _strikes(fault, subject):
                return None
            if fault.times is not None:
                self._faults[name] = replace(fault, times=fault.times - 1)
            return fault.amount

    def _forget_past(self) -> None:
        now = time.monotonic()
        self._faults = {name: fault for name, fault in self._faults.items() if not fault.over(now)}


def _strikes(fault: Fault, subject: str) -> bool:
    if fault.only and fault.only.casefold() != subject.casefold():
        return False
    return random.uniform(0, 100) <= fault.chance
