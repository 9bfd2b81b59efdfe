"""Scores of labels against what a person said, with the range that so few texts leave open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

RESAMPLED = 300
Z = 1.96
"""For 95 % intervals."""


@dataclass(frozen=True, slots=True)
class Range:
    """A score, and the 95 % interval around it."""

    score: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.score:5.2f}  {self.low:.2f} to {self.high:.2f}"


def share(hits: int, of: int) -> Range:
    """A share, with Wilson's interval."""
    if not of:
        return Range(0.0, 0.0, 1.0)
    rate, room = hits / of, Z * Z / of
    middle = (rate + room / 2) / (1 + room)
    half = Z / (1 + room) * sqrt(rate * (1 - rate) / of + room / of / 4)
    return Range(rate, max(0.0, middle - half), min(1.0, middle + half))


def f1(found: np.ndarray, holds: np.ndarray) -> float:
    """F1 of one label; 0 where it neither holds nor was found."""
    either = int(found.sum() + holds.sum())
    return 2 * float((found & holds).sum()) / either if either else 0.0


def resampled(score: Callable[[np.ndarray], float], texts: int) -> Range:
    """A score of the texts at some places, with the interval that drawing texts anew gives."""
    draw = np.random.default_rng(0)
    scores = [score(draw.integers(0, texts, texts)) for _ in range(RESAMPLED)]
    return Range(score(np.arange(texts)), *np.percentile(scores, [2.5, 97.5]).tolist())


def overlap(found: str, wanted: str) -> float:
    """F1 of the words of two spans."""
    ours, theirs = _words(found), _words(wanted)
    shared = sum(min(ours.count(word), theirs.count(word)) for word in set(ours))
    return 2 * shared / (len(ours) + len(theirs)) if shared else 0.0


def _words(text: str) -> Sequence[str]:
    return text.lower().replace(",", " ").replace(".", " ").split()
