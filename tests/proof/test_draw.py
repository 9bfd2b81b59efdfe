"""Who is held out: a fixed share, by a key, the same for ever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.keys import address_hash
from plugin.proof.draw import LEAST_SHARE, MOST_SHARE, is_held_out

KEY = b"k" * 32
EVERYBODY = [address_hash(KEY, f"person{number}@example.com") for number in range(20_000)]


@pytest.mark.parametrize("share", [LEAST_SHARE, 15, MOST_SHARE])
def test_as_many_are_held_out_as_was_said(share: int) -> None:
    held_out = sum(is_held_out(KEY, one, share) for one in EVERYBODY)

    assert abs(held_out / len(EVERYBODY) - share / 100) < 0.01


def test_another_agency_s_key_draws_others() -> None:
    ours = {one for one in EVERYBODY if is_held_out(KEY, one, 20)}
    theirs = {one for one in EVERYBODY if is_held_out(b"j" * 32, one, 20)}

    # Of independent draws a fifth of a fifth falls into both.
    assert abs(len(ours & theirs) / len(EVERYBODY) - 0.04) < 0.01


@given(st.text(), st.integers(LEAST_SHARE, MOST_SHARE), st.integers(LEAST_SHARE, MOST_SHARE))
def test_whoever_is_held_out_by_a_small_share_is_by_a_larger_one(address: str, one: int, other: int) -> None:
    small, large = sorted((one, other))

    assert is_held_out(KEY, address, large) or not is_held_out(KEY, address, small)
