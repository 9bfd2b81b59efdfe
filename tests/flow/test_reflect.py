"""The survey's link: what it opens, and for how long (SE-01)."""

import pytest

from plugin.errors import LinkGone
from plugin.flow.reflect import Reflections
from plugin.flow.survey_view import OPEN_FOR
from plugin.keys import Purpose
from plugin.tables import reflections
from plugin.views import SurveyState
from tests.support.world import TUESDAY, World


def invited(world: World) -> str:
    """The path of the survey about an interview that ended on `TUESDAY`."""
    world.hears("interview.completed")
    world.work()
    world.clock.forward(hours=2)
    world.work()
    return world.survey_path()


@pytest.mark.parametrize("answered", [True, False])
def test_a_link_runs_out_14_days_after_the_interview_and_then_shows_no_answers(
    world: World, answered: bool
) -> None:
    path = invited(world)
    if answered:
        world.answers(path, felt="2", missed_point="I ran the depot on my own")

    world.clock.at = TUESDAY + OPEN_FOR
    on_the_last_day = world.client.get(path).text
    world.clock.forward(seconds=1)
    view = Reflections(world.runtime).survey(path.removeprefix("/r/"))
    pages = [
        world.client.get(path + more, follow_redirects=True).text
        for more in ("", "?change=yes", "/privacy", "/thanks", "/review", "/later")
    ]

    assert "This link has run out" not in on_the_last_day
    assert ("I ran the depot on my own" in on_the_last_day) is answered
    assert (view.state, view.reflection, view.first_help) == (SurveyState.EXPIRED, None, ())
    assert "This link has run out" in pages[0]
    assert not [page for page in pages if "I ran the depot on my own" in page]


def test_a_link_that_has_run_out_takes_no_answers(world: World) -> None:
    path = invited(world)
    world.clock.at = TUESDAY + OPEN_FOR
    world.clock.forward(seconds=1)

    answer = world.answers(path)

    assert (answer.status_code, world.rows(reflections)) == (409, [])
    assert "What you have just sent was not saved." in answer.text
    assert '<details class="help" open>' in answer.text


@pytest.mark.parametrize(
    ("kind", "state", "title"),
    [
        ("application.rejected", SurveyState.CLOSED, "This survey has closed"),
        ("application.withdrawn", SurveyState.CLOSED, "This survey has closed"),
        ("application.hired", SurveyState.CLOSED, "This survey has closed"),
        ("interview.cancelled", SurveyState.CANCELLED, "Nothing to answer here"),
        ("interview.no_show", SurveyState.CANCELLED, "Nothing to answer here"),
    ],
)
def test_a_survey_that_closed_before_the_answer_says_why_and_saves_nothing(
    world: World, kind: str, state: SurveyState, title: str
) -> None:
    path = invited(world)
    world.clock.forward(minutes=1)
    world.hears(kind)
    world.work()

    view = Reflections(world.runtime).survey(path.removeprefix("/r/"))
    shown, pressed = world.client.get(path), world.answers(path)

    assert view.state == state
    assert title in shown.text
    assert title in pressed.text
    assert "calum@northgate.example" in pressed.text
    assert "What you have just sent was not saved." in pressed.text
    assert world.rows(reflections) == []


def test_two_rounds_of_one_visit_are_told_apart_by_their_start(world: World) -> None:
    world.hears("interview.completed", interview={"id": "i-1"})
    world.clock.forward(hours=2)
    world.hears("interview.completed", interview={"id": "i-2"})
    world.work()
    world.clock.forward(hours=2)
    world.work()

    email, page = world.mail.sent[-1].text, world.client.get(world.survey_path()).text

    line = "* Depot manager, Harbour Logistics,"
    assert f"{line} 09:00\n{line} 11:00\n" in email
    assert 0 < page.index(" at 09:00") < page.index(" at 11:00")


def test_a_link_that_runs_out_does_so_for_those_who_opted_out_too(world: World) -> None:
    path = invited(world)
    world.hears("candidate.opted_out")
    world.work()

    before = Reflections(world.runtime).survey(path.removeprefix("/r/")).state
    world.clock.forward(days=15)

    assert before == SurveyState.OPTED_OUT
    assert Reflections(world.runtime).survey(path.removeprefix("/r/")).state == SurveyState.EXPIRED


def test_a_link_to_no_journey_opens_nothing(world: World) -> None:
    token = world.runtime.keys.sign(Purpose.SURVEY, 77)

    with pytest.raises(LinkGone):
        Reflections(world.runtime).survey(token)
