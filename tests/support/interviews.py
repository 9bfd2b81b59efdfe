"""Interviews of many people, told apart by a number."""

from typing import Any

from tests.support.world import World


def hear_interview(
    world: World, number: int, kind: str = "interview.completed", host: str = "example.com", **said: Any
) -> None:
    """Deliver news of the interview of one person of their own; see `event` for what more may be said."""
    person = {"id": f"c-{number}", "email": f"c{number}@{host}"}
    interview = {"id": f"i-{number}", **said.pop("interview", {})}
    world.hears(kind, candidate=person, application={"id": f"a-{number}"}, interview=interview, **said)


def let_surveys_fall_due(world: World, number: int) -> None:
    """The interviews of so many people are over, and it is time to ask about them."""
    for one in range(1, number + 1):
        hear_interview(world, one)
    world.work()
    world.clock.forward(hours=2)


def let_candidates_answer(world: World, number: int, **answers: object) -> None:
    """So many people have been asked, and have all answered alike."""
    let_surveys_fall_due(world, number)
    world.work()
    for message in list(world.mail.sent):
        assert world.answers(world.survey_path(message), **answers).status_code < 400
