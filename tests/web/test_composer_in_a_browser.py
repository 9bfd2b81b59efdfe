"""The composer in a real browser: live marks, one press, copy, a lost connection, the keyboard, no script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from plugin.follow_up import Words
from tests.support.fake_product import DRAFT, TOKEN, FakeProduct

ADDRESS = f"/r/{TOKEN}/follow-up"
SORRY = "Dear Moira,\n\nI am so sorry that I messed up. I am thrilled."


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """The composer on a phone."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, permissions=["clipboard-read", "clipboard-write"]
    )
    opened = context.new_page()
    opened.goto(site + ADDRESS)
    yield opened
    context.close()


def test_marks_follow_what_is_typed_and_are_told_politely(page: Page, product: FakeProduct) -> None:
    page.fill("#body", SORRY)

    expect(page.locator("mark")).to_have_text(["sorry", "I messed", "thrilled"])
    expect(page.get_by_text("13 of 120 words")).to_be_visible()
    told = page.get_by_text("Some words are marked below. They are only suggestions.")
    expect(told).to_have_attribute("role", "status")
    assert product.asked == []


def test_marks_go_when_the_words_go(page: Page) -> None:
    page.fill("#body", SORRY)
    expect(page.locator("mark")).to_have_count(3)

    page.fill("#body", "Thank you for your time.")

    expect(page.locator("mark")).to_have_count(0)
    expect(page.locator("#said")).to_have_text("Nothing stands out.")


def test_preview_s_text_is_what_was_typed(page: Page) -> None:
    typed = "<img src=x onerror=alert(1)> sorry\n\n  <script>1</script> &amp; “so sorry” שלום"
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))

    page.fill("#body", typed)

    expect(page.locator("mark")).to_have_count(2)
    assert page.locator(".preview-body").evaluate("one => one.textContent") == typed


def test_one_press_changes_the_words_and_the_typing_goes_on(page: Page) -> None:
    page.fill("#body", SORRY)

    page.get_by_role("button", name="Use ‘glad’ instead").click()

    expect(page.locator("#body")).to_have_value(SORRY.replace("thrilled", "glad"))
    expect(page.locator("mark")).to_have_count(2)
    expect(page.locator("#looked-title")).to_be_focused()


def test_private_words_bring_their_own_tick_while_typing(page: Page) -> None:
    expect(page.locator("#private-tick")).to_be_hidden()

    page.fill("#body", "My mum was ill.")

    expect(page.locator("#private-tick")).to_be_visible()


def test_copy_takes_the_words_as_they_are_now(page: Page) -> None:
    page.fill("#body", "My own words\n\nSam")

    page.get_by_role("button", name="Copy the words").click()

    expect(page.locator("#copied")).to_have_text("Copied. Paste it into an email.")
    assert page.evaluate("navigator.clipboard.readText()") == "My own words\n\nSam"


def test_what_was_typed_survives_a_lost_connection_and_a_closed_page(page: Page, site: str) -> None:
    page.fill("#body", "My own words")
    page.context.set_offline(True)
    page.click("#save")
    expect(page.locator("[data-offline]")).to_be_visible()
    page.context.set_offline(False)

    page.goto("about:blank")
    page.goto(site + ADDRESS)

    expect(page.locator("#body")).to_have_value("My own words")
    expect(page.locator("[data-restored]")).to_be_visible()


def test_what_was_given_away_is_forgotten_by_the_phone(page: Page, product: FakeProduct, site: str) -> None:
    page.fill("#body", "My own words")
    page.check("#permission")
    page.click("#pass-on")
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()

    assert page.evaluate("Object.keys(localStorage)") == []
    assert product.asked == [("pass on", 0, Words(DRAFT.subject, "My own words"))]


