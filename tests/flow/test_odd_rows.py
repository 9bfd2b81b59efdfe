"""A row that breaks the gate holds up no other, and is kept for a person (WH-18)."""

import pytest
from sqlalchemy import insert, update

from plugin.effects import EffectState
from plugin.tables import branches, deliveries, effects, journeys
from tests.support.interviews import hear_interview, let_surveys_fall_due
from tests.support.world import World


def let_back_offs_pass(world: World) -> None:
    for _ in range(6):
        world.work()
        world.clock.forward(minutes=5)


def recipients(world: World) -> list[str]:
    return [message.to.address for message in world.mail.sent]


def states(world: World) -> list[str]:
    return [row.state for row in world.rows(effects)]


def test_a_row_that_breaks_the_gate_holds_up_no_other_and_is_parked_after_five_attempts(world: World) -> None:
    let_surveys_fall_due(world, 3)
    odd_branch = {"name": "Leith", "mode": "live", "timezone": "Europe/London", "region": "GB-SCT"}
    odd_policy = {"agency_id": world.agency_id, "brand": {}, "policy": {"opens": "no time at all"}}
    with world.runtime.db.transaction() as db:
        leith = db.execute(
            insert(branches).values(**odd_branch, **odd_policy).returning(branches.c.id)
        ).scalar()
        db.execute(update(journeys).where(journeys.c.ref == "i-2").values(branch_id=leith))

    let_back_offs_pass(world)

    assert recipients(world) == ["c1@example.com", "c3@example.com"]
    assert states(world) == [EffectState.DONE, EffectState.FAILED, EffectState.DONE]


@pytest.mark.parametrize("nothing", ["0001-01-01T00:00:00Z", "0001-01-01T09:00:00+00:00"])
def test_an_interview_that_ends_in_the_year_one_costs_nobody_their_survey(world: World, nothing: str) -> None:
    """.NET's default date, which stands for no date at all, lies before every calendar's first day."""
    hear_interview(world, 1, "interview.scheduled", interview={"starts_at": nothing, "ends_at": nothing})
    hear_interview(world, 2)
    world.work()
    world.clock.forward(hours=2)

    let_back_offs_pass(world)

    assert recipients(world) == ["c2@example.com"]
    assert states(world) == [EffectState.DONE]
    assert [row.state for row in world.rows(deliveries)] == ["unreadable", "understood"]
