"""The error pages: what happened, what was kept, what to do."""

import re

import pytest
from flask import Flask, abort

from plugin.web.errors import _GONE, _PRESSED_TOO_LATE, _WORDS
from plugin.web.guards import public
from tests.support.fake_product import TOKEN, FakeProduct

TITLES = {
    400: "We could not read that",
    403: "This page is for someone else",
    404: "There is nothing at this address",
    405: "That cannot be done here",
    413: "That was too long to take in",
    429: "That was a little too often",
    500: "Something went wrong on our side",
    418: "We could not read that",
    503: "Something went wrong on our side",
}


@pytest.mark.parametrize("code", TITLES)
def test_each_error_has_its_page(app: Flask, code: int) -> None:
    app.add_url_rule("/fail", view_func=public("fails")(lambda: abort(code)), endpoint="fail")

    answer = app.test_client().get("/fail")

    assert answer.status_code == code
    assert f"<h1>{TITLES[code]}</h1>" in answer.text


def test_failure_shows_nothing_of_its_cause(app: Flask, product: FakeProduct) -> None:
    """SE-19."""
    product.view = None  # type: ignore[assignment]

    page = app.test_client().get(f"/r/{TOKEN}").text

    assert "Something went wrong on our side" in page
    assert not re.search(r"Traceback|NoneType|AttributeError|werkzeug|flask", page, re.IGNORECASE)


def test_wrong_method_says_which_are_right(app: Flask) -> None:
    answer = app.test_client().put(f"/r/{TOKEN}")

    assert answer.status_code == 405
    assert {"GET", "POST"} <= set(answer.allow)


@pytest.mark.parametrize("words", [_GONE, _PRESSED_TOO_LATE, *_WORDS.values()])
def test_error_words_blame_and_beg_nobody(words: object) -> None:
    """AC-04."""
    assert not re.search(
        r"\b(please|sorry|valid|invalid|oops|forbidden|illegal)\b", str(words), re.IGNORECASE
    )
