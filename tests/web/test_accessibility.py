"""Every state of every page in a real browser: axe, reflow, text spacing, targets (AC-01, AC-08, AC-09)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from plugin.follow_up import NoteToPassOn, PassedOn, Version, Words
from plugin.reading import Reading
from plugin.reflection import CallBack, Flag, Lane, Noticed, Reflection, Route, StillWant, Theme
from plugin.report_view import ArmView, ReportView
from plugin.views import ComposerState, ComposerView, StopScope, SurveyState, SurveyView
from tests.support.axe import violations
from tests.support.chromium import press
from tests.support.fake_product import (
    DRAFT,
    MANAGER,
    SIX,
    TOKEN,
    TOMORROW,
    FakeProduct,
    a_report,
    alarm,
    alarmed_desk,
    composer,
    row,
    survey,
)

LONG = "I ran the night rota and the Donaudampfschifffahrtsgesellschaftskapitän said so. " * 6
SAVED = Reflection(
    felt=1,
    themes=tuple(Theme),
    noticed=Noticed.OUTRAGEOUS,
    in_words=LONG,
    missed_point=LONG,
    still_want=StillWant.NOT_SURE,
    flags=(Flag.PRIVATE,),
    extras={"next_step": ("no_date",)},
    lanes={"themes": Lane.MY_CONSULTANT},
)
MODULES = ("interview_format", "job_match", "next_step", "practice")
READ = Reading(
    flags=(Flag.WITHDRAWING, Flag.CONTACT_ME, Flag.ADJUSTMENT, Flag.PRIVATE),
    because={Flag.WITHDRAWING: LONG, Flag.CONTACT_ME: "ring me", Flag.ADJUSTMENT: LONG},
)
ANSWERED = survey(SurveyState.ANSWERED, reflection=SAVED, reading=READ, modules=MODULES, version=1)
RINGS = CallBack("Priya Nair", "on Monday, from 9:00")
IN_CRISIS = replace(ANSWERED, reflection=replace(SAVED, flags=(Flag.CRISIS, Flag.PRIVATE)), first_help=())
SURVEY, STOP = f"/r/{TOKEN}", f"/stop/{TOKEN}"
FOLLOW_UP = f"{SURVEY}/follow-up"
MARKED = Words(
    "Sorry", "I am so sorry that I messed up. I am thrilled. My mum was ill. I am worthless. " + LONG * 3
)
GIVEN = Version(0, replace(MARKED, body=LONG), "Moira Kerr", SIX, PassedOn(SIX))
WENT = Version(0, DRAFT, "Moira Kerr", SIX, went_anyway=PassedOn(SIX, SIX, "Priya Nair"))
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; }
* { word-spacing: .16em !important; }
p { margin-block-end: 2em !important; }"""


@dataclass(frozen=True)
class State:
    """One state of one page: what the product says, where to go, what to press there."""

    path: str
    prepare: Callable[[FakeProduct], object] = lambda product: None
    press: tuple[str, ...] = ()


def showing(view: SurveyView) -> Callable[[FakeProduct], object]:
    return lambda product: setattr(product, "view", view)


def overtaken_by(view: SurveyView) -> Callable[[FakeProduct], object]:
    """The survey is over once save is pressed."""
    return lambda product: setattr(product, "overtaken", view)


def too_few() -> ReportView:
    """A comparison that has just begun."""
    full = a_report()
    assert full.trial is not None
    few = tuple(ArmView(arm.name, 3, None, None) for arm in full.trial.arms)
    return replace(full, trial=replace(full.trial, arms=few, difference=None), branches=())


def writing(view: ComposerView) -> Callable[[FakeProduct], object]:
    return lambda product: setattr(product, "sheet", view)


