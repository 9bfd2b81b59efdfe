"""Shares and their uncertainty. Pure; the formulas of Newcombe 1998 and of Fleiss, Levin & Paik 2003."""

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
POWER = 0.80


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a number of people. Raises `ValueError` for more than there are."""

    count: int
    people: int

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.people:
            raise ValueError(f"want from none to all of {self.people} people, not {self.count}")

    @property
    def rate(self) -> float:
        """The share, from 0 to 1; 0 of nobody."""
        return self.count / self.people if self.people else 0.0


def wilson(share: Share, confidence: float = CONFIDENCE) -> Interval:
    """Wilson's score interval for one share: honest for small numbers too, and never beyond 0 or 1."""
    if not share.people:
        return Interval(0.0, 1.0)
    z, n, p = _z(confidence), share.people, share.rate
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    # At the ends the formula gives 0 and 1 but for the last digits.
    return Interval(
        0.0 if share.count == 0 else max(0.0, middle - half),
        1.0 if share.count == n else min(1.0, middle + half),
    )


def newcombe(one: Share, other: Share, confidence: float = CONFIDENCE) -> Interval:
    """Newcombe's interval (his method 10) for `one`'s rate less `other`'s, from -1 to 1."""
    a, b = wilson(one, confidence), wilson(other, confidence)
    difference = one.rate - other.rate
    below = sqrt((one.rate - a.low) ** 2 + (b.high - other.rate) ** 2)
    above = sqrt((a.high - one.rate) ** 2 + (other.rate - b.low) ** 2)
    return Interval(max(-1.0, difference - below), min(1.0, difference + above))


@dataclass(frozen=True, slots=True)
class Needed:
    """How many people each group needs."""

    held_out: int
    coached: int


def needed(without: float, with_it: float, share: float = 0.5, power: float = POWER) -> Needed:
    """How many people it takes to see a rise from `without` to `with_it`, `share` of them held out.

    Two-sided, at 95 %; the normal approximation without continuity correction. Raises `ValueError` for rates
    that are equal or beyond 0 and 1, or a share that leaves one group empty.
    """
    if without == with_it or not (0 <= without <= 1 and 0 <= with_it <= 1) or not 0 < share < 1:
        raise ValueError("want two different rates from 0 to 1, and a share between 0 and 1")
    ratio = (1 - share) / share
    mean = (without + ratio * with_it) / (1 + ratio)
    if_equal = _z(CONFIDENCE) * sqrt((1 + 1 / ratio) * mean * (1 - mean))
    if_not = NormalDist().inv_cdf(power) * sqrt(without * (1 - without) + with_it * (1 - with_it) / ratio)
    held_out = ((if_equal + if_not) / (with_it - without)) ** 2
    return Needed(ceil(held_out), ceil(held_out * ratio))


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)
