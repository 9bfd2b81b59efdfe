"""The survey's link: what it opens, and for how long (SE-01)."""

import pytest

from plugin.errors import LinkGone
from plugin.flow.reflect import OPEN_FOR, Reflections
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
    pages = [world.client.get(path + more).text for more in ("", "?change", "/privacy")]
    thanks = world.client.get(path + "/thanks", follow_redirects=True).text

    assert "This link has run out" not in on_the_last_day
    assert ("I ran the depot on my own" in on_the_last_day) is answered
    assert (view.state, view.reflection, view.first_help) == (SurveyState.EXPIRED, None, ())
    assert "This link has run out" in pages[0]
    assert not [page for page in (*pages, thanks) if "I ran the depot on my own" in page]


def test_a_link_that_has_run_out_takes_no_answers(world: World) -> None:
    path = invited(world)
    world.clock.at = TUESDAY + OPEN_FOR
    world.clock.forward(seconds=1)

    answer = world.answers(path)

    assert (answer.status_code, world.rows(reflections)) == (303, [])


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