TWO = composer(versions=(Version(0, MARKED, "Moira Kerr"), Version(1, DRAFT, "Iain Bell")))
COMPOSER_STATES = {
    f"composer {state}": State(FOLLOW_UP, writing(composer(state, told=(LONG,))))
    for state in ComposerState
    if state is not ComposerState.UNANSWERED
}
STATES = COMPOSER_STATES | {
    "composer checked": State(FOLLOW_UP, writing(TWO), press=("#check",)),
    "composer with a mail link": State(FOLLOW_UP, writing(composer(route=Route.COPY)), press=("#mail",)),
    "composer with errors": State(FOLLOW_UP, writing(TWO), press=("#pass-on",)),
    "composer saved": State(FOLLOW_UP, press=("#save",)),
    "composer through": State(FOLLOW_UP, writing(composer(route=Route.THROUGH))),
    "composer given": State(FOLLOW_UP, writing(composer(versions=(GIVEN, Version(1, DRAFT, "Iain Bell"))))),
    "composer sent on": State(
        FOLLOW_UP, writing(composer(versions=(replace(GIVEN, passed_on=PassedOn(SIX, SIX, "Priya Nair")),)))
    ),
    "composer went anyway": State(FOLLOW_UP, writing(composer(versions=(WENT,)))),
    "composer closed, went anyway": State(
        FOLLOW_UP, writing(composer(ComposerState.CLOSED, versions=(WENT, replace(GIVEN, number=1))))
    ),
    "journey with a note to be held": State(
        "/desk/1?changed=yes",
        lambda product: (
            setattr(product, "notes", (NoteToPassOn(0, GIVEN.words, SIX, "Moira Kerr"),)),
            setattr(product, "rows", (row(1, to_pass_on=True, alert=alarm(mine=False, for_manager=True)),)),
        ),
    ),
    "journey with notes": State(
        "/desk/1",
        lambda product: setattr(
            product,
            "notes",
            (
                NoteToPassOn(0, GIVEN.words, SIX, "Moira Kerr"),
                NoteToPassOn(1, DRAFT, SIX, "Iain Bell", sent_on_at=SIX, sent_on_by="Priya Nair"),
                NoteToPassOn(2, Words(), SIX, taken_back_at=SIX),
            ),
        ),
    ),
    "desk with a note to pass on": State(
        "/desk", lambda product: setattr(product, "rows", (row(1, to_pass_on=True),))
    ),
    "home": State("/"),
    "accessibility": State("/accessibility"),
    "survey": State(SURVEY),
    "survey with its feeling": State(f"{SURVEY}?felt=1"),
    "survey with help open": State(SURVEY, press=("summary",)),
    "survey with an error": State(SURVEY, press=("#save",)),
    "survey from the link alone": State(f"{SURVEY}?felt=1", press=("#save",)),
    "survey with modules": State(SURVEY, showing(survey(modules=MODULES))),
    "change": State(f"{SURVEY}?change=yes", showing(ANSWERED)),
    "review": State(f"{SURVEY}/review", showing(ANSWERED)),
    "review with all shared": State(f"{SURVEY}/review", showing(ANSWERED), press=("[name=share_all]",)),
    "review with an error": State(
        f"{SURVEY}/review", showing(ANSWERED), press=("#lane-in_words-my_consultant", "#save")
    ),
    "review in a crisis": State(f"{SURVEY}/review", showing(IN_CRISIS)),
    "review in another language": State(
        f"{SURVEY}/review", showing(replace(ANSWERED, reading=Reading(language="other")))
    ),
    "review in the other tab": State(f"{SURVEY}/review?replaced=yes", showing(ANSWERED)),
    "thanks": State(f"{SURVEY}/thanks", showing(ANSWERED)),
    "thanks in a crisis": State(f"{SURVEY}/thanks", showing(IN_CRISIS)),
    "thanks in the other tab": State(f"{SURVEY}/thanks?replaced=yes", showing(ANSWERED)),
    "thanks for nothing": State(
        f"{SURVEY}/thanks", showing(survey(SurveyState.ANSWERED, reflection=Reflection()))
    ),
    "answered": State(SURVEY, showing(ANSWERED)),
    "later": State(f"{SURVEY}/later"),
    "later pressed too soon": State(f"{SURVEY}/later", press=("button[value=never]",)),
    "later tomorrow": State(f"{SURVEY}/later", showing(survey(ask_again_at=TOMORROW))),
    "later not this job": State(
        f"{SURVEY}/later", showing(survey(SurveyState.OPTED_OUT, stopped=StopScope.JOB))
    ),
    "later never": State(f"{SURVEY}/later", showing(survey(SurveyState.OPTED_OUT, stopped=StopScope.ALL))),
    "expired": State(SURVEY, showing(survey(SurveyState.EXPIRED))),
    "cancelled": State(SURVEY, showing(survey(SurveyState.CANCELLED))),
    "closed": State(SURVEY, showing(survey(SurveyState.CLOSED))),
    "opted out": State(SURVEY, showing(survey(SurveyState.OPTED_OUT))),
    "too late": State(SURVEY, overtaken_by(survey(SurveyState.CLOSED)), press=("#felt-1", "#save")),
    "too late in a crisis": State(
        SURVEY,
        overtaken_by(survey(SurveyState.OPTED_OUT, heard=(Flag.CRISIS,), call_back=RINGS)),
        press=("#felt-1", "#save"),
    ),
    "privacy": State(f"{SURVEY}/privacy"),
    "unknown link": State("/r/unknown"),
    "stop": State(STOP),
    "stop with an error": State(STOP, press=("button",)),
    "stopped this": State(STOP, lambda product: setattr(product, "stopped", StopScope.THIS)),
    "stopped all": State(STOP, lambda product: setattr(product, "stopped", StopScope.ALL)),
    "sign in": State("/sign-in"),
    "sign in with an error": State("/sign-in", press=("button",)),
    "sign in sent": State("/sign-in/sent"),
    "sign in by link": State(f"/sign-in/{TOKEN}"),
    "desk": State("/desk"),
    "desk of everyone": State("/desk?show=everyone"),
    "desk with long names": State(
        "/desk", lambda product: setattr(product, "rows", (replace(row(1), candidate=LONG, job=LONG),))
    ),
    "desk with alerts": State("/desk", lambda product: setattr(product, "rows", alarmed_desk())),
    "journey with an alert": State("/desk/1", lambda product: setattr(product, "rows", alarmed_desk())),
    "journey with an alert taken": State("/desk/3", lambda product: setattr(product, "rows", alarmed_desk())),
    "empty desk": State("/desk", lambda product: setattr(product, "rows", ())),
    "journey": State("/desk/1"),
    "journey not sent": State("/desk/4"),
    "report": State("/desk/report"),
    "report of too few": State("/desk/report", lambda product: setattr(product, "reported", too_few())),
    "page not found": State("/nowhere"),
}
BY_NAME = pytest.mark.parametrize("name", STATES)


