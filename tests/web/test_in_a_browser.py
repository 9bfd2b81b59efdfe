"""Whole ways through the pages: by keyboard alone, without scripts, and by a mail scanner."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from config.content import Questions
from plugin.reflection import Lane, Reflection, Theme
from plugin.surveys.review import Review
from plugin.views import StopScope
from tests.support.fake_product import TOKEN, FakeProduct


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a phone without JavaScript (AC-11)."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def scanner(browser: Browser) -> Iterator[Page]:
    """A page of a mail scanner's browser, scripts and all."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def tab_to(page: Page, label: str) -> None:
    """Press Tab until the element of that accessible name has the focus."""
    for _ in range(100):
        page.keyboard.press("Tab")
        if (
            page.get_by_label(label, exact=True)
            .or_(page.get_by_role("button", name=label))
            .and_(page.locator(":focus"))
            .count()
        ):
            return
    raise AssertionError(f"{label} cannot be reached by keyboard")


def test_survey_is_answered_by_keyboard_alone(page: Page, site: str, product: FakeProduct) -> None:
    """AC-02, AC-11."""
    page.goto(f"{site}/r/{TOKEN}?felt=2")

    tab_to(page, "My mind went blank")
    page.keyboard.press("Space")
    tab_to(page, "Save my answers")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review")
    tab_to(page, "Share all with Priya Nair")
    page.keyboard.press("Enter")
    page.get_by_text("Chosen for every answer").wait_for()
    tab_to(page, "Confirm")
    page.keyboard.press("Enter")
    page.wait_for_url("**/thanks")

    assert product.asked == [
        ("submit", Reflection(felt=2, themes=(Theme.BLANKED,))),
        ("confirm", Review(1, lanes={"themes": Lane.MY_CONSULTANT})),
    ]
    assert page.get_by_role("heading", level=1).inner_text() == "Thank you, Sam"


def test_error_takes_the_focus_and_leads_to_its_question(page: Page, site: str, questions: Questions) -> None:
    """AC-03, without a script."""
    page.goto(f"{site}/r/{TOKEN}")
    page.get_by_role("button", name="Save my answers").click()

    assert page.locator(":focus").get_attribute("aria-labelledby") == "problem"

    page.get_by_role("link", name=questions.errors["nothing_answered"]).click()

    assert page.url.endswith("#felt-1")
    assert page.locator("#felt-1").is_visible()


def test_error_is_mended_without_typing_again(page: Page, site: str, product: FakeProduct) -> None:
    """AC-10 (WCAG 3.3.7)."""
    page.goto(f"{site}/r/{TOKEN}")
    page.locator("#missed_point").fill("I ran the night rota. " * 30)
    page.get_by_role("button", name="Save my answers").click()

    box = page.locator("#missed_point")
    box.fill(box.input_value()[:21])
    page.get_by_role("button", name="Save my answers").click()
    page.wait_for_url("**/review")

    assert [saved.missed_point for _, saved in product.asked] == ["I ran the night rota."]


def test_emails_are_stopped_by_keyboard_alone(page: Page, site: str, product: FakeProduct) -> None:
    page.goto(f"{site}/stop/{TOKEN}")

    tab_to(page, "Emails about one interview: Care Home Manager at Bluebell Care")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Stop these emails")
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="We will not email you again").wait_for()
    assert product.asked == [("stop", StopScope.ALL)]


def test_consultant_signs_in_reads_and_signs_out(page: Page, site: str) -> None:
    page.goto(f"{site}/desk")
    page.get_by_label("Your work email address").fill("priya@harbour.example")
    page.get_by_role("button", name="Send me a link").click()
    page.get_by_role("heading", name="Look in your inbox").wait_for()

    page.goto(f"{site}/sign-in/{TOKEN}")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Sam Okafor", exact=True).click()
    page.get_by_role("heading", name="Sam Okafor", exact=True).wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{site}/desk")

    assert page.url == f"{site}/sign-in"


@pytest.mark.parametrize("path", ["/r/{}", "/r/{}?felt=1", "/r/{}/later", "/stop/{}", "/unsubscribe/{}"])
def test_scanner_that_presses_everything_changes_nothing(
    scanner: Page, site: str, product: FakeProduct, path: str
) -> None:
    """EM-08: every button on the page, and every form as it was found."""
    address = site + path.format(TOKEN)
    scanner.goto(address)
    for number in range(scanner.locator("button").count()):
        scanner.goto(address)
        scanner.locator("button").nth(number).click()
    scanner.goto(address)
    with scanner.expect_navigation():
        scanner.locator("form").first.evaluate("form => form.submit()")

    assert product.asked == []
    assert scanner.goto(address).status == 200  # type: ignore[union-attr]


def test_page_asks_no_other_host_and_tells_none_where_it_was(scanner: Page, site: str) -> None:
    """SE-02."""
    asked: list[tuple[str, str | None]] = []
    scanner.on("request", lambda request: asked.append((request.url, request.headers.get("referer"))))

    scanner.goto(f"{site}/r/{TOKEN}")

    assert {url.startswith(site) for url, _ in asked} == {True}
    assert [referer for _, referer in asked if referer] == []


def test_survey_reads_well_aloud(page: Page, site: str, questions: Questions) -> None:
    """AC-02: what a screen reader hears of a question."""
    page.goto(f"{site}/r/{TOKEN}")

    felt = questions.by_key["felt"]
    name = f"{felt.ask} (optional)"
    heard = page.get_by_role("group", name=name).aria_snapshot()

    choices = (*felt.choices.values(), "Rather not say")
    spoken = [line for words in choices for line in (f'  - radio "{words}"', f"  - text: {words}")]
    assert heard.splitlines() == [
        f'- group "{name}":',
        f"  - text: {name}",
        f"  - paragraph: {felt.hint}",
        *spoken,
    ]
