"""Writing on the ATS record: each note once, asked about before it is written again (RL-09, RL-10)."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from integrations.errors import (
    CallFailed,
    CredentialsRefused,
    IntegrationError,
    OutcomeUnknown,
    RateLimited,
    Refused,
)
from plugin.effects import EffectState
from plugin.flow.sync import sync_turn
from plugin.flow.upkeep import keep_up
from plugin.queue import LEASE
from plugin.tables import effects, lanes
from tests.support.ats.in_hand import AtsInHand
from tests.support.interviews import let_candidates_answer
from tests.support.world import World


def note(world: World) -> tuple[str, bool]:
    [row] = world.rows(effects, kind="note")
    return row.state, row.doubtful


def test_a_note_is_written_once(world: World, ats: AtsInHand) -> None:
    let_candidates_answer(world, 1)

    world.work()
    world.work()

    assert note(world) == (EffectState.DONE, False)
    [written] = ats.notes
    assert written.candidate == "c-1"


def test_a_note_of_which_nobody_knows_is_looked_for_and_not_written_again(
    world: World, ats: AtsInHand
) -> None:
    """RL-09: it had been kept; the second look finds it."""
    let_candidates_answer(world, 1)
    ats.answers = [OutcomeUnknown("No answer came.")]

    world.work()
    assert note(world) == (EffectState.WAITING, True)
    world.clock.forward(minutes=2)
    world.work()

    assert note(world) == (EffectState.DONE, True)
    assert len(ats.notes) == 1


def test_a_note_in_doubt_is_left_to_settle_before_it_is_looked_for(world: World, ats: AtsInHand) -> None:
    """RL-10: a lagging index says no too soon."""
    let_candidates_answer(world, 1)
    ats.answers = [OutcomeUnknown("No answer came.")]

    world.work()

    [row] = world.rows(effects, kind="note")
    assert row.due_at >= world.clock.at + timedelta(seconds=30)


def test_a_worker_that_died_while_it_wrote_a_note_leaves_it_to_be_asked_about(
    world: World, ats: AtsInHand
) -> None:
    """RL-04, RL-09: it died after the ATS had kept the note and before it could record so."""
    let_candidates_answer(world, 1)
    world.work()
    with world.runtime.db.transaction() as db:
        db.execute(
            update(effects)
            .where(effects.c.kind == "note")
            .values(state="sending", lease_token="gone", lease_until=world.clock.at, done_at=None)
        )
    world.clock.forward(seconds=LEASE.total_seconds())
    keep_up(world.runtime)
    assert note(world) == (EffectState.WAITING, True)

    world.clock.forward(minutes=1)
    world.work()

    assert note(world) == (EffectState.DONE, True)
    assert len(ats.notes) == 1


@pytest.mark.parametrize("error", [CallFailed("It is down."), RateLimited("Slower.", retry_after=60)])
def test_a_note_that_was_not_taken_is_written_later(
    world: World, ats: AtsInHand, error: IntegrationError
) -> None:
    """RL-11."""
    let_candidates_answer(world, 1)
    ats.answers = [error]

    world.work()
    assert note(world) == (EffectState.WAITING, False)
    world.clock.forward(minutes=2)
    world.work()

    assert note(world) == (EffectState.DONE, False)
    assert len(ats.notes) == 1


def test_an_ats_that_is_down_is_left_alone_after_three_failures(world: World, ats: AtsInHand) -> None:
    """RL-11."""
    let_candidates_answer(world, 6)
    ats.answers = [CallFailed("It is down.")] * 3

    sync_turn(world.runtime)

    [lane] = world.rows(lanes, queue="ats")
    assert lane.open_until == world.clock.at + timedelta(seconds=10)
    assert ats.asked == 3
    assert sorted(row.attempts for row in world.rows(effects, kind="note")) == [0, 0, 0, 1, 1, 1]


def test_refused_credentials_wait_for_a_person_and_fail_nothing(world: World, ats: AtsInHand) -> None:
    let_candidates_answer(world, 3)
    ats.down = CredentialsRefused("The key has been revoked.")
    world.work()
    assert ats.asked == 1

    ats.down = None
    world.clock.forward(minutes=16)
    world.work()
    world.clock.forward(minutes=16)
    world.work()

    assert [row.state for row in world.rows(effects, kind="note")] == ["done"] * 3


def test_a_note_that_is_refused_fails_and_holds_up_no_other(world: World, ats: AtsInHand) -> None:
    let_candidates_answer(world, 2)
    ats.answers = [Refused("There is no such record.")]

    world.work()
    world.clock.forward(minutes=1)
    world.work()

    assert sorted(row.state for row in world.rows(effects, kind="note")) == ["done", "failed"]


def test_notes_keep_to_the_pace_that_an_ats_allows(world: World, ats: AtsInHand) -> None:
    let_candidates_answer(world, 3)

    sync_turn(world.runtime)

    [lane] = world.rows(lanes, queue="ats")
    assert lane.held_until == world.clock.at + timedelta(minutes=3 / ats.calls_per_minute)
    assert lane.holder is None


ALL = ["themes", "noticed", "missed_point", "still_want"]


@pytest.mark.parametrize("shared", [[], ["noticed"], ["missed_point", "still_want"], ALL])
def test_the_note_holds_the_answers_that_were_shared_and_no_others(
    world: World, ats: AtsInHand, shared: list[str]
) -> None:
    """PR-07."""
    given = {"themes": "blanked", "noticed": "definitely", "still_want": "no"}
    point = "I ran the night shift at Greenock"
    asked = world.runtime.questions["en"].by_key
    words = {key: f"{asked[key].note_label}: {asked[key].choices[value]}" for key, value in given.items()}
    words["missed_point"] = f"{asked['missed_point'].note_label}: “{point}”"
    answers: dict[str, object] = {
        **given,
        "felt": "1",
        "missed_point": words["missed_point"],
        "share": shared,
    }
    let_candidates_answer(world, 1, **answers)

    world.work()

    [written] = ats.notes
    text = "\n".join([written.title, *written.lines])
    assert sorted(key for key in ALL if words[key] in text) == sorted(shared)
