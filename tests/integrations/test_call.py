from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from integrations.errors import CallFailed, CredentialsRefused, OutcomeUnknown, RateLimited, Refused
from tests.support.calls import failure

URL = "https://ats.example/v1/notes?key=SECRET"
PRIVATE = "Isla Fraser <isla@example.com>"

# status, headers, error of a read, error of a write
STATUSES = [
    (301, {"Location": "https://elsewhere.example/"}, Refused, Refused),
    (400, {}, Refused, Refused),
    (401, {}, CredentialsRefused, CredentialsRefused),
    (403, {}, CredentialsRefused, CredentialsRefused),
    (404, {}, Refused, Refused),
    (408, {}, CallFailed, CallFailed),
    (409, {}, CallFailed, CallFailed),
    (422, {}, Refused, Refused),
    (425, {}, CallFailed, CallFailed),
    (429, {}, RateLimited, RateLimited),
    (500, {}, CallFailed, OutcomeUnknown),
    (502, {}, CallFailed, OutcomeUnknown),
    (503, {}, CallFailed, OutcomeUnknown),
    (503, {"Retry-After": "9"}, CallFailed, CallFailed),
    (504, {}, CallFailed, OutcomeUnknown),
]


@pytest.mark.parametrize(("status", "headers", "error", "_"), STATUSES)
def test_what_a_status_means_for_a_read_rl_11(web, session, status, headers, error, _):
    web.get(URL, status=status, headers=headers, body=PRIVATE)

    assert type(failure(session.read, "GET", URL)) is error


@pytest.mark.parametrize(("status", "headers", "_", "error"), STATUSES)
def test_what_a_status_means_for_a_write_rl_09(web, session, status, headers, _, error):
    web.post(URL, status=status, headers=headers, body=PRIVATE)

    assert type(failure(session.write, "POST", URL, body=b"{}")) is error


@pytest.mark.parametrize("status", [status for status, *_ in STATUSES])
def test_no_error_tells_a_body_a_path_or_a_key(web, session, status):
    web.post(URL, status=status, body=PRIVATE)

    said = str(failure(session.write, "POST", URL, body=PRIVATE.encode()))

    assert [secret for secret in ("SECRET", "notes", "Isla", "isla@") if secret in said] == []
    assert said.startswith(f"ats.example answered {status}")


def test_an_expected_status_is_an_answer(web, session):
    web.get(URL, status=404)

    assert session.read("GET", URL, expected=(404,)).status == 404


@pytest.mark.parametrize(("header", "seconds"), [("9", 9.0), (" 120 ", 120.0), ("soon", None), ("-1", None)])
def test_seconds_to_wait_are_told_rl_11(web, session, header, seconds):
    web.get(URL, status=429, headers={"Retry-After": header})

    assert failure(session.read, "GET", URL).retry_after == seconds


def test_a_date_to_wait_until_is_told_in_seconds_rl_11(web, session):
    in_an_hour = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    web.get(URL, status=503, headers={"Retry-After": in_an_hour})

    assert 3500 < failure(session.read, "GET", URL).retry_after <= 3600


def test_a_date_gone_by_is_no_wait_rl_11(web, session):
    web.get(URL, status=429, headers={"Retry-After": "Mon, 23 Nov 2020 09:00:00 GMT"})

    assert failure(session.read, "GET", URL).retry_after == 0.0


def test_an_answer_that_is_not_json_says_so(web, session):
    web.get(URL, body="<html>Down for maintenance</html>")
    web.post(URL, body="<html>Down for maintenance</html>")

    assert type(failure(session.read("GET", URL).json)) is CallFailed
    assert type(failure(session.write("POST", URL).json)) is OutcomeUnknown
