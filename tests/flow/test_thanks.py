"""What the page that thanks promises: what will go, and nothing else."""

from collections.abc import Callable

import pytest
from sqlalchemy import update

from plugin.flow.operator.set_up import switch_all_off
from plugin.flow.stop import Stops
from plugin.keys import Purpose
from plugin.tables import candidates
from plugin.views import StopScope
from tests.support.world import World

PROMISED = "on its way to you"
HELP = "first-help"


@pytest.fixture
def path(world: World) -> str:
    """The path of the survey about Isla's interview, which she has answered and not looked over yet."""
    world.hears("interview.completed")
    world.work()
    world.clock.forward(hours=2)
    world.work()
    path = world.survey_path()
    world.submits(path, felt="2", themes=["blanked"])
    return path


def thanks(world: World, path: str) -> str:
    """The page after she has confirmed."""
    world.confirms(path)
    return world.client.get(f"{path}/thanks").text


def test_an_email_that_will_go_is_promised_and_does(world: World, path: str) -> None:
    page = thanks(world, path)
    world.work()

    assert PROMISED in page
    assert world.mail.sent[-1].subject == "After your interview with Harbour Logistics"


@pytest.mark.parametrize(
    "kind",
    ["application.rejected", "application.withdrawn", "application.hired", "candidate.opted_out"],
)
def test_what_has_closed_meanwhile_is_promised_no_email_nor_a_note(
    world: World, path: str, kind: str
) -> None:
    world.clock.forward(seconds=5)
    world.hears(kind)
    world.work()

    page = thanks(world, path)
    world.work()

    assert PROMISED not in page
    assert HELP not in page
    assert "follow-up" not in page
    assert "After your interview with Harbour Logistics" not in [one.subject for one in world.mail.sent]


def never(world: World, path: str) -> None:
    Stops(world.runtime).stop(world.runtime.keys.sign(Purpose.STOP, 1), StopScope.ALL)


def off(world: World, path: str) -> None:
    switch_all_off(world.runtime, "an operator")


def no_address(world: World, path: str) -> None:
    with world.runtime.db.transaction() as db:
        db.execute(update(candidates).values(email="", address_hash=""))


def refused(world: World, path: str) -> None:
    world.mail.refused = {"isla@example.com"}
    world.confirms(path)
    world.work()


@pytest.mark.parametrize("happens", [never, off, no_address, refused])
def test_what_keeps_an_email_back_keeps_its_promise_back(
    world: World, path: str, happens: Callable[[World, str], None]
) -> None:
    happens(world, path)

    page = thanks(world, path)
    world.work()

    assert PROMISED not in page
    assert len(world.mail.sent) == 1
