"""`/r/<token>/later`: four buttons that act at one press, for people and not for machines."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from plugin.reflection import Reflection
from plugin.views import Later, StopScope, SurveyState
from plugin.web.survey_later import READING_TIME
from tests.support.fake_product import TOKEN, TOMORROW, FakeProduct, survey
from tests.support.world import Clock
from tests.web.test_survey import text_of

ADDRESS = f"/r/{TOKEN}/later"
FOUR = ["tomorrow", "advice", "not_this_job", "never"]


def buttons(page: str) -> list[str]:
    return re.findall(r'<button[^>]* name="choice" value="([^"]+)"', page)


def press(client: FlaskClient, clock: Clock, choice: str, after: timedelta = READING_TIME) -> tuple[int, str]:
    """Open the page, read it for so long, and press: the status and where it leads."""
    shown = re.search(r'name="shown" value="(\d+)"', client.get(ADDRESS).text)
    assert shown
    clock.forward(seconds=after.total_seconds())
    answer = client.post(ADDRESS, data={"shown": shown[1], "choice": choice})
    return answer.status_code, answer.location or ""


@pytest.mark.parametrize("address", [ADDRESS, f"/r/{TOKEN}"])
def test_the_four_stand_on_their_page_and_under_the_survey(client: FlaskClient, address: str) -> None:
    assert buttons(client.get(address).text) == FOUR


@pytest.mark.parametrize("choice", FOUR)
def test_each_is_one_press(client: FlaskClient, product: FakeProduct, clock: Clock, choice: str) -> None:
    status, leads_to = press(client, clock, choice)

    assert (status, leads_to) == (303, f"/r/{TOKEN}/{'thanks' if choice == 'advice' else 'later'}")
    assert product.asked == [("later", Later(choice))]


@pytest.mark.parametrize("choice", [*FOUR, "resume"])
def test_a_press_faster_than_reading_does_nothing_and_asks_once_more(
    client: FlaskClient, product: FakeProduct, clock: Clock, choice: str
) -> None:
    """EM-08."""
    status, _ = press(client, clock, choice, READING_TIME - timedelta(seconds=1))

    assert status == 422
    assert product.asked == []


@pytest.mark.parametrize("shown", ["", "x", "99999999999", "-5"])
def test_a_press_that_does_not_say_when_its_page_was_shown_is_no_persons(
    client: FlaskClient, product: FakeProduct, shown: str
) -> None:
    answer = client.post(ADDRESS, data={"shown": shown, "choice": "never"})

    assert answer.status_code == 422
    assert product.asked == []


@pytest.mark.parametrize("choice", ["", "everything"])
def test_a_form_sent_without_a_press_does_nothing(
    client: FlaskClient, product: FakeProduct, clock: Clock, choice: str
) -> None:
    status, _ = press(client, clock, choice)

    assert status == 422
    assert product.asked == []


@pytest.mark.parametrize(
    ("changes", "words", "left"),
    [
        ({"ask_again_at": TOMORROW}, "We will ask you again on Friday 5 June, 09:00", FOUR[1:]),
        (
            {"state": SurveyState.OPTED_OUT, "stopped": StopScope.JOB},
            "We will not ask about your interviews for this job again.",
            ["resume"],
        ),
        (
            {"state": SurveyState.OPTED_OUT, "stopped": StopScope.ALL},
            "Harbour People will send you no more emails",
            [],
        ),
    ],
)
def test_what_was_pressed_is_confirmed_kindly_with_what_can_be_undone(
    client: FlaskClient, product: FakeProduct, changes: dict[str, object], words: str, left: list[str]
) -> None:
    product.view = survey(**{"state": SurveyState.OPEN, **changes})  # type: ignore[arg-type]

    page = client.get(ADDRESS).text

    assert words in text_of(page)
    assert buttons(page) == left


def test_a_survey_that_has_come_again_is_not_put_off_again(
    client: FlaskClient, product: FakeProduct, clock: Clock
) -> None:
    product.view = survey(ask_again_at=TOMORROW)
    clock.at = TOMORROW + timedelta(minutes=5)

    assert buttons(client.get(ADDRESS).text) == FOUR[1:]
    assert buttons(client.get(f"/r/{TOKEN}").text) == FOUR[1:]


@pytest.mark.parametrize("state", [SurveyState.ANSWERED, SurveyState.EXPIRED, SurveyState.CANCELLED])
def test_where_there_is_nothing_to_put_off_the_link_says_what_there_is(
    client: FlaskClient, product: FakeProduct, state: SurveyState
) -> None:
    product.view = survey(state, reflection=Reflection() if state == SurveyState.ANSWERED else None)

    assert client.get(ADDRESS).location == f"/r/{TOKEN}"


def test_a_job_that_was_stopped_by_mistake_is_taken_up_from_the_surveys_link_too(
    client: FlaskClient, product: FakeProduct
) -> None:
    product.view = survey(SurveyState.OPTED_OUT, stopped=StopScope.JOB)

    assert f'href="{ADDRESS}"' in client.get(f"/r/{TOKEN}").text
