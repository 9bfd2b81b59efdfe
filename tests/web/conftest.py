"""The pages on a fake product: as an app, through a test client, and through a real browser."""

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from config.content import Questions, load_questions
from tests.support.fake_product import FakeProduct
from tests.support.pages import pages_of
from tests.support.world import Clock


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still, on the evening of the interview, until a test moves it."""
    return Clock(datetime(2026, 6, 4, 17, 0, tzinfo=UTC))


@pytest.fixture
def product() -> FakeProduct:
    """What the pages of this test talk to."""
    return FakeProduct()


@pytest.fixture(scope="session")
def questions() -> Questions:
    """The questions as candidates get them."""
    return load_questions("reflection", "en")


@pytest.fixture
def app(product: FakeProduct, questions: Questions, clock: Clock) -> Flask:
    """The pages, as they are served on loopback."""
    return pages_of(product, questions, clock, secure=False)


@pytest.fixture
def secure_app(product: FakeProduct, questions: Questions, clock: Clock) -> Flask:
    """The pages, as they are served by https."""
    return pages_of(product, questions, clock, secure=True)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without pictures or scripts."""
    return app.test_client()


@pytest.fixture
def desk_client(app: Flask, product: FakeProduct) -> FlaskClient:
    """A browser whose consultant is signed in."""
    product.sessions.add("session-1")
    client = app.test_client()
    with client.session_transaction() as session:
        session["desk"] = "session-1"
    return client


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The address of the pages, served for real."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """A real browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()
