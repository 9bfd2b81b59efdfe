import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.errors import SignatureInvalid
from integrations.signatures import (
    sign_standard,
    standard_key,
    verify_hmac,
    verify_shared,
    verify_standard,
)

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_" + base64.b64encode(b"another secret, 32 bytes long...").decode()
BODY = b'{"test": 2432232314}'
AT = datetime.fromtimestamp(1614265330, UTC)
VECTOR = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
GITHUB_SECRET = "It's a Secret to Everybody"
GITHUB_SIGNATURE = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"

hostile_text = st.text(max_size=80)
hostile_headers = st.fixed_dictionaries(
    {},
    optional={
        "webhook-id": hostile_text,
        "webhook-timestamp": hostile_text | st.just("1614265330"),
        "webhook-signature": hostile_text | st.just("v1,a,b") | hostile_text.map(lambda text: f"v1,{text}"),
    },
)


def test_the_specifications_vector_is_genuine_wh_02():
    assert verify_standard(VECTOR, BODY, [SECRET], AT) == "msg_p5jXN8AQM9LWM0D4loKWxJek"


def test_we_sign_as_the_specifications_vector_does_wh_02():
    assert sign_standard("msg_p5jXN8AQM9LWM0D4loKWxJek", AT, BODY, SECRET) == VECTOR


def test_a_secret_may_lack_its_prefix_and_its_padding_wh_02():
    key = bytes(range(25))
    encoded = base64.b64encode(key).decode()

    forms = [
        encoded,
        encoded.rstrip("="),
        f"whsec_{encoded}",
        f"whsec_{encoded.rstrip('=')}",
        f" {encoded}\n",
    ]

    assert [standard_key(form) for form in forms] == [key] * 5


@pytest.mark.parametrize("secret", ["", "whsec_", "c2hvcnQ=", "not base64 at all, whatever the length is!"])
def test_a_secret_that_is_short_or_no_base64_is_refused_wh_07(secret):
    with pytest.raises(ValueError, match=r".+"):
        standard_key(secret)


@pytest.mark.parametrize("body", [b'{"test":2432232314}', b'{"test": 2432232314} ', b""])
def test_the_raw_bytes_are_what_is_signed_wh_01(body):
    with pytest.raises(SignatureInvalid):
        verify_standard(VECTOR, body, [SECRET], AT)


def test_escaped_characters_are_left_as_they_were_sent_wh_01():
    body = rb'{"note": "\u003cp\u003e"}'
    headers = sign_standard("m-1", AT, body, SECRET)

    assert verify_standard(headers, body, [SECRET], AT) == "m-1"
    with pytest.raises(SignatureInvalid):
        verify_standard(headers, b'{"note": "<p>"}', [SECRET], AT)


@pytest.mark.parametrize("seconds", [-300, -1, 0, 1, 299, 300])
def test_a_clock_five_minutes_off_either_way_is_borne_wh_05(seconds):
    assert verify_standard(VECTOR, BODY, [SECRET], AT + timedelta(seconds=seconds))


@pytest.mark.parametrize("seconds", [-301, 301, 86_400])
def test_a_delivery_further_off_is_refused_either_way_wh_05(seconds):
    with pytest.raises(SignatureInvalid):
        verify_standard(VECTOR, BODY, [SECRET], AT + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    "stamp", ["", " 1614265330", "1614265330.0", "1.9", "nan", "1e9", "-1", "+1614265330", "１６"]
)
def test_only_whole_seconds_are_a_timestamp_wh_05(stamp):
    with pytest.raises(SignatureInvalid, match="webhook-timestamp"):
        verify_standard({**VECTOR, "webhook-timestamp": stamp}, BODY, [SECRET], AT)


def test_any_secret_in_force_and_any_signature_may_match_wh_07():
    old, new = sign_standard("m-1", AT, BODY, SECRET), sign_standard("m-1", AT, BODY, OTHER)
    both = {**old, "webhook-signature": f"v1a,xyz {new['webhook-signature']} {old['webhook-signature']}"}

    assert verify_standard(both, BODY, [SECRET], AT) == "m-1"
    assert verify_standard(both, BODY, [OTHER], AT) == "m-1"
    assert verify_standard(old, BODY, [OTHER, SECRET], AT) == "m-1"


def test_a_secret_no_longer_in_force_is_refused_wh_07():
    with pytest.raises(SignatureInvalid):
        verify_standard(sign_standard("m-1", AT, BODY, SECRET), BODY, [OTHER], AT)


def test_a_signature_of_an_unknown_version_does_not_count_wh_07():
    digest = VECTOR["webhook-signature"].removeprefix("v1,")

    with pytest.raises(SignatureInvalid):
        verify_standard({**VECTOR, "webhook-signature": f"v2,{digest}"}, BODY, [SECRET], AT)


@pytest.mark.parametrize("missing", VECTOR)
def test_an_unsigned_delivery_is_refused(missing):
    headers = {name: value for name, value in VECTOR.items() if name != missing}

    with pytest.raises(SignatureInvalid):
        verify_standard(headers, BODY, [SECRET], AT)


@given(hostile_headers, st.binary(max_size=200), st.lists(hostile_text | st.just(SECRET), max_size=3))
def test_whatever_comes_is_signature_invalid_and_nothing_else_wh_06(headers, body, secrets):
    with pytest.raises(SignatureInvalid):
        verify_standard(headers, body, secrets, AT)


def test_githubs_vector_is_genuine_wh_03():
    verify_hmac(GITHUB_SIGNATURE, b"Hello, World!", ["an older one", GITHUB_SECRET], prefix="sha256=")


@pytest.mark.parametrize(
    ("header", "body", "secret"),
    [
        (GITHUB_SIGNATURE, b"Hello, World?", GITHUB_SECRET),
        (GITHUB_SIGNATURE, b"Hello, World!", "another secret"),
        (GITHUB_SIGNATURE.removeprefix("sha256="), b"Hello, World!", GITHUB_SECRET),
        (GITHUB_SIGNATURE[:-2], b"Hello, World!", GITHUB_SECRET),
        ("", b"Hello, World!", GITHUB_SECRET),
    ],
)
def test_an_hmac_that_does_not_match_is_refused(header, body, secret):
    with pytest.raises(SignatureInvalid):
        verify_hmac(header, body, [secret], prefix="sha256=")


def test_an_empty_secret_matches_nothing():
    signed_with_nothing = hmac.new(b"", BODY, hashlib.sha256).hexdigest()

    with pytest.raises(SignatureInvalid):
        verify_hmac(signed_with_nothing, BODY, [""])
    with pytest.raises(SignatureInvalid):
        verify_shared("", [""])


@given(hostile_text, st.binary(max_size=200), st.sampled_from(["", "sha256=", "sha256 "]))
def test_a_hostile_hmac_header_is_signature_invalid_and_nothing_else_wh_06(header, body, prefix):
    with pytest.raises(SignatureInvalid):
        verify_hmac(prefix + header, body, [GITHUB_SECRET, "\ud800"], prefix=prefix)


def test_a_shared_secret_in_force_is_taken_wh_07():
    verify_shared("the older", ["the newer", "the older"])


@given(hostile_text.filter(lambda text: text != "the secret"))
def test_any_other_word_is_refused_wh_06(given_word):
    with pytest.raises(SignatureInvalid):
        verify_shared(given_word, ["the secret"])
