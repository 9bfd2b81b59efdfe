"""Never the same note twice: candidates of one agency for one client."""

from collections.abc import Sequence

import pytest
from sqlalchemy import update

from plugin.flow.compose import plan_of
from plugin.flow.drafts import APART
from plugin.flow.letters import journey_query
from plugin.flow.operator.erase import erase
from plugin.flow.reflect import Reflections
from plugin.keys import Purpose
from plugin.reflection import Reflection, Theme
from plugin.surveys.review import Review
from plugin.tables import branches, drafts, journeys
from tests.support.world import World

NERVOUS = Reflection(felt=2, themes=(Theme.NERVES,))


def answered(world: World, number: int, client: str = "Harbour Logistics", **interview: object) -> None:
    """A candidate who was interviewed has answered."""
    world.hears(
        "interview.completed",
        candidate={"id": f"c-{number}", "email": f"c{number}@example.com"},
        application={"id": f"a-{number}", "client": client},
        interview={"id": f"i-{number}", **interview},
    )
    world.work()
    token = world.runtime.keys.sign(Purpose.SURVEY, world.rows(journeys)[-1].id)
    Reflections(world.runtime).submit(token, NERVOUS)
    Reflections(world.runtime).confirm(token, Review(1))
    world.work()


def told(world: World) -> str:
    """What the latest email says, on one line."""
    return " ".join(world.mail.sent[-1].text.split())


def bodies(world: World) -> list[str]:
    """The drafts of every journey, without the lines that name somebody."""
    with world.runtime.db.reading() as db:
        rows = db.execute(journey_query().order_by(journeys.c.id)).all()
    plans = [plan_of(world.runtime, row._asdict()) for row in rows]
    return ["\n".join(draft.body.splitlines()[1:-1]) for plan in plans for draft in plan.drafts]


def wordings(world: World) -> list[Sequence[Sequence[str]]]:
    return [row.wordings for row in world.rows(drafts)]


def test_candidates_for_one_client_never_get_the_same_note(world: World) -> None:
    for number in range(12):
        answered(world, number)

    assert len(set(bodies(world))) == 12


def test_each_keeps_the_note_that_they_were_given(world: World) -> None:
    answered(world, 1)
    (before,) = bodies(world)

    for number in range(2, 8):
        answered(world, number)

    assert bodies(world)[0] == before


def test_a_wording_that_is_taken_is_passed_over(world: World) -> None:
    answered(world, 1)
    (first,) = wordings(world)
    with world.runtime.db.reading() as db:
        (row,) = db.execute(journey_query()).all()
    wanted = {**row._asdict(), "wordings": None}

    taken = plan_of(world.runtime, wanted, taken=[tuple(first[0])])
    free = plan_of(world.runtime, wanted)

    assert [list(draft.wording) for draft in free.drafts] == first
    assert [list(draft.wording) for draft in taken.drafts] != first


def test_interviewers_of_one_candidate_do_not_get_the_same_note_either(world: World) -> None:
    answered(world, 1, interviewers=["Priya Shah", "Tom Bell"])

    (two,) = wordings(world)
    assert len({tuple(wording) for wording in two}) == 2


def test_another_client_may_get_what_this_one_got(world: World) -> None:
    answered(world, 1)
    answered(world, 2, client=" HARBOUR   logistics ")
    answered(world, 3, client="Somebody else")

    same, spelt, other = world.rows(drafts)
    assert same.client_hash == spelt.client_hash != other.client_hash


def test_after_90_days_a_wording_is_free_again(world: World) -> None:
    answered(world, 1)

    world.clock.forward(seconds=APART.total_seconds())
    world.work()
    kept = wordings(world)
    world.clock.forward(seconds=1)
    world.work()

    assert (len(kept), wordings(world)) == (1, [])


def test_erasing_a_person_erases_their_wordings(world: World) -> None:
    answered(world, 1)
    answered(world, 2)

    erase(world.runtime, "Northgate Recruitment", "c1@example.com", "me", lambda _: None)

    assert len(wordings(world)) == 1


@pytest.mark.parametrize(
    ("route", "said", "mailto"),
    [("direct", "", True), ("copy", "please copy", True), ("through", "do not send this one", False)],
)
def test_the_branchs_rule_says_how_the_note_goes(world: World, route: str, said: str, mailto: bool) -> None:
    policy = {"route": {"default": "direct", "clients": {"harbour logistics": route}}}
    with world.runtime.db.transaction() as db:
        db.execute(update(branches).values(policy=policy))

    answered(world, 1)

    assert said in told(world)
    assert ("mailto:?" in world.mail.sent[-1].html) is mailto
    assert bodies(world)


def test_a_client_that_wants_no_contact_gets_no_note(world: World) -> None:
    with world.runtime.db.transaction() as db:
        db.execute(update(branches).values(policy={"route": {"default": "none"}}))

    answered(world, 1)

    assert bodies(world) == []
    assert "Calum Reid can pass on your thanks" in told(world)
    assert world.rows(drafts) == []
