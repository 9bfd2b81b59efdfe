from datetime import UTC, datetime, timedelta

import pytest

from sandbox.ats import signing

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
AT = datetime.fromtimestamp(1614265330, UTC)
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_wh_02_the_specifications_own_example_is_signed_alike() -> None:
    headers = signing.headers([SECRET], ID, AT, BODY)

    assert headers == {"webhook-id": ID, "webhook-timestamp": "1614265330", "webhook-signature": SIGNATURE}


@pytest.mark.parametrize("secret", [SECRET.removeprefix("whsec_"), SECRET + "==", SECRET])
def test_wh_02_a_secret_needs_neither_prefix_nor_padding(secret: str) -> None:
    assert signing.headers([secret], ID, AT, BODY)["webhook-signature"] == SIGNATURE


def test_wh_07_every_secret_in_force_signs() -> None:
    both = signing.headers([OTHER, SECRET], ID, AT, BODY)["webhook-signature"].split()

    assert len(both) == 2
    assert both[1] == SIGNATURE


def test_wh_07_any_one_matching_signature_is_enough() -> None:
    headers = signing.headers([OTHER, SECRET], ID, AT, BODY)
    headers["webhook-signature"] = "v9,future " + headers["webhook-signature"]

    assert signing.verify(SECRET, headers, BODY, AT) == ID


@pytest.mark.parametrize(("seconds", "accepted"), [(-301, False), (-300, True), (300, True), (301, False)])
def test_wh_05_the_timestamp_may_be_off_by_five_minutes_either_way(seconds: int, accepted: bool) -> None:
    headers = signing.headers([SECRET], ID, AT, BODY)

    assert _verifies(headers, BODY, AT + timedelta(seconds=seconds)) is accepted


@pytest.mark.parametrize(
    "timestamp", ["", "1.9", "nan", "1e9", " 1614265330", "-1", "9" * 5000, "١٦١٤٢٦٥٣٣٠"]
)
def test_wh_05_a_timestamp_is_whole_seconds_or_nothing(timestamp: str) -> None:
    headers = signing.headers([SECRET], ID, AT, BODY) | {"webhook-timestamp": timestamp}

    assert not _verifies(headers, BODY, AT)


@pytest.mark.parametrize("signature", ["", "garbage", "v1,a,b", "v1,", "v1,é", SIGNATURE[3:], SIGNATURE[:-2]])
def test_wh_06_a_broken_signature_is_refused_and_nothing_worse(signature: str) -> None:
    headers = signing.headers([SECRET], ID, AT, BODY) | {"webhook-signature": signature}

    assert not _verifies(headers, BODY, AT)


@pytest.mark.parametrize("part", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_wh_06_a_missing_header_is_refused(part: str) -> None:
    headers = signing.headers([SECRET], ID, AT, BODY)
    del headers[part]

    assert not _verifies(headers, BODY, AT)


def test_wh_01_the_bytes_are_signed_not_their_meaning() -> None:
    headers = signing.headers([SECRET], ID, AT, BODY)

    assert not _verifies(headers, b'{"test":2432232314}', AT)


def _verifies(headers: dict[str, str], body: bytes, at: datetime) -> bool:
    try:
        signing.verify(SECRET, headers, body, at)
    except signing.SignatureError:
        return False
    return True
