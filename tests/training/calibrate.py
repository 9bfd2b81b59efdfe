"""Thresholds and figures from what networks said of texts by writers whom they had not seen."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from plugin.coaching.reader.decide import LABELS, Labels, decide
from plugin.coaching.reader.phrases import Phrases
from plugin.coaching.reader.reader import SURE
from plugin.reflection import Flag, Theme
from tests.training.fit import Predicted
from tests.training.texts import Text

TRUSTS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
CANDIDATES = np.arange(-4.0, 2.01, 0.1)
HINT = 2.0
"""What a hint at a crisis adds to its log-odds."""
CRISIS_PRECISION = 0.6
"""Recall comes first: the threshold is the lowest at which at least so many of those flagged are a crisis."""


def choose_thresholds(predicted: Sequence[Predicted], texts: Sequence[Text]) -> dict[Theme | Flag, float]:
    """The threshold of each label with the best F1; the middle of the best ones. For crisis, see above."""
    odds = np.array([one.labels for one in predicted])
    return {
        label: _lowest_precise(odds[:, row], _holds(texts, label))
        if label is Flag.CRISIS
        else _best(odds[:, row], _holds(texts, label))
        for row, label in enumerate(LABELS)
    }


def choose_trust(
    predicted: Sequence[Predicted], texts: Sequence[Text], thresholds: Mapping[Theme | Flag, float]
) -> float:
    """The weight of the outcome with which most of noticed, mention and themes come out right."""

    def right(trust: float) -> float:
        found = [decide_one(one, thresholds, trust) for one in predicted]
        pairs = list(zip(found, texts, strict=True))
        noticed = np.mean([one.outcome.noticed is text.outcome.noticed for one, text in pairs])
        mention = np.mean([one.outcome.mention is text.outcome.mention for one, text in pairs])
        themes = [
            _f1(
                np.array([theme in one.themes for one in found]),
                np.array([theme in text.themes for text in texts]),
            )
            for theme in Theme
        ]
        return float(noticed + mention + np.mean(themes))

    return max(TRUSTS, key=right)


def decide_one(predicted: Predicted, thresholds: Mapping[Theme | Flag, float], trust: float) -> Labels:
    """The labels of one text."""
    evidence = {
        label: float(odds) - thresholds[label] for label, odds in zip(LABELS, predicted.labels, strict=True)
    }
    return decide(evidence, predicted.outcomes.tolist(), trust)


def with_hints(predicted: Sequence[Predicted], texts: Sequence[Text], phrases: Phrases) -> list[Predicted]:
    """What was said of the texts, with what phrases add to it."""
    crisis = np.array([float(label is Flag.CRISIS) for label in LABELS])
    return [
        replace(
            one,
            labels=one.labels
            + crisis * (SURE if phrases.find(text.text) else HINT * phrases.hints(text.text)),
        )
        for one, text in zip(predicted, texts, strict=True)
    ]


def _holds(texts: Sequence[Text], label: Theme | Flag) -> np.ndarray:
    return np.array([label in text.themes or label in text.flags for text in texts])


def _best(odds: np.ndarray, holds: np.ndarray) -> float:
    scores = np.array([_f1(odds > at, holds) for at in CANDIDATES])
    smooth = np.convolve(scores, np.ones(5) / 5, "same")
    return round(float(CANDIDATES[2:-2][np.argmax(smooth[2:-2])]), 2)


def _lowest_precise(odds: np.ndarray, holds: np.ndarray) -> float:
    good = [at for at in CANDIDATES if holds[odds > at].mean() >= CRISIS_PRECISION]
    return round(float(min(good)), 2)


def _f1(found: np.ndarray, holds: np.ndarray) -> float:
    return 2 * float((found & holds).sum()) / max(1, int(found.sum() + holds.sum()))
