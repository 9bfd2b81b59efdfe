"""Verifying and acknowledging, the same for every adapter (WH-04 to WH-12)."""

import dataclasses
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.ats.contract import WebhookRequest
from integrations.errors import SignatureInvalid
from tests.support.ats.harness import NOW

BODY = b'{"a": 1}'
NAMES = ["webhook-id", "webhook-timestamp", "webhook-signature", "authorization", "key", "x"]

hostile_values = st.dictionaries(
    st.sampled_from(NAMES) | st.text(max_size=10), st.text(max_size=60) | st.just(str(int(NOW.timestamp())))
)


def test_a_genuine_delivery_is_acknowledged_with_200_wh_11(harness, fixture):
    receipt = harness.adapter.receive(
        harness.request(fixture.body, harness.account.secrets[0]), harness.account
    )

    assert (receipt.reply.status, len(receipt.reply.body) < 100, receipt.keep) == (
        200,
        True,
        fixture.kind != "ping",
    )


def test_every_secret_in_force_is_taken_wh_07(harness):
    newest, older = harness.account.secrets
    only_newest = dataclasses.replace(harness.account, secrets=(newest,))

    assert harness.adapter.receive(harness.request(BODY, newest), harness.account)
    assert harness.adapter.receive(harness.request(BODY, older), harness.account)
    with pytest.raises(SignatureInvalid):
        harness.adapter.receive(harness.request(BODY, older), only_newest)


def test_a_forged_unsigned_or_old_delivery_is_refused_wh_05(harness):
    forgeries = list(harness.forgeries(BODY))

    assert len(forgeries) >= 4
    for forgery in forgeries:
        with pytest.raises(SignatureInvalid):
            harness.adapter.receive(forgery, harness.account)


def test_an_account_without_a_secret_takes_nothing(harness):
    genuine = harness.request(BODY, harness.account.secrets[0])

    with pytest.raises(SignatureInvalid):
        harness.adapter.receive(genuine, dataclasses.replace(harness.account, secrets=()))


def test_the_same_delivery_twice_has_one_key_wh_08(harness):
    first, second = (harness.request(BODY, secret) for secret in harness.account.secrets)

    keys = {harness.adapter.receive(request, harness.account).dedupe_key for request in (first, second)}

    assert len(keys) == 1


def test_a_header_outside_the_signature_does_not_make_it_another_wh_08(harness):
    request = harness.request(BODY, harness.account.secrets[0])
    replayed = dataclasses.replace(request, headers={**request.headers, "x-event-id": "another"})

    keys = {harness.adapter.receive(sent, harness.account).dedupe_key for sent in (request, replayed)}

    assert len(keys) == 1


@given(headers=hostile_values, query=hostile_values, body=st.binary(max_size=100))
def test_whatever_comes_unsigned_is_signature_invalid_wh_06(
    harness, headers: Mapping[str, str], query: Mapping[str, str], body: bytes
):
    with pytest.raises(SignatureInvalid):
        harness.adapter.receive(WebhookRequest("POST", headers, query, body, NOW), harness.account)


@given(body=st.binary(max_size=200))
def test_a_signed_body_of_any_bytes_is_taken_and_judged_later_wh_06(harness, body: bytes):
    request = harness.request(body, harness.account.secrets[0])

    assert harness.adapter.receive(request, harness.account).keep is True
