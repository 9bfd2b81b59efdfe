"""The desk that lies open keeps itself up to date."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.fake_product import FakeProduct, alarm, row
from tests.web.test_accessibility import sign_in

NEW_ALERT = (row(1, candidate="Ana Lopes", alert=alarm()),)


@pytest.fixture
def desk(browser: Browser, site: str, product: FakeProduct) -> Iterator[Page]:
    """An open desk on which nobody needs anybody, its clock in our hands."""
    context = browser.new_context()
    page = context.new_page()
    page.clock.install()
    sign_in(page, site, product)
    product.rows = (row(5, candidate="Tom Reid"),)
    page.goto(f"{site}/desk")
    yield page
    context.close()


def test_a_new_alert_comes_up_by_itself_and_is_announced(desk: Page, product: FakeProduct) -> None:
    product.rows = NEW_ALERT

    desk.clock.run_for(61_000)

    expect(desk.get_by_role("heading", name="Ana Lopes")).to_be_visible()
    expect(desk.get_by_role("status")).to_have_text(
        "1 candidate needs a person; 12 minutes left for the first."
    )


def test_a_list_at_which_somebody_is_by_keyboard_is_left_as_it_is(desk: Page, product: FakeProduct) -> None:
    desk.get_by_role("link", name="Tom Reid", exact=True).focus()
    product.rows = NEW_ALERT

    desk.clock.run_for(61_000)

    expect(desk.get_by_role("status")).to_have_text(
        "1 candidate needs a person; 12 minutes left for the first."
    )
    expect(desk.get_by_role("link", name="Tom Reid", exact=True)).to_be_focused()


def test_a_desk_left_alone_lets_the_session_end(desk: Page, product: FakeProduct) -> None:
    desk.clock.fast_forward("21:00")
    asked = len(product.asked)

    desk.clock.run_for(300_000)

    assert len(product.asked) == asked
