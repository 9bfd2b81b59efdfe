"""Signing in by an emailed link, and out."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.fake_product import TOKEN, FakeProduct

LINK = f"/sign-in/{TOKEN}"


def press(client: FlaskClient, page: str, action: str, **fields: str) -> tuple[int, str]:
    """Open a page and send its form; the status and where it leads."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    assert found
    answer = client.post(action, data={"csrf_token": found[1], **fields})
    return answer.status_code, answer.location or answer.text


@pytest.mark.parametrize("email", ["priya@harbour.example", "stranger@nowhere.example"])
def test_every_address_gets_the_same_answer(client: FlaskClient, product: FakeProduct, email: str) -> None:
    """SE-06: no account enumeration."""
    answer = press(client, "/sign-in", "/sign-in", email=f" {email} ")

    assert answer == (303, "/sign-in/sent")
    assert product.asked == [("request_sign_in", email)]


@pytest.mark.parametrize("typed", ["", "priya", "priya@", "a@b@c.example", "x@y.example\r\nBcc: z@y.example"])
def test_what_is_no_address_is_asked_again(client: FlaskClient, product: FakeProduct, typed: str) -> None:
    status, page = press(client, "/sign-in", "/sign-in", email=typed)

    assert status == 422
    assert page.count("Enter your work email address, like name@agency.co.uk") == 2
    assert "<title>Error: " in page
    assert product.asked == []


def test_opening_the_link_uses_nothing_up(client: FlaskClient, product: FakeProduct) -> None:
    """SE-06, EM-08."""
    for method in ("GET", "HEAD", "OPTIONS"):
        client.open(LINK, method=method)

    assert product.asked == []
    assert TOKEN in product.links


def test_pressing_the_button_signs_in_once(client: FlaskClient) -> None:
    first = press(client, LINK, LINK)
    second = press(client, LINK, LINK)

    assert first == (303, "/desk")
    assert second[0] == 404
    assert client.get("/desk").status_code == 200


def test_used_link_says_so_and_asks_where_to_send_a_new_one(
    client: FlaskClient, product: FakeProduct
) -> None:
    press(client, LINK, LINK)
    client.post("/sign-out")

    status, page = press(client, LINK, LINK)

    assert status == 404
    assert "This link was used, or is over ten minutes old" in page
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    asked = client.post("/sign-in", data={"csrf_token": found[1], "email": "priya@harbour.example"})
    assert (asked.status_code, product.asked[-1]) == (303, ("request_sign_in", "priya@harbour.example"))


def test_sign_in_goes_on_to_the_page_that_was_wanted(client: FlaskClient) -> None:
    client.get("/desk/2?from=alert")

    assert press(client, LINK, LINK) == (303, "/desk/2?from=alert")


def test_session_is_new_after_signing_in(app: Flask, client: FlaskClient) -> None:
    """SE-05: what was in the cookie before does not live on."""
    with client.session_transaction() as before:
        before["planted"] = "yes"

    press(client, LINK, LINK)

    with client.session_transaction() as after:
        assert dict(after) == {"desk": "session-1"}


def test_signing_out_ends_the_session_here_and_there(desk_client: FlaskClient, product: FakeProduct) -> None:
    answer = press(desk_client, "/desk", "/sign-out")

    assert answer == (303, "/sign-in")
    assert ("sign_out", "session-1") in product.asked
    assert desk_client.get("/desk").location == "/sign-in"


@pytest.mark.parametrize("path", ["/sign-in", LINK, "/sign-out"])
def test_post_without_its_token_does_nothing(
    desk_client: FlaskClient, product: FakeProduct, path: str
) -> None:
    """SE-04."""
    answer = desk_client.post(path, data={"email": "priya@harbour.example"})

    assert answer.status_code == 400
    assert "This page had been open too long" in answer.text
    assert product.asked == []


def test_eleventh_link_for_an_address_waits(client: FlaskClient, product: FakeProduct) -> None:
    """SE-14."""
    for _ in range(10):
        press(client, "/sign-in", "/sign-in", email="priya@harbour.example")

    status, _ = press(client, "/sign-in", "/sign-in", email="PRIYA@harbour.example")

    assert status == 429
    assert len(product.asked) == 10


def test_cookie_by_https_is_bound_to_the_host(secure_app: Flask) -> None:
    """SE-05."""
    answer = secure_app.test_client().get("/sign-in", base_url="https://afterview.example")

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-afterview=")
    assert cookie.split("; ")[1:] == ["Secure", "HttpOnly", "Path=/", "SameSite=Lax"]


def test_press_by_https_needs_no_referer(secure_app: Flask) -> None:
    """SE-03 and SE-04 together: our pages send no Referer, and the CSRF check must not want one."""
    client = secure_app.test_client()
    https = "https://afterview.example"
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in", base_url=https).text)
    assert found

    answer = client.post("/sign-in", data={"csrf_token": found[1], "email": "a@b.example"}, base_url=https)

    assert answer.status_code == 303
