"""A mail server in trouble: what it costs the message, and what it costs the others (RL-11)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from config.names import Queue
from integrations.errors import AddressDeferred, CallFailed, CredentialsRefused, IntegrationError
from integrations.mail.contract import Message
from plugin.effects import EffectState
from plugin.flow.send import send_turn
from plugin.tables import effects
from tests.support.interviews import hear_interview, let_surveys_fall_due
from tests.support.world import Clock, FakeMail, World

MINUTE = timedelta(minutes=1)


def using(world: World, mail: FakeMail) -> World:
    """The same world with another mail server."""
    return replace(world, runtime=replace(world.runtime, mail=mail), mail=mail)


def let_back_offs_pass(world: World) -> None:
    for _ in range(10):
        world.clock.forward(seconds=20)
        world.work()


def recipients(messages: Iterable[Message]) -> list[str]:
    return [message.to.address for message in messages]


@pytest.mark.parametrize("error", [CallFailed("It restarts."), CredentialsRefused("535: wrong password.")])
def test_a_survey_that_waited_for_days_survives_a_mail_server_that_fails_once(
    world: World, error: IntegrationError
) -> None:
    """RL-11: it is given up a day after it first failed, and not a day after it was written down."""
    ends_at = world.clock.at + timedelta(days=3)
    world.hears("interview.scheduled", ends_at=ends_at)
    world.work()
    world.clock.at = ends_at + timedelta(hours=2)
    world.mail.answers = [error]

    world.work()
    let_back_offs_pass(world)

    assert [row.state for row in world.rows(effects, kind="survey")] == [EffectState.DONE]
    assert len(world.mail.sent) == 1


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that the server took, and when."""

    recipient: str
    at: datetime


class GreylistingMail(FakeMail):
    """Puts every recipient at one host off for five minutes, as greylisting does."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._first_seen: dict[str, datetime] = {}
        self.taken: list[Taken] = []

    def send(self, message: Message) -> str:
        to, now = message.to.address, self._clock.at
        if to.endswith("@grey.example") and now - self._first_seen.setdefault(to, now) < 5 * MINUTE:
            raise AddressDeferred("450 4.2.0: greylisted, try again.")
        self.taken.append(Taken(to, now))
        return super().send(message)


def test_recipients_who_are_put_off_hold_up_no_others(world: World) -> None:
    """RL-11: greylisting is about one recipient, and says nothing of the mail server."""
    mail = GreylistingMail(world.clock)
    greylisted = using(world, mail)
    for number in range(1, 31):
        hear_interview(greylisted, number, host="grey.example" if number <= 10 else "example.com")
    greylisted.work()
    greylisted.clock.forward(hours=2)
    due = greylisted.clock.at

    for _ in range(60):
        greylisted.work()
        greylisted.clock.forward(seconds=15)

    at_once = [one.recipient for one in mail.taken if one.at == due]
    assert at_once == [f"c{number}@example.com" for number in range(11, 31)]
    assert len(mail.taken) == len(mail.sent) == 30


class BrokenMail(FakeMail):
    """A transport with a fault, which shows with one recipient."""

    def send(self, message: Message) -> str:
        if message.to.address == "c1@example.com":
            raise ValueError("a fault in the transport")
        return super().send(message)


def test_a_message_that_breaks_the_transport_stays_in_doubt_and_holds_up_no_other(world: World) -> None:
    """RL-04: how far the transport came, nobody knows."""
    broken = using(world, BrokenMail())
    let_surveys_fall_due(broken, 3)

    send_turn(broken.runtime, Queue.SURVEYS)

    assert recipients(broken.mail.sent) == ["c2@example.com", "c3@example.com"]
    assert [row.state for row in broken.rows(effects)] == ["unknown", "done", "done"]
