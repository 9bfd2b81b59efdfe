"""Pages in another language in a real browser: Polish by axe, and room for longer words than ours."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from config.content import Questions, load_helplines
from plugin.follow_up import PassedOn, Version
from plugin.reflection import Flag, Noticed, Reflection, StillWant, Theme
from plugin.views import SurveyState, SurveyView
from tests.support.axe import violations
from tests.support.chromium import press
from tests.support.fake_product import DRAFT, SIX, TOKEN, FakeProduct, composer, survey
from tests.support.pages import pages_of
from tests.support.pseudo import longer_questions, speak_longer
from tests.support.world import Clock

SURVEY = f"/r/{TOKEN}"
MODULES = ("interview_format", "job_match", "next_step", "practice")
SAVED = Reflection(
    felt=2,
    themes=tuple(Theme),
    noticed=Noticed.MAYBE,
    missed_point="I ran the night rota.",
    still_want=StillWant.YES,
    call_me=True,
    flags=(Flag.PRIVATE,),
)
HELP = load_helplines("pl")["GB"]
ANSWERED = survey(SurveyState.ANSWERED, reflection=SAVED, version=1, help_lines=HELP)
OPEN = survey(modules=MODULES, help_lines=HELP)
SORRY = replace(DRAFT, body="I am so sorry that I messed up.")
PAGES: dict[str, tuple[str, SurveyView, tuple[str, ...]]] = {
    "survey": (SURVEY, OPEN, ("summary",)),
    "survey with an error": (SURVEY, OPEN, ("#save",)),
    "review": (f"{SURVEY}/review", ANSWERED, ()),
    "thanks": (f"{SURVEY}/thanks", ANSWERED, ()),
    "later": (f"{SURVEY}/later", OPEN, ()),
    "privacy": (f"{SURVEY}/privacy", OPEN, ()),
    "composer checked": (f"{SURVEY}/follow-up", ANSWERED, ("#check",)),
    "composer with errors": (f"{SURVEY}/follow-up", ANSWERED, ("#pass-on",)),
    "composer given": (f"{SURVEY}/follow-up?to=1", ANSWERED, ()),
    "stop": (f"/stop/{TOKEN}", OPEN, ("button",)),
}
BY_NAME = pytest.mark.parametrize("name", PAGES)


@pytest.fixture
def open_page(
    request: pytest.FixtureRequest, browser: Browser, product: FakeProduct
) -> Iterator[Callable[[str, str], Page]]:
    """Opens a page in a language at 320 CSS pixels."""
    site = request.getfixturevalue("site")
    context = browser.new_context(viewport={"width": 320, "height": 800}, reduced_motion="reduce")

    def opened(name: str, language: str) -> Page:
        path, view, presses = PAGES[name]
        given = Version(1, DRAFT, "Iain Bell", SIX, PassedOn(SIX))
        sheet = composer(versions=(Version(0, SORRY, "Moira Kerr"), given), help_lines=HELP)
        product.view = replace(view, language=language)
        product.sheet = replace(sheet, language=language)
        product.language = language
        page = context.new_page()
        page.goto(site + path)
        for pressed in presses:
            press(page, pressed)
        return page

    yield opened
    context.close()


@BY_NAME
def test_axe_finds_nothing_in_polish(open_page: Callable[[str, str], Page], name: str) -> None:
    page = open_page(name, "pl")

    assert page.evaluate("document.documentElement.lang") == "pl"
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert violations(page) == []


class TestLongerWords:
    """Every word by two fifths longer."""

    @pytest.fixture
    def app(self, product: FakeProduct, questions: Questions, clock: Clock) -> Flask:
        """The pages in the pseudo-language."""
        app = pages_of(product, longer_questions(questions), clock)
        speak_longer(app)
        return app

    @BY_NAME
    def test_they_fit_a_narrow_screen(self, open_page: Callable[[str, str], Page], name: str) -> None:
        page = open_page(name, "en")

        assert page.evaluate("document.documentElement.scrollWidth") == 320

    def test_they_are_longer(self, open_page: Callable[[str, str], Page]) -> None:
        page = open_page("survey", "en")

        assert page.inner_text("#save") == "SaveSa mym answersans"

    @pytest.mark.parametrize("name", ["survey", "review", "composer checked"])
    def test_a_page_from_the_right_is_no_wider_than_the_screen(
        self, open_page: Callable[[str, str], Page], name: str
    ) -> None:
        page = open_page(name, "ar")

        heading = page.locator("h1").bounding_box()

        assert page.evaluate("document.documentElement.dir") == "rtl"
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).textAlign") == "start"
        assert heading
        assert heading["x"] + heading["width"] > 300
