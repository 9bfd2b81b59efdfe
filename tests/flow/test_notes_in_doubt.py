"""A note that may be there already, at ATSs that forget, cannot say, are slow or break (RL-05, RL-09)."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import update

from integrations.ats.contract import Note, Target
from integrations.errors import OutcomeUnknown
from plugin.effects import EffectState
from plugin.flow.sync import sync_turn
from plugin.flow.upkeep import keep_up
from plugin.queue import LEASE
from plugin.tables import effects
from tests.support.ats.in_hand import AtsInHand
from tests.support.interviews import let_candidates_answer
from tests.support.world import World


def note(world: World) -> tuple[str, bool]:
    [row] = world.rows(effects, kind="note")
    return row.state, row.doubtful


def test_what_is_taken_back_while_a_note_is_in_doubt_reaches_the_record(world: World, ats: AtsInHand) -> None:
    """RL-05, PR-06: the note that nobody answered about stands there as it was."""
    let_candidates_answer(world, 1, share=["themes"], felt="2", themes=["blanked"])
    path = world.survey_path()
    ats.answers = [OutcomeUnknown("No answer came.")]
    sync_turn(world.runtime)

    world.confirms(path, **{"lane-themes": "only_me"})
    world.clock.forward(minutes=2)
    world.work()

    first, second = (" ".join(one.lines) for one in ats.notes)
    assert ("My mind went blank" in first, "My mind went blank" in second) == (True, False)
    assert "No longer shared" in second


def test_a_change_does_not_hurry_a_note_that_is_in_doubt(world: World, ats: AtsInHand) -> None:
    """RL-10: what an ATS was told a moment ago its index may not show yet."""
    let_candidates_answer(world, 1, share=["themes"], felt="2", themes=["blanked"])
    path = world.survey_path()
    ats.answers = [OutcomeUnknown("No answer came.")]
    sync_turn(world.runtime)
    [before] = world.rows(effects, kind="note")

    world.confirms(path, **{"lane-themes": "only_me"})

    assert world.rows(effects, kind="note")[0].due_at == before.due_at


class ForgetfulAts(AtsInHand):
    """Loses what it did not answer about."""

    def add_note(self, target: Target, note: Note) -> str:
        kept = list(self.notes)
        try:
            return super().add_note(target, note)
        except OutcomeUnknown:
            self.notes = kept
            raise


class TestForgetful:
    @pytest.fixture
    def ats(self) -> AtsInHand:
        return ForgetfulAts()

    def test_a_note_that_is_surely_not_there_is_written(self, world: World, ats: AtsInHand) -> None:
        """RL-09."""
        let_candidates_answer(world, 1)
        ats.answers = [OutcomeUnknown("No answer came.")]

        world.work()
        world.clock.forward(minutes=2)
        world.work()

        assert note(world) == (EffectState.DONE, True)
        assert len(ats.notes) == 1


class BlindAts(AtsInHand):
    """Cannot say what stands on its records."""

    def find_note(self, target: Target, marker: str) -> str | None:
        raise OutcomeUnknown("It cannot be asked.")


class TestBlind:
    @pytest.fixture
    def ats(self) -> AtsInHand:
        return BlindAts()

    def test_a_note_that_cannot_be_asked_about_stays_in_doubt_for_a_person(
        self, world: World, ats: AtsInHand
    ) -> None:
        """RL-05."""
        let_candidates_answer(world, 1)
        ats.answers = [OutcomeUnknown("No answer came.")]
        for _ in range(5):
            world.work()
            world.clock.forward(hours=20)

        assert note(world) == (EffectState.UNKNOWN, True)
        assert len(ats.notes) == 1


@dataclass
class SlowAts(AtsInHand):
    """Lets time pass, and others work, before it says for the first time what stands on its records."""

    meanwhile: Callable[[], object] = bool

    def find_note(self, target: Target, marker: str) -> str | None:
        found = super().find_note(target, marker)
        meanwhile, self.meanwhile = self.meanwhile, bool
        meanwhile()
        return found


class TestSlow:
    @pytest.fixture
    def ats(self) -> SlowAts:
        return SlowAts()

    def test_a_note_that_was_looked_for_past_the_lease_is_left_to_whoever_took_it_over(
        self, world: World, ats: SlowAts
    ) -> None:
        """RL-09: what the first worker found missing, the second has written."""
        let_candidates_answer(world, 1)
        be_in_doubt(world)

        def take_over() -> None:
            world.clock.forward(seconds=LEASE.total_seconds() + 1)
            keep_up(world.runtime)
            world.clock.forward(seconds=31)
            sync_turn(world.runtime)

        ats.meanwhile = take_over
        sync_turn(world.runtime)
        world.clock.forward(minutes=10)
        world.work()

        assert note(world) == (EffectState.DONE, True)
        assert len(ats.notes) == 1

    def test_a_note_that_was_looked_for_so_long_that_no_time_is_left_is_written_later(
        self, world: World, ats: SlowAts
    ) -> None:
        """RL-09: the write itself might outlast the lease."""
        let_candidates_answer(world, 1)
        be_in_doubt(world)
        ats.meanwhile = lambda: world.clock.forward(seconds=LEASE.total_seconds() - 39)

        sync_turn(world.runtime)
        written_at_once = list(ats.notes)
        world.clock.forward(minutes=2)
        world.work()

        assert written_at_once == []
        assert len(ats.notes) == 1


def be_in_doubt(world: World) -> None:
    with world.runtime.db.transaction() as db:
        db.execute(update(effects).where(effects.c.kind == "note").values(doubtful=True))


class BrokenAts(AtsInHand):
    """An adapter with a fault, which shows with one candidate."""

    def add_note(self, target: Target, note: Note) -> str:
        if target.candidate == "c-1":
            raise KeyError("a fault in the adapter")
        return super().add_note(target, note)


class TestBroken:
    @pytest.fixture
    def ats(self) -> AtsInHand:
        return BrokenAts()

    def test_a_note_that_breaks_its_adapter_holds_up_no_other_and_stays_in_doubt_for_a_person(
        self, world: World, ats: AtsInHand
    ) -> None:
        """RL-05: whether anything was written, nobody knows."""
        let_candidates_answer(world, 2)

        world.work()
        at_first = [written.candidate for written in ats.notes]
        for _ in range(10):
            world.clock.forward(minutes=2)
            world.work()

        assert at_first == ["c-2"]
        assert [(row.state, row.attempts) for row in world.rows(effects, kind="note")] == [
            ("unknown", 5),
            ("done", 1),
        ]
