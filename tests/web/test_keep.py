"""What is typed outlives a lost connection: kept on the phone until it is saved (AC-10, AC-11)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from plugin.reflection import Reflection
from tests.support.fake_product import TOKEN, FakeProduct

TYPED = "I froze on the budget question"


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone, whose pages share what it keeps."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context
    context.close()


def test_what_was_typed_is_there_again_after_the_page_was_lost(phone: BrowserContext, site: str) -> None:
    page = phone.new_page()
    page.goto(f"{site}/r/{TOKEN}")
    page.locator("#in_words").fill(TYPED)
    page.close()

    again = phone.new_page()
    again.goto(f"{site}/r/{TOKEN}")

    assert again.locator("#in_words").input_value() == TYPED
    assert again.get_by_text("What you had typed before is here again.").is_visible()


def test_a_press_without_a_connection_keeps_the_page_and_says_what_to_do(
    phone: BrowserContext, site: str, product: FakeProduct
) -> None:
    page = phone.new_page()
    page.goto(f"{site}/r/{TOKEN}")
    page.locator("#in_words").fill(TYPED)

    phone.set_offline(True)
    page.locator("#save").click()
    told = page.get_by_text("Your phone has no connection.")
    shown, focused = told.is_visible(), told.evaluate("one => one === document.activeElement")
    phone.set_offline(False)
    page.locator("#save").click()
    page.wait_for_url("**/review")

    assert (shown, focused) == (True, True)
    assert product.asked == [("submit", Reflection(in_words=TYPED))]


def test_once_it_is_saved_the_phone_keeps_nothing(phone: BrowserContext, site: str) -> None:
    page = phone.new_page()
    page.goto(f"{site}/r/{TOKEN}")
    page.locator("#in_words").fill(TYPED)
    kept = page.evaluate("JSON.stringify(localStorage)")
    page.locator("#save").click()
    page.wait_for_url("**/review")

    assert TYPED in kept
    assert TOKEN not in kept
    assert page.evaluate("localStorage.length") == 0


def test_what_is_older_than_two_days_is_not_brought_back(phone: BrowserContext, site: str) -> None:
    page = phone.new_page()
    page.goto(f"{site}/r/{TOKEN}")
    page.locator("#in_words").fill(TYPED)
    page.evaluate(
        "() => { const key = localStorage.key(0); const kept = JSON.parse(localStorage.getItem(key));"
        " kept.at -= 49 * 60 * 60 * 1000; localStorage.setItem(key, JSON.stringify(kept)); }"
    )

    page.reload()

    assert page.locator("#in_words").input_value() == ""
