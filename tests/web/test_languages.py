"""Pages in the reader's language: known by their link, chosen on the page, or asked for by their browser."""

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from config.content import load_helplines
from plugin.reflection import Noticed, Reflection, Route, Theme
from plugin.views import ComposerState, SurveyState
from tests.support.fake_product import TOKEN, TOMORROW, FakeProduct, composer, survey
from tests.support.pages import errors_of, text_of
from tests.support.pseudo import longer

SURVEY = f"/r/{TOKEN}"
FOLLOW_UP = f"{SURVEY}/follow-up"
STOP = f"/stop/{TOKEN}"
HELP = load_helplines("pl")["GB"]
SAVED = Reflection(felt=2, themes=(Theme.BLANKED,), noticed=Noticed.MAYBE)
PAGES = [
    SURVEY,
    f"{SURVEY}?change=yes",
    f"{SURVEY}/privacy",
    f"{SURVEY}/review",
    f"{SURVEY}/thanks",
    FOLLOW_UP,
    STOP,
]
OF_ENGLISH = re.compile(r"\b(?:the|you|your|and|this|what|not)\b", re.IGNORECASE)


@pytest.fixture
def polish(product: FakeProduct) -> FakeProduct:
    """A product whose candidate reads Polish and has answered."""
    product.view = survey(
        SurveyState.ANSWERED, reflection=SAVED, language="pl", first_help=(), help_lines=HELP
    )
    product.sheet = composer(language="pl", told=(), help_lines=HELP)
    product.language = "pl"
    return product


def lang(page: str) -> tuple[str, str]:
    """The language and the direction that a page says it is in."""
    found = re.search(r'<html lang="([^"]+)" dir="([^"]+)">', page)
    assert found
    return found[1], found[2]


def words_of(page: str) -> str:
    """A page's words, but for its title, those that say that they are English, and names."""
    page = re.sub(r'<(\w+)[^>]* lang="en".*?</\1>', "", page, flags=re.DOTALL)
    return text_of(re.sub(r"<title>.*?</title>", "", page))


@pytest.mark.parametrize("path", PAGES)
def test_a_link_opens_a_page_in_the_language_of_its_candidate(
    client: FlaskClient, polish: FakeProduct, path: str
) -> None:
    page = client.get(path).text

    assert lang(page) == ("pl", "ltr")
    assert OF_ENGLISH.findall(words_of(page).replace("Harbour People", "")) == []


@pytest.mark.parametrize("state", [state for state in SurveyState if state is not SurveyState.OPEN])
def test_so_does_a_link_that_takes_no_more_answers(
    client: FlaskClient, polish: FakeProduct, state: SurveyState
) -> None:
    polish.view = replace(polish.view, state=state, reflection=None)

    page = client.get(SURVEY).text

    assert lang(page) == ("pl", "ltr")
    assert OF_ENGLISH.findall(words_of(page)) == []


@pytest.mark.parametrize("state", [state for state in ComposerState if state != ComposerState.UNANSWERED])
@pytest.mark.parametrize("route", [Route.COPY, Route.THROUGH])
def test_so_does_the_composer_in_every_state(
    client: FlaskClient, polish: FakeProduct, state: ComposerState, route: Route
) -> None:
    polish.sheet = composer(state, language="pl", told=(), route=route, help_lines=HELP)

    page = client.get(FOLLOW_UP).text

    assert lang(page) == ("pl", "ltr")
    assert OF_ENGLISH.findall(words_of(page)) == []


def test_a_page_can_be_switched_and_stays_so(client: FlaskClient, polish: FakeProduct) -> None:
    page = client.get(f"{SURVEY}/review").text
    switched = client.get(f"{SURVEY}/review?lang=en").text

    assert '<a href="?lang=en" lang="en" hreflang="en">English</a>' in page
    assert lang(switched) == ("en-GB", "ltr")
    assert f'action="{SURVEY}/review?lang=en"' in switched
    assert client.post(f"{SURVEY}/review?lang=en", data={}).location == f"{SURVEY}/thanks?lang=en"


def test_switching_keeps_what_the_address_says(client: FlaskClient, product: FakeProduct) -> None:
    page = client.get(f"{SURVEY}?felt=4").text

    assert 'href="?felt=4&amp;lang=pl"' in page


