"""The intervals cover what they say, and the numbers needed are the textbook's."""

import random
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.proof.statistics import Interval, Needed, Share, needed, newcombe, wilson

shares = st.integers(0, 500).flatmap(lambda n: st.builds(Share, st.integers(0, n), st.just(n)))


def rounded(interval: Interval) -> tuple[float, float]:
    return round(interval.low, 4), round(interval.high, 4)


@pytest.mark.parametrize(
    ("share", "interval"),
    [
        (Share(81, 263), (0.2553, 0.3662)),
        (Share(15, 148), (0.0624, 0.1605)),
        (Share(0, 20), (0.0, 0.1611)),
        (Share(1, 29), (0.0061, 0.1718)),
    ],
)
def test_wilson_gives_newcombe_s_published_examples(share: Share, interval: tuple[float, float]) -> None:
    """Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3."""
    assert rounded(wilson(share)) == interval


@pytest.mark.parametrize(
    ("one", "other", "interval"),
    [
        (Share(56, 70), Share(48, 80), (0.0524, 0.3339)),
        (Share(9, 10), Share(3, 10), (0.1705, 0.8090)),
        (Share(10, 10), Share(0, 20), (0.6791, 1.0)),
    ],
)
def test_the_difference_gives_newcombe_s_published_examples(
    one: Share, other: Share, interval: tuple[float, float]
) -> None:
    """Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10."""
    assert rounded(newcombe(one, other)) == interval


@given(shares)
def test_an_interval_holds_its_rate_and_stays_within_none_and_all(share: Share) -> None:
    interval = wilson(share)

    assert 0 <= interval.low <= share.rate <= interval.high <= 1


@given(shares, shares)
def test_the_difference_the_other_way_round_is_its_mirror_image(one: Share, other: Share) -> None:
    this, that = newcombe(one, other), newcombe(other, one)

    assert isclose(this.low, -that.high, abs_tol=1e-12)
    assert isclose(this.high, -that.low, abs_tol=1e-12)
    assert -1 <= this.low <= one.rate - other.rate <= this.high <= 1


@given(st.integers(1, 200).flatmap(lambda n: st.builds(Share, st.integers(0, n), st.just(n))))
def test_ten_times_as_many_people_narrow_the_interval(share: Share) -> None:
    few, many = wilson(share), wilson(Share(share.count * 10, share.people * 10))

    assert many.high - many.low < few.high - few.low


@pytest.mark.parametrize(("people", "rate"), [(20, 0.1), (60, 0.35), (400, 0.4)])
def test_wilson_covers_the_truth_nineteen_times_in_twenty(people: int, rate: float) -> None:
    chance = random.Random(1)
    tries = 2000
    covered = sum(holds(wilson(drawn(chance, people, rate)), rate) for _ in range(tries))

    assert 0.93 <= covered / tries <= 0.98


@pytest.mark.parametrize(("held_out", "coached"), [(15, 85), (30, 30), (150, 850)])
def test_the_difference_covers_the_truth_nineteen_times_in_twenty(held_out: int, coached: int) -> None:
    chance = random.Random(2)
    tries = 2000
    covered = sum(
        holds(newcombe(drawn(chance, coached, 0.40), drawn(chance, held_out, 0.35)), 0.05)
        for _ in range(tries)
    )

    assert 0.93 <= covered / tries <= 0.98


def test_with_as_many_as_are_needed_four_comparisons_in_five_see_the_difference() -> None:
    chance = random.Random(3)
    people = needed(0.35, 0.40)
    tries = 400
    seen = sum(
        newcombe(drawn(chance, people.coached, 0.40), drawn(chance, people.held_out, 0.35)).low > 0
        for _ in range(tries)
    )

    assert 0.75 <= seen / tries <= 0.85


def test_from_35_to_40_per_cent_needs_about_1470_in_each_group() -> None:
    assert needed(0.35, 0.40) == Needed(1471, 1471)


def test_with_a_fifth_held_out_it_needs_more_people_in_all_and_fewer_held_out() -> None:
    assert needed(0.35, 0.40, share=0.2) == Needed(925, 3698)


@pytest.mark.parametrize("rates", [(0.3, 0.3, 0.5), (-0.1, 0.4, 0.5), (0.3, 1.1, 0.5), (0.3, 0.4, 0.0)])
def test_what_cannot_be_planned_for_is_refused(rates: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="two different rates"):
        needed(*rates)


def test_more_people_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="none to all of 3"):
        Share(4, 3)


def drawn(chance: random.Random, people: int, rate: float) -> Share:
    return Share(sum(chance.random() < rate for _ in range(people)), people)


def holds(interval: Interval, truth: float) -> bool:
    return interval.low <= truth <= interval.high
