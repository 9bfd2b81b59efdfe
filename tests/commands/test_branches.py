"""`afterview branch`, `branches`, `brand`, `halt` and `consultant`."""

import pytest

from plugin.tables import branches, consultants, effects
from tests.support.commands import Afterview
from tests.support.world import World

NORTHGATE = ("--agency", "Northgate Recruitment")


def test_halt_stops_what_waits_to_be_sent(world: World, afterview: Afterview) -> None:
    world.hears("interview.completed")
    world.work()

    done = afterview("halt")
    world.clock.forward(hours=3)
    world.work()

    assert done.output == "Switched off: Paisley.\n"
    assert world.mail.sent == []
    assert [(row.state, row.reason) for row in world.rows(effects)] == [("skipped", "branch_not_live")]


def test_halt_may_be_repeated(afterview: Afterview) -> None:
    afterview("halt", *NORTHGATE)

    assert afterview("halt").output == "Every branch was off already.\n"


def test_a_branch_switched_on_asks_only_about_what_ends_from_then_on(
    world: World, afterview: Afterview
) -> None:
    afterview("branch", "paisley", "off", *NORTHGATE)
    world.hears("interview.completed")
    world.work()
    world.clock.forward(minutes=5)

    afterview("branch", "Paisley", "live", *NORTHGATE)
    world.clock.forward(hours=3)
    world.work()

    assert world.mail.sent == []
    assert [row.reason for row in world.rows(effects)] == ["before_go_live"]


def test_branches_are_listed_with_their_modes(world: World, afterview: Afterview) -> None:
    afterview("branch", "Paisley", "dry_run", *NORTHGATE)

    assert afterview.json("branches") == [
        {
            "agency": "Northgate Recruitment",
            "branch": "Paisley",
            "mode": "dry_run",
            "since": world.clock.at.isoformat(),
            "route": {"default": "direct"},
        }
    ]


def test_brand_changes_what_is_given_and_nothing_else(world: World, afterview: Afterview) -> None:
    afterview("brand", "Paisley", *NORTHGATE, "--privacy-url", "https://northgate.test/privacy")

    assert world.rows(branches)[0].brand == {
        "sender_address": "hello@northgate.example",
        "postal_address": "1 High Street, Paisley",
        "privacy_url": "https://northgate.test/privacy",
    }


def test_brand_without_anything_to_change_is_wrong_usage(afterview: Afterview) -> None:
    afterview("brand", "Paisley", *NORTHGATE, code=2)


def test_a_consultant_is_made_and_then_changed(world: World, afterview: Afterview) -> None:
    afterview("consultant", "Nadia@Northgate.example", *NORTHGATE, "--name", "Nadia")

    afterview("consultant", "nadia@northgate.example", *NORTHGATE, "--name", "Nadia Rahman", "--manager")

    assert [(row.email, row.name, row.role) for row in world.rows(consultants)] == [
        ("nadia@northgate.example", "Nadia Rahman", "manager")
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["branch", "Paisley", "live", "--agency", "Southgate"],
            "There is no agency called Southgate. There is: Northgate Recruitment.",
        ),
        (["branch", "Oban", "live", *NORTHGATE], "Northgate Recruitment has no branch called Oban."),
    ],
)
def test_what_is_not_there_is_named(afterview: Afterview, arguments: list[str], words: str) -> None:
    assert words in afterview(*arguments, code=1).output


def test_consultant_s_phone_is_kept_and_stays_where_none_is_given(world: World, afterview: Afterview) -> None:
    who = ("consultant", "calum@northgate.example", "--agency", "Northgate Recruitment", "--name")
    afterview(*who, "Calum", "--phone", "0141 496 0000")

    afterview(*who, "Calum Reid")

    assert [(row.name, row.phone) for row in world.rows(consultants)] == [("Calum Reid", "0141 496 0000")]


def test_a_branch_asks_the_modules_that_are_switched_on_and_those_only(
    world: World, afterview: Afterview
) -> None:
    on = afterview("branch", "Paisley", "--ask", "next_step", "--ask", "practice", *NORTHGATE)
    off = afterview("branch", "Paisley", "--do-not-ask", "practice", *NORTHGATE)

    assert (on.output, off.output) == (
        "Paisley now asks besides: next_step, practice.\n",
        "Paisley now asks besides: next_step.\n",
    )
    assert [(row.mode, row.policy) for row in world.rows(branches)] == [("live", {"modules": ["next_step"]})]


def test_a_module_that_does_not_exist_is_named_with_those_that_do(afterview: Afterview) -> None:
    answer = afterview("branch", "Paisley", "--ask", "salary", *NORTHGATE, code=1)

    assert "interview_format, job_match, next_step, practice" in answer.output


def test_a_branch_command_that_says_nothing_to_do_says_what_there_is(afterview: Afterview) -> None:
    answer = afterview("branch", "Paisley", *NORTHGATE, code=2)

    assert "--ask or --do-not-ask" in answer.output