def test_the_follow_up_keeps_the_language_too(client: FlaskClient, polish: FakeProduct) -> None:
    page = client.get(f"{FOLLOW_UP}?lang=en").text

    assert f'formaction="{FOLLOW_UP}/save?lang=en"' in page
    assert f'href="{SURVEY}?lang=en"' in page


@pytest.mark.parametrize("press", ["save", "mail", "pass-on", "take-back"])
def test_where_a_press_led_can_be_opened_in_another_language(
    client: FlaskClient, product: FakeProduct, press: str
) -> None:
    answer = client.get(f"{FOLLOW_UP}/{press}?to=1&lang=pl")

    assert (answer.status_code, answer.location) == (303, f"{FOLLOW_UP}?to=1&lang=pl")
    assert product.asked == []


def test_a_language_that_we_do_not_have_is_not_asked_for(client: FlaskClient, polish: FakeProduct) -> None:
    page = client.get(f"{SURVEY}?lang=xx").text

    assert lang(page) == ("pl", "ltr")
    assert "lang=xx" not in page.replace("?lang=xx&amp;", "")


def test_what_is_to_be_mended_is_said_in_their_language(client: FlaskClient, polish: FakeProduct) -> None:
    only_tapped = client.post(SURVEY, data={"felt": "2", "from_email": "2"}).text
    nothing = client.post(STOP).text
    unticked = client.post(f"{FOLLOW_UP}/pass-on", data={"body": "Thank you."}).text

    assert [words for page in (only_tapped, nothing, unticked) for _, words in errors_of(page)] == [
        "Odpowiedz na jeszcze jedno pytanie albo zaznacz „To wszystko, co chcę powiedzieć”",
        "Wybierz, czego mamy nie wysyłać",
        "Zaznacz, że chcesz przekazać dokładnie te słowa",
    ]


def test_an_error_once_the_link_is_known_is_told_in_their_language(
    client: FlaskClient, polish: FakeProduct
) -> None:
    too_long = client.post(SURVEY, data={"in_words": "x" * 70_000})
    often = [client.post(STOP) for _ in range(100)][-1]

    assert [(answer.status_code, lang(answer.text)) for answer in (too_long, often)] == [
        (413, ("pl", "ltr")),
        (429, ("pl", "ltr")),
    ]
    assert "To było trochę za często" in often.text


@pytest.mark.parametrize("path", ["/r/unknown", "/stop/unknown", "/nowhere", "/", "/accessibility"])
def test_a_stranger_reads_what_their_browser_asks_for(client: FlaskClient, path: str) -> None:
    pages = [client.get(path, headers={"Accept-Language": asked}).text for asked in ("pl-PL,en;q=0.5", "fr")]

    assert [lang(page)[0] for page in pages] == ["pl", "en-GB"]
    assert OF_ENGLISH.findall(words_of(pages[0])) == []


def test_the_desk_stays_english(desk_client: FlaskClient) -> None:
    answers = [desk_client.get(path, headers={"Accept-Language": "pl"}) for path in ("/desk", "/desk/99")]

    assert [(answer.status_code, lang(answer.text)[0]) for answer in answers] == [
        (200, "en-GB"),
        (404, "en-GB"),
    ]


def test_dates_stand_as_they_do_in_polish(client: FlaskClient, polish: FakeProduct) -> None:
    polish.view = replace(polish.view, state=SurveyState.OPEN, reflection=None, ask_again_at=TOMORROW)

    page = text_of(client.get(f"{SURVEY}/later").text).replace(" ,", ",")

    assert "czwartek, 4 czerwca, po drugiej stronie: Moira Kerr i Iain Bell" in page
    assert OF_ENGLISH.findall(page) == []
    assert "Zapytamy jeszcze raz, ale nie wcześniej: piątek, 5 czerwca, 09:00." in page


@pytest.mark.parametrize("path", [SURVEY, f"{SURVEY}/review", FOLLOW_UP])
def test_a_language_that_is_written_from_the_right_is_laid_out_so(
    client: FlaskClient, polish: FakeProduct, path: str
) -> None:
    polish.view = replace(polish.view, language="ar")
    polish.sheet = replace(polish.sheet, language="ar")

    assert lang(client.get(path).text) == ("ar", "rtl")


def test_the_pseudo_language_is_two_fifths_longer() -> None:
    assert longer("Thank you, %(name)s") == "ThankTh you,yo %(name)s"
