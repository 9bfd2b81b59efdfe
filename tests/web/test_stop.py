"""Unsubscribing: a page for people, one click for mail programs."""

import pytest
from flask.testing import FlaskClient

from plugin.views import StopScope
from tests.support.fake_product import TOKEN, FakeProduct

PAGE, ONE_CLICK = f"/stop/{TOKEN}", f"/unsubscribe/{TOKEN}"
RFC_8058 = {"List-Unsubscribe": "One-Click"}


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("path", [PAGE, ONE_CLICK])
def test_opening_stops_nothing(client: FlaskClient, product: FakeProduct, path: str, method: str) -> None:
    """EM-06, EM-08."""
    client.open(path, method=method)

    assert product.asked == []


def test_one_click_address_shows_people_the_page(client: FlaskClient) -> None:
    assert client.get(ONE_CLICK).text == client.get(PAGE).text


def test_one_click_stops_at_once_and_alike_each_time(client: FlaskClient, product: FakeProduct) -> None:
    """EM-06: no cookie, no CSRF token, no redirect; repeated, it answers the same."""
    answers = [client.post(ONE_CLICK, data=RFC_8058) for _ in range(3)]

    assert {(answer.status_code, answer.text) for answer in answers} == {(200, "You are unsubscribed.\n")}
    assert ["Set-Cookie" in answer.headers for answer in answers] == [False] * 3
    assert product.asked == [("stop", StopScope.ALL)] * 3


def test_one_click_reads_multipart_too(client: FlaskClient, product: FakeProduct) -> None:
    """RFC 8058 allows both encodings."""
    answer = client.post(ONE_CLICK, data=RFC_8058, content_type="multipart/form-data")

    assert answer.status_code == 200
    assert product.stopped is StopScope.ALL


@pytest.mark.parametrize("body", [{}, {"List-Unsubscribe": "yes"}, {"scope": "all"}])
def test_one_click_without_its_words_stops_nothing(
    client: FlaskClient, product: FakeProduct, body: dict[str, str]
) -> None:
    assert client.post(ONE_CLICK, data=body).status_code == 400
    assert product.asked == []


@pytest.mark.parametrize("scope", list(StopScope))
def test_chosen_scope_is_stopped_and_said(
    client: FlaskClient, product: FakeProduct, scope: StopScope
) -> None:
    """EM-07."""
    answer = client.post(PAGE, data={"scope": scope}, follow_redirects=True)

    assert product.asked == [("stop", scope)]
    assert [response.status_code for response in answer.history] == [303]
    assert "We will not email you" in answer.text


def test_nothing_is_preselected_and_a_press_alone_stops_nothing(
    client: FlaskClient, product: FakeProduct
) -> None:
    """EM-08: a scanner that submits the form as it found it."""
    shown, pressed = client.get(PAGE), client.post(PAGE, data={})

    assert " checked" not in shown.text
    assert pressed.status_code == 422
    assert '<li><a href="#scope-this">Choose what to stop</a></li>' in pressed.text
    assert product.asked == []


def test_stopped_interview_can_still_be_widened_to_all(client: FlaskClient, product: FakeProduct) -> None:
    product.stopped = StopScope.THIS

    page = client.get(PAGE).text

    assert 'value="all"' in page
    assert 'value="this"' not in page


def test_unknown_link_stops_nothing(client: FlaskClient, product: FakeProduct) -> None:
    answers = [client.get("/stop/nobody"), client.post("/unsubscribe/nobody", data=RFC_8058)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert product.asked == []
