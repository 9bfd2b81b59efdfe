"""Before anyone is asked about an interview, the ATS is asked whether it stands (RL-08)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from config.names import Queue
from integrations.ats.contract import Event, EventKind, Interview, Person
from integrations.errors import CallFailed, CredentialsRefused, Unreadable
from plugin.effects import EffectState, SkipReason
from plugin.flow.send import send_turn
from plugin.journeys.gate import ASK_AGAIN
from plugin.tables import effects
from tests.support.ats.in_hand import AtsInHand
from tests.support.interviews import hear_interview, let_surveys_fall_due
from tests.support.world import TUESDAY, World


@dataclass
class RereadAts(AtsInHand):
    """Can be asked about an interview. By candidate: what it fails with, when it was cancelled, and when they
    opted out."""

    rereads = True
    faults: dict[str, Exception] = field(default_factory=dict)
    cancelled: dict[str, datetime] = field(default_factory=dict)
    opted_out: dict[str, datetime] = field(default_factory=dict)
    answers_after: Callable[[], object] = bool

    def reread(self, interview: Interview, candidate: str, application: str) -> tuple[Event, ...]:
        self._answer()
        self.answers_after()
        if candidate in self.faults:
            raise self.faults[candidate]
        who = Person(candidate)
        if candidate in self.opted_out:
            return (Event(EventKind.CANDIDATE_OPTED_OUT, self.opted_out[candidate], who),)
        at = self.cancelled.get(candidate)
        return (Event(EventKind.INTERVIEW_CANCELLED, at, who, application, interview),) if at else ()


@pytest.fixture
def ats() -> RereadAts:
    return RereadAts()


def recipients(world: World) -> list[str]:
    return [message.to.address for message in world.mail.sent]


def states(world: World) -> list[str]:
    return [row.state for row in world.rows(effects)]


def test_a_survey_of_an_interview_that_stands_goes(world: World, ats: RereadAts) -> None:
    let_surveys_fall_due(world, 1)

    world.work()

    assert recipients(world) == ["c1@example.com"]
    assert ats.asked == 1


def test_a_survey_of_an_interview_that_was_cancelled_unheard_does_not_go(
    world: World, ats: RereadAts
) -> None:
    """WH-19: the webhook that would have said so was lost."""
    ats.cancelled = {"c-1": TUESDAY + timedelta(hours=1)}
    let_surveys_fall_due(world, 2)

    world.work()

    assert recipients(world) == ["c2@example.com"]
    assert [row.reason for row in world.rows(effects)] == [SkipReason.CANCELLED, ""]


def test_an_ats_that_answers_slowly_holds_up_no_survey(world: World, ats: RereadAts) -> None:
    """What it takes of the lease is given back to the sending."""
    let_surveys_fall_due(world, 3)
    ats.answers_after = lambda: world.clock.forward(seconds=55)

    send_turn(world.runtime, Queue.SURVEYS)

    assert recipients(world) == ["c1@example.com"]
    assert {row.state for row in world.rows(effects)} == {EffectState.DONE, EffectState.WAITING}
    assert ats.asked == 1


def test_a_rejection_is_not_written_about_to_somebody_who_has_opted_out_unheard(
    world: World, ats: RereadAts
) -> None:
    """SE-21: an ATS may tell nobody of an opt-out; it is asked before anything goes that nobody asked for."""
    let_surveys_fall_due(world, 2)
    world.work()
    for number in (1, 2):
        hear_interview(world, number, "application.rejected", said_at=world.clock.at)
    world.work()
    ats.opted_out = {"c-1": world.clock.at}

    world.clock.forward(hours=24)
    world.work()

    assert recipients(world)[2:] == ["c2@example.com"]


@pytest.mark.parametrize("fault", [Unreadable("It makes no sense."), KeyError("a fault in the adapter")])
def test_one_record_that_cannot_be_read_again_costs_no_other_survey(
    world: World, ats: RereadAts, fault: Exception
) -> None:
    ats.faults = {"c-2": fault}
    let_surveys_fall_due(world, 4)

    send_turn(world.runtime, Queue.SURVEYS)

    assert recipients(world) == ["c1@example.com", "c3@example.com", "c4@example.com"]
    [survey] = world.rows(effects, state="waiting")
    assert (survey.due_at, survey.attempts) == (world.clock.at + ASK_AGAIN, 0)


def test_a_survey_that_was_never_confirmed_does_not_go_and_says_why(world: World, ats: RereadAts) -> None:
    """RL-20."""
    ats.faults = {"c-1": Unreadable("It makes no sense.")}
    let_surveys_fall_due(world, 1)
    for _ in range(25):
        world.work()
        world.clock.forward(hours=1)

    assert [(row.state, row.reason) for row in world.rows(effects)] == [
        (EffectState.SKIPPED, SkipReason.UNCONFIRMED)
    ]


@pytest.mark.parametrize("down", [CallFailed("It is down."), CredentialsRefused("The key was revoked.")])
def test_an_ats_in_trouble_is_asked_once_a_turn(
    world: World, ats: RereadAts, down: CallFailed | CredentialsRefused
) -> None:
    ats.down = down
    let_surveys_fall_due(world, 4)

    send_turn(world.runtime, Queue.SURVEYS)

    assert ats.asked == 1
    assert states(world) == [EffectState.WAITING] * 4
