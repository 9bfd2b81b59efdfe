"""What an operator sets up is in force at once, in the middle of whatever is being done."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from config.names import Queue
from integrations.ats.contract import Account
from integrations.mail.contract import Message
from plugin.effects import EffectState, SkipReason
from plugin.flow.operator.set_up import NewBranch, connect, switch, switch_all_off
from plugin.flow.send import send_turn
from plugin.tables import effects, lanes
from tests.support.ats.in_hand import AtsInHand
from tests.support.interviews import let_surveys_fall_due
from tests.support.world import FakeMail, World

NORTHGATE = "Northgate Recruitment"


@dataclass
class ReadingAts(AtsInHand):
    """Must be asked to understand a delivery."""

    reads_on_understanding = True


@pytest.mark.parametrize(("ats", "serial"), [(AtsInHand(), ["ats"]), (ReadingAts(), ["ats", "inbox"])])
def test_what_calls_an_ats_is_served_by_one_worker_at_a_time(
    world: World, ats: AtsInHand, serial: list[str]
) -> None:
    """WH-23: its inbox too, where understanding a delivery calls it."""
    branch = NewBranch("Southgate", "Oban", "Europe/London", "GB-SCT", {})

    connect(world.runtime, ats, Account("https://ats.example", {}), branch, [])

    assert sorted(row.queue for row in world.rows(lanes, connection_id=2, serial=True)) == serial


class SwitchingMail(FakeMail):
    """Has a switch thrown while it holds the first message."""

    def __init__(self, throw: Callable[[], object]) -> None:
        super().__init__()
        self._throw = throw

    def send(self, message: Message) -> str:
        reference = super().send(message)
        if len(self.sent) == 1:
            self._throw()
        return reference


def send_while(world: World, throw: Callable[[], object]) -> list[str]:
    """Send what is due; who was written to."""
    mail = SwitchingMail(throw)
    send_turn(replace(world.runtime, mail=mail), Queue.SURVEYS)
    return [message.to.address for message in mail.sent]


def switch_off(world: World) -> None:
    switch(world.runtime, NORTHGATE, "Paisley", "off", "Morag")


def halt(world: World) -> None:
    switch_all_off(world.runtime, "Morag")


def fates(world: World) -> list[tuple[str, str]]:
    return [(row.state, row.reason) for row in world.rows(effects)]


@pytest.mark.parametrize("throw", [switch_off, halt])
def test_a_kill_switch_holds_in_the_middle_of_a_batch(world: World, throw: Callable[[World], None]) -> None:
    """RL-08: what has passed the gate and not begun is taken back, and passes it again: it does not go."""
    let_surveys_fall_due(world, 10)

    written_to = send_while(world, lambda: throw(world))
    held_back = fates(world)
    world.work()

    assert written_to == ["c1@example.com"]
    assert held_back == [(EffectState.DONE, "")] + [(EffectState.WAITING, "")] * 9
    assert fates(world) == [(EffectState.DONE, "")] + [(EffectState.SKIPPED, SkipReason.BRANCH_NOT_LIVE)] * 9
    assert world.mail.sent == []


def test_what_a_switch_took_back_counts_no_attempt(world: World) -> None:
    let_surveys_fall_due(world, 2)

    send_while(world, lambda: switch_off(world))

    assert [(row.attempts, row.lease_token) for row in world.rows(effects)] == [(1, None), (0, None)]


def test_switched_live_again_a_branch_asks_nobody_whose_interview_is_past(world: World) -> None:
    """Switching on never mails the past, not even what was on its way when it was switched off."""
    let_surveys_fall_due(world, 2)

    def off_and_on() -> None:
        switch_off(world)
        switch(world.runtime, NORTHGATE, "Paisley", "live", "Morag")

    written_to = send_while(world, off_and_on)
    world.work()

    assert written_to == ["c1@example.com"]
    assert fates(world)[1] == (EffectState.SKIPPED, SkipReason.BEFORE_GO_LIVE)