def test_newer_words_from_us_are_not_overwritten_by_older_ones(
    page: Page, product: FakeProduct, site: str
) -> None:
    page.fill("#body", "Half a thought")
    product.save_follow_up(TOKEN, 0, Words("S", "Saved on another phone"))

    page.goto(site + ADDRESS)

    expect(page.locator("#body")).to_have_value("Saved on another phone")


def test_the_whole_way_goes_by_keyboard_alone(page: Page, product: FakeProduct) -> None:
    """AC-08 (WCAG 2.1.1)."""
    page.focus("#body")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Thank you. I am thrilled.")
    expect(page.locator("mark")).to_have_count(1)

    tab_to(page, "use")
    page.keyboard.press("Enter")
    expect(page.locator("#body")).to_have_value("Thank you. I am glad.")
    tab_to(page, "permission")
    page.keyboard.press("Space")
    tab_to(page, "pass-on")
    page.keyboard.press("Enter")

    expect(page.get_by_role("button", name="Take it back")).to_be_visible()
    assert product.asked == [("pass on", 0, Words(DRAFT.subject, "Thank you. I am glad."))]


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the element of that id or name has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if wanted in page.evaluate("[document.activeElement.id, document.activeElement.name]"):
            return
    pytest.fail(f"Tab never comes to {wanted}")


@pytest.fixture
def plain(browser: Browser, site: str) -> Iterator[Page]:
    """The composer without any script."""
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(site + ADDRESS)
    yield opened
    context.close()


def test_without_script_a_press_marks_and_a_press_mends(plain: Page) -> None:
    plain.fill("#body", SORRY)
    plain.click("#check")
    expect(plain.locator("mark")).to_have_text(["sorry", "I messed", "thrilled"])

    plain.get_by_role("button", name="Use ‘glad’ instead").click()

    expect(plain.locator("#body")).to_have_value(SORRY.replace("thrilled", "glad"))
    expect(plain.get_by_role("button", name="Copy the words")).to_be_hidden()
    expect(plain.get_by_text("To copy the note, select the words above.")).to_be_visible()


def test_without_script_every_way_out_is_open(plain: Page, product: FakeProduct) -> None:
    plain.fill("#body", "My own words")
    plain.click("#mail")
    expect(plain.get_by_role("link", name="Open in my mail program")).to_have_attribute(
        "href", "mailto:?subject=Thank%20you%20for%20your%20time&body=My%20own%20words"
    )

    plain.check("#permission")
    plain.click("#pass-on")

    expect(plain.get_by_role("button", name="Take it back")).to_be_visible()
    assert product.asked == [("pass on", 0, Words(DRAFT.subject, "My own words"))]


def test_enter_in_the_subject_only_checks(plain: Page, product: FakeProduct) -> None:
    """The first button is the one that Enter presses, and a scanner too (EM-08)."""
    plain.focus("#subject")
    plain.keyboard.press("Enter")

    expect(plain.locator("#looked-title")).to_be_visible()
    assert (plain.url.endswith(ADDRESS), product.asked) == (True, [])


def test_scanner_that_presses_every_button_gives_nothing_away(
    plain: Page, product: FakeProduct, site: str
) -> None:
    """EM-08."""
    for press in ("#check", "#mail", "#pass-on"):
        plain.goto(site + ADDRESS)
        plain.click(press)

    assert product.asked == []


@pytest.mark.parametrize("zoom", [2, 4])
def test_zoomed_in_it_scrolls_one_way(browser: Browser, site: str, zoom: int) -> None:
    """AC-09: 200 % and 400 % of 1280 pixels."""
    page = browser.new_page(
        viewport={"width": 1280 // zoom, "height": 1024 // zoom}, device_scale_factor=zoom
    )
    page.goto(site + ADDRESS)
    page.fill("#body", f"{SORRY} {'extraordinarily' * 6}")
    expect(page.locator("mark")).to_have_count(3)

    width = page.evaluate("document.documentElement.scrollWidth")
    page.close()

    assert width == 1280 // zoom
