"""SE-03: the security headers, on every route and every kind of answer."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.fake_product import TOKEN, FakeProduct

EXPECTED = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
}


def every_answer(app: Flask) -> list[TestResponse]:
    """Each route with every method, by a stranger."""
    client = app.test_client()
    paths = {
        rule.rule.replace("<token>", TOKEN).replace("<int:journey>", "1").replace("<colour>", "7a2e4d")
        for rule in app.url_map.iter_rules()
    }
    methods = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE")
    return [client.open(path, method=method) for path in sorted(paths) for method in methods]


def test_every_route_sends_the_headers_whatever_it_answers(secure_app: Flask) -> None:
    answers = every_answer(secure_app)

    assert {answer.status_code // 100 for answer in answers} == {2, 3, 4}
    for answer in answers:
        assert {name: answer.headers.get(name) for name in EXPECTED} == EXPECTED


def test_failure_sends_the_headers_too(secure_app: Flask, product: FakeProduct) -> None:
    product.view = None  # type: ignore[assignment]

    answer = secure_app.test_client().get(f"/r/{TOKEN}")

    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in EXPECTED} == EXPECTED


def test_plain_http_promises_no_https(app: Flask) -> None:
    assert "Strict-Transport-Security" not in app.test_client().get("/").headers


@pytest.mark.parametrize("path", [f"/r/{TOKEN}", f"/stop/{TOKEN}", "/sign-in", "/desk", "/nowhere"])
def test_personal_pages_are_never_stored(app: Flask, path: str) -> None:
    """SE-02."""
    assert app.test_client().get(path).headers["Cache-Control"] == "no-store"


def test_no_page_carries_script_or_style_of_its_own(app: Flask) -> None:
    client = app.test_client()

    for path in ("/", f"/r/{TOKEN}", f"/stop/{TOKEN}", "/sign-in", "/accessibility", "/nowhere"):
        page = client.get(path).text
        for forbidden in ("<script>", "<style", " style=", " onclick"):
            assert forbidden not in page
        assert page.count("<script") == page.count('<script src="/assets/')
