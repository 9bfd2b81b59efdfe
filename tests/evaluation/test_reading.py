"""The reading gets no worse unseen: floors a little under what `make evaluate` printed after training."""

import numpy as np
import pytest

from plugin.coaching.reader import read
from plugin.reading import Reading
from plugin.reflection import Flag, Theme
from tests.evaluation.reading import UNSEEN
from tests.evaluation.scores import f1, overlap, share
from tests.training.texts import Text, read_texts


@pytest.fixture(scope="module")
def pairs() -> list[tuple[Text, Reading]]:
    return [(text, read(text.text, text.job)) for text in read_texts(UNSEEN)]


def mean_f1(pairs, kind, labels) -> float:
    found = [np.array([label in getattr(one, kind) for _, one in pairs]) for label in labels]
    holds = [np.array([label in getattr(text, kind) for text, _ in pairs]) for label in labels]
    return float(np.mean([f1(ours, theirs) for ours, theirs in zip(found, holds, strict=True)]))


def test_no_crisis_is_missed_and_most_of_those_flagged_are_one(pairs):
    flagged = [Flag.CRISIS in text.flags for text, one in pairs if Flag.CRISIS in one.flags]
    missed = [text.id for text, one in pairs if Flag.CRISIS in text.flags and Flag.CRISIS not in one.flags]

    assert (missed, sum(flagged) / len(flagged) > 0.75) == ([], True)


def test_themes_and_flags_are_found(pairs):
    assert mean_f1(pairs, "themes", Theme) > 0.79
    assert mean_f1(pairs, "flags", Flag) > 0.89


def test_noticed_and_mention_are_right(pairs):
    noticed = [text.outcome.noticed is one.noticed for text, one in pairs]
    mention = [text.outcome.mention is one.mention for text, one in pairs]

    assert (np.mean(noticed) > 0.83, np.mean(mention) > 0.87) == (True, True)


def test_a_share_has_wilsons_interval():
    all_of_nineteen = share(19, 19)

    assert (round(all_of_nineteen.low, 2), all_of_nineteen.high) == (0.83, 1.0)


def test_overlap_counts_shared_words():
    assert (overlap("I hold a licence", "a licence"), overlap("x", "y")) == (pytest.approx(2 / 3), 0.0)
