"""What may be said of two groups, and when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.proof.comparison import Comparison, Finding
from plugin.proof.statistics import Needed, Share

MANY = 10_000


@pytest.mark.parametrize(
    ("coached", "held_out", "finding"),
    [
        (Share(3, 7), Share(30, 100), Finding.HIDDEN),
        (Share(30, 100), Share(3, 7), Finding.HIDDEN),
        (Share(8, 8), Share(0, 8), Finding.NOT_ENOUGH),
        (Share(4000, MANY), Share(3500, MANY), Finding.MORE),
        (Share(3500, MANY), Share(4000, MANY), Finding.FEWER),
        (Share(3500, MANY), Share(3510, MANY), Finding.NO_DIFFERENCE),
    ],
)
def test_it_says_no_more_than_it_can(coached: Share, held_out: Share, finding: Finding) -> None:
    assert Comparison(coached, held_out, 20).finding == finding


def test_what_is_missing_is_what_the_plan_needs_less_what_there_is() -> None:
    comparison = Comparison(Share(0, 700), Share(0, 2000), 20)

    assert comparison.needed == Needed(held_out=925, coached=3698)
    assert comparison.missing == Needed(held_out=0, coached=2998)


@given(st.integers(8, 900), st.integers(8, 900), st.integers(5, 30))
def test_however_large_the_difference_too_few_people_prove_nothing(
    coached: int, held_out: int, share: int
) -> None:
    comparison = Comparison(Share(coached, coached), Share(0, held_out), share)

    assert comparison.finding == Finding.NOT_ENOUGH
