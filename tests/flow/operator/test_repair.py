"""What a person has tried again begins anew."""

from integrations.errors import CallFailed
from plugin.effects import EffectState
from plugin.flow.operator.repair import send_again
from plugin.tables import effects
from tests.support.interviews import let_surveys_fall_due
from tests.support.world import World


def test_what_failed_and_is_sent_again_survives_a_mail_server_that_fails_once_more(world: World) -> None:
    """RL-11: the day after which it was given up counts from its new failure."""
    let_surveys_fall_due(world, 1)
    world.work()
    world.mail.down = CallFailed("It is down.")
    world.answers(world.survey_path())
    for _ in range(30):
        world.work()
        world.clock.forward(hours=1)
    [given_up] = world.rows(effects, kind="coaching")

    send_again(world.runtime, given_up.id, "Morag", EffectState.FAILED)
    world.clock.forward(minutes=6)
    world.work()
    [failed_once_more] = world.rows(effects, kind="coaching")
    world.mail.down = None
    world.clock.forward(minutes=6)
    world.work()

    [coaching] = world.rows(effects, kind="coaching")
    assert given_up.state == EffectState.FAILED
    assert (failed_once_more.state, failed_once_more.attempts) == (EffectState.WAITING, 1)
    assert coaching.state == EffectState.DONE
