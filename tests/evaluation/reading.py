"""The reading, on texts by a writer of whom nothing was trained on."""

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from plugin.coaching.reader import load_reader
from plugin.reading import Mention, Reading
from plugin.reflection import Flag, Theme
from tests.evaluation.scores import f1, overlap, resampled, share
from tests.training.texts import Text, read_texts

UNSEEN = Path(__file__).parent / "unseen.jsonl"
WORST = 4
"""So many of the labels are shown with what they were taken for."""


def evaluate() -> int:
    """Print the scores of every label, what the worst are taken for, and how long a text takes.

    A low score breaks no rule: always 0.
    """
    texts = list(read_texts(UNSEEN))
    reader = load_reader()
    reader.read("Warming up.")
    readings, seconds = [], []
    for text in texts:
        begun = time.perf_counter()
        readings.append(reader.read(text.text, text.job))
        seconds.append(time.perf_counter() - begun)
    print(f"\nThe reading, on {len(texts)} unseen texts; 95 % intervals")
    report(texts, readings)
    half, most = np.percentile(seconds, [50, 99]) * 1000
    print(f"\na text takes {half:.1f} ms, the slowest of a hundred {most:.1f} ms")
    return 0


def report(texts: Sequence[Text], readings: Sequence[Reading]) -> None:
    """Print how readings compare with what a person said."""
    _labels(texts, readings, "themes", list(Theme))
    _labels(texts, readings, "flags", list(Flag))
    for name, ours, theirs in (
        ("noticed", [one.noticed for one in readings], [text.outcome.noticed for text in texts]),
        ("mention", [one.mention for one in readings], [text.outcome.mention for text in texts]),
    ):
        pairs = list(zip(theirs, ours, strict=True))
        print(f"\n{name:<18} {share(sum(a == b for a, b in pairs), len(pairs))}  right")
        for (wanted, got), count in Counter(pair for pair in pairs if pair[0] != pair[1]).most_common(5):
            print(f"  {count:3} × {wanted} read as {got}")
    points = [
        overlap(one.missed_point, text.missed_point)
        for text, one in zip(texts, readings, strict=True)
        if text.outcome.mention is Mention.ADD_INFORMATION and one.mention is Mention.ADD_INFORMATION
    ]
    print(f"\nmissed point: {np.mean(points):.2f} of its words (F1), where both add one ({len(points)})")


def _labels(
    texts: Sequence[Text], readings: Sequence[Reading], kind: str, labels: Sequence[Theme | Flag]
) -> None:
    found = {label: np.array([label in getattr(one, kind) for one in readings]) for label in labels}
    holds = {label: np.array([label in getattr(text, kind) for text in texts]) for label in labels}
    print(f"\n{kind:<18}    F1  95 %            precision  recall        texts")
    for label in labels:
        right = int((found[label] & holds[label]).sum())
        score = resampled(lambda at, label=label: f1(found[label][at], holds[label][at]), len(texts))
        precision = share(right, int(found[label].sum()))
        recall = share(right, int(holds[label].sum()))
        print(
            f"{label:<18} {score}      {precision.score:5.2f}  {recall.score:.2f} "
            f"({recall.low:.2f} up)  {holds[label].sum():4}"
        )
    print(f"{'mean':<18} {resampled(lambda at: _mean(found, holds, at), len(texts))}")
    worst = sorted(labels, key=lambda label: f1(found[label], holds[label]))[:WORST]
    for label in worst:
        _confusion(texts, readings, kind, label)


def _mean(
    found: dict[Theme | Flag, np.ndarray], holds: dict[Theme | Flag, np.ndarray], at: np.ndarray
) -> float:
    return float(np.mean([f1(found[label][at], holds[label][at]) for label in found]))


def _confusion(texts: Sequence[Text], readings: Sequence[Reading], kind: str, label: Theme | Flag) -> None:
    missed, made_up = Counter[str](), Counter[str]()
    for text, one in zip(texts, readings, strict=True):
        wanted, got = set(getattr(text, kind)), set(getattr(one, kind))
        if label in wanted - got:
            missed.update(got - wanted or {"nothing"})
        if label in got - wanted:
            made_up.update(wanted - got or {"nothing"})
    print(f"  {label} read as {_most(missed)}; {_most(made_up)} read as it")


def _most(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common(3)) or "none"
