"""How many surveys one person gets in a week, whoever sends them and how many fall due at once (EM-19)."""

from dataclasses import replace

from config.names import Queue
from integrations.errors import AddressRefused
from integrations.mail.contract import Message
from plugin.effects import EffectState, SkipReason
from plugin.flow.send import send_turn
from plugin.tables import effects
from tests.support.world import FakeMail, World


def let_surveys_of_one_person_fall_due(world: World, number: int) -> None:
    """For as many jobs, so that each interview is asked about on its own."""
    for one in range(1, number + 1):
        world.hears("interview.completed", interview={"id": f"i-{one}"}, application={"id": f"a-{one}"})
    world.work()
    world.clock.forward(hours=2)


def fates(world: World) -> list[tuple[str, str]]:
    return [(row.state, row.reason) for row in world.rows(effects)]


SENT = (EffectState.DONE, "")
WAITS = (EffectState.WAITING, "")
CAPPED = (EffectState.SKIPPED, SkipReason.CAPPED)


def test_the_cap_holds_within_one_batch(world: World) -> None:
    """EM-19: those over it wait to see what becomes of the first, and are then kept back."""
    let_surveys_of_one_person_fall_due(world, 5)

    world.work()
    at_first = fates(world)
    world.clock.forward(minutes=15)
    world.work()

    assert at_first == [SENT, SENT, WAITS, WAITS, WAITS]
    assert fates(world) == [SENT, SENT, CAPPED, CAPPED, CAPPED]
    assert len(world.mail.sent) == 2


def test_a_survey_goes_in_the_place_of_one_that_was_refused(world: World) -> None:
    """EM-19: only what was sent counts."""
    let_surveys_of_one_person_fall_due(world, 3)
    world.mail.answers = [AddressRefused("550: no.")]

    world.work()
    world.clock.forward(minutes=15)
    world.work()

    assert [state for state, _ in fates(world)] == [EffectState.FAILED, EffectState.DONE, EffectState.DONE]


class OtherWorkerMail(FakeMail):
    """Lets another worker take its turn while the first message is on its way."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def send(self, message: Message) -> str:
        reference = super().send(message)
        if len(self.sent) == 1:
            self._world.hears("interview.completed", interview={"id": "i-9"}, application={"id": "a-9"})
            self._world.work()
            self._world.clock.forward(hours=2)
            send_turn(self._world.runtime, Queue.SURVEYS)
        return reference


def test_the_cap_holds_between_two_workers_at_once(world: World) -> None:
    """EM-19."""
    let_surveys_of_one_person_fall_due(world, 2)
    mail = OtherWorkerMail(world)

    send_turn(replace(world.runtime, mail=mail), Queue.SURVEYS)

    assert fates(world)[2] == WAITS
    assert world.mail.sent == []