@pytest.fixture
def open_page(browser: Browser, site: str, product: FakeProduct) -> Iterator[Callable[[State], Page]]:
    """Opens a state on a narrow screen, for a manager where it is the desk's."""
    contexts: list[BrowserContext] = []

    def opened(state: State) -> Page:
        context = browser.new_context(viewport={"width": 320, "height": 800}, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        if state.path.startswith("/desk"):
            sign_in(page, site, product)
        state.prepare(product)
        page.goto(site + state.path)
        for pressed in state.press:
            press(page, pressed)
        return page

    yield opened
    for context in contexts:
        context.close()


def sign_in(page: Page, site: str, product: FakeProduct) -> None:
    product.person = MANAGER
    page.goto(f"{site}/sign-in/{TOKEN}")
    page.get_by_role("button", name="Sign in").click()


@BY_NAME
def test_axe_finds_nothing(open_page: Callable[[State], Page], name: str) -> None:
    """AC-01: on a narrow and on a wide screen, by day and by night."""
    page = open_page(STATES[name])

    found = {}
    for width in (320, 390, 1280):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            found[width, scheme] = violations(page)

    assert [line for lines in found.values() for line in lines] == []
    assert len(found) == 6


def test_axe_finds_a_small_target(browser: Browser) -> None:
    """AC-01: the check itself can fail."""
    page = browser.new_page()
    page.set_content(
        '<html lang="en"><title>T</title><main><h1>T</h1>'
        "<style>a { position: absolute; width: 9px; height: 9px; overflow: hidden }</style>"
        '<a href="/a">a</a><a style="left: 20px" href="/b">b</a>'
    )

    found = violations(page)
    page.close()

    assert any(line.startswith("target-size") for line in found)


@BY_NAME
def test_page_scrolls_one_way_at_320_pixels(open_page: Callable[[State], Page], name: str) -> None:
    """AC-09: 320 CSS pixels are 1280 at 400 %."""
    page = open_page(STATES[name])

    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize(
    "name",
    [
        "survey with an error",
        "review with an error",
        "thanks",
        "later",
        "stop",
        "desk",
        "journey",
        "composer checked",
        "composer given",
    ],
)
def test_wide_text_spacing_cuts_nothing_off(open_page: Callable[[State], Page], name: str) -> None:
    """AC-09 (WCAG 1.4.12)."""
    page = open_page(STATES[name])

    page.evaluate(
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
        " document.adoptedStyleSheets = [sheet]; }",
        SPACED,
    )

    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert cut_off(page) == []


@BY_NAME
def test_everything_to_press_is_44_pixels_high(open_page: Callable[[State], Page], name: str) -> None:
    """AC-08 asks for 24; a shaking thumb asks for more. Links within a sentence are excepted."""
    page = open_page(STATES[name])

    small = page.eval_on_selector_all(
        "button, summary, .choice, .button, .summary a, .footer a, .help a, .now-help a,"
        "input[type=email], input[type=text], textarea",
        """found => found.filter(one => one.getClientRects().length)
          .filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML)""",
    )

    assert small == []


FOCUSED = ["survey", "survey with an error", "review", "later", "desk", "stop", "composer checked"]


@pytest.mark.parametrize("name", FOCUSED)
def test_focus_is_always_seen(open_page: Callable[[State], Page], name: str) -> None:
    """AC-08 (WCAG 2.4.11, 2.4.7)."""
    page = open_page(STATES[name])

    unseen = []
    for _ in range(80):
        page.keyboard.press("Tab")
        if not page.evaluate(FOCUS_IS_SEEN):
            unseen.append(page.evaluate("document.activeElement.outerHTML"))

    assert unseen == []


@pytest.mark.parametrize(("name", "chosen"), [("survey with its feeling", 1), ("desk", 1), ("review", 7)])
def test_own_colours_of_the_system_keep_what_is_chosen(
    browser: Browser, site: str, product: FakeProduct, name: str, chosen: int
) -> None:
    """AC-09: forced colours."""
    product.view = ANSWERED if name == "review" else product.view
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    sign_in(page, site, product)
    product.links.add(TOKEN)

    page.goto(site + STATES[name].path)

    marks = page.eval_on_selector_all(
        ".choice:has(:checked), .tabs a[aria-current]",
        "all => all.map(one => getComputedStyle(one)).map(one => [one.textDecorationLine, one.outlineStyle])",
    )
    context.close()
    assert len(marks) == chosen
    assert [mark for mark in marks if "underline" not in mark and "solid" not in mark] == []


@pytest.mark.parametrize("name", ["survey", "review", "thanks", "later"])
def test_nothing_is_lost_at_twice_the_size(
    browser: Browser, site: str, product: FakeProduct, name: str
) -> None:
    """AC-09 (WCAG 1.4.4): the text alone twice as large, on a phone."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    STATES[name].prepare(product)
    page.goto(site + STATES[name].path)

    page.evaluate(
        "() => { const sheet = new CSSStyleSheet(); sheet.replaceSync('html { font-size: 200% }');"
        " document.adoptedStyleSheets = [sheet]; }"
    )

    width = page.evaluate("document.documentElement.scrollWidth")
    lost = cut_off(page)
    context.close()
    assert (width, lost) == (390, [])


def cut_off(page: Page) -> list[str]:
    """Elements whose text does not fit into them."""
    found = page.eval_on_selector_all(
        "main *:not(.unseen):not(textarea)",
        "all => all.filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0"
        " && getComputedStyle(one).overflow !== 'visible').map(one => one.outerHTML.slice(0, 120))",
    )
    return [str(one) for one in found]


FOCUS_IS_SEEN = """() => {
  const one = document.activeElement;
  if (one === document.body) return true;
  const frame = one.closest(".choice") ?? one;
  const box = frame.getBoundingClientRect();
  const style = getComputedStyle(frame);
  return style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2
    && box.bottom > 0 && box.top < innerHeight;
}"""
