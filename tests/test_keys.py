"""Keys: what is sealed and signed, for which purpose, and through a change of keys (SE-10, SE-11, PR-15)."""

from datetime import timedelta

import pytest
import time_machine
from cryptography.fernet import InvalidToken
from hypothesis import given
from hypothesis import strategies as st

from plugin.errors import LinkGone
from plugin.keys import Keys, Purpose, address_hash

OLD, NEW = "o" * 40, "n" * 40
KEYS = Keys([OLD])


@given(st.binary(max_size=200))
def test_what_is_sealed_opens_again_and_shows_nothing(raw: bytes) -> None:
    sealed = KEYS.seal(raw)

    assert KEYS.unseal(sealed) == raw
    assert len(raw) < 8 or raw not in sealed


def test_json_is_sealed_whole() -> None:
    value = {"missed_point": "Größe – 1 × 2", "themes": ["nerves"], "felt": None}

    assert KEYS.unseal_json(KEYS.seal_json(value)) == value


def test_another_deployments_key_opens_nothing() -> None:
    with pytest.raises(InvalidToken):
        Keys([NEW]).unseal(KEYS.seal(b"answers"))


def test_a_new_key_in_front_still_opens_what_the_old_one_sealed() -> None:
    both = Keys([NEW, OLD])

    resealed = both.reseal(KEYS.seal(b"answers"))

    assert both.unseal(KEYS.seal(b"answers")) == b"answers"
    assert Keys([NEW]).unseal(resealed) == b"answers"


def test_a_link_still_opens_after_the_keys_have_changed_and_no_longer_once_the_old_one_is_gone() -> None:
    token = KEYS.sign(Purpose.SURVEY, 7)

    assert Keys([NEW, OLD]).read(Purpose.SURVEY, token) == 7
    with pytest.raises(LinkGone):
        Keys([NEW]).read(Purpose.SURVEY, token)


def test_a_new_key_signs() -> None:
    assert Keys([NEW]).read(Purpose.STOP, Keys([NEW, OLD]).sign(Purpose.STOP, 7)) == 7


@given(st.integers(0, 2**62), st.sampled_from(Purpose), st.sampled_from(Purpose))
def test_a_link_is_good_for_its_own_purpose_only(row_id: int, made_for: Purpose, used_for: Purpose) -> None:
    """SE-11."""
    token = KEYS.sign(made_for, row_id)

    if made_for == used_for:
        assert KEYS.read(used_for, token) == row_id
    else:
        with pytest.raises(LinkGone):
            KEYS.read(used_for, token)


@given(st.text(max_size=80))
def test_a_forged_link_opens_nothing_and_breaks_nothing(token: str) -> None:
    with pytest.raises(LinkGone):
        KEYS.read(Purpose.SURVEY, token)


@given(st.integers(0, 30), st.characters())
def test_an_altered_link_opens_nothing_else(at: int, put: str) -> None:
    token = KEYS.sign(Purpose.SURVEY, 7)
    altered = token[:at] + put + token[at + 1 :]

    try:
        assert KEYS.read(Purpose.SURVEY, altered) == 7
    except LinkGone:
        assert altered != token


def test_a_link_with_an_age_is_good_until_then() -> None:
    with time_machine.travel("2026-06-09T10:00:00Z", tick=False) as clock:
        token = KEYS.sign(Purpose.SIGN_IN, 7)
        clock.shift(600)
        assert KEYS.read(Purpose.SIGN_IN, token, timedelta(minutes=10)) == 7

        clock.shift(1)
        with pytest.raises(LinkGone):
            KEYS.read(Purpose.SIGN_IN, token, timedelta(minutes=10))


def test_an_address_is_matched_in_whatever_case_and_spacing() -> None:
    assert address_hash(b"key", " Isla@Example.com ") == address_hash(b"key", "isla@example.com")


def test_an_address_cannot_be_guessed_without_the_agencys_key() -> None:
    """PR-15."""
    assert address_hash(b"one agency", "isla@example.com") != address_hash(b"another", "isla@example.com")


def test_the_cookies_key_is_no_other_purposes_key() -> None:
    assert Keys([OLD]).cookie_key != Keys([NEW]).cookie_key
    assert OLD not in KEYS.cookie_key
