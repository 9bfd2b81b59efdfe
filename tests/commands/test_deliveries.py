"""`afterview deliveries` and `afterview replay`."""

import json
from datetime import timedelta

import pytest

from plugin.tables import deliveries, effects, history
from tests.support.commands import Afterview
from tests.support.world import World, signed

NONSENSE = b'{"type": "interview.completed", "timestamp": "2026-11-24T10:00:00Z", "data": {"candidate": 7}}'


def sends_nonsense(world: World) -> None:
    headers = signed("msg_bad", NONSENSE, world.clock.at)
    world.client.post(f"/hooks/{world.hook_key}", data=NONSENSE, headers=headers)


def test_what_could_not_be_understood_is_listed_with_its_reason(world: World, afterview: Afterview) -> None:
    world.hears("interview.completed")
    sends_nonsense(world)
    world.work()

    listed = afterview.json("deliveries", "--unreadable")

    assert [(row["delivery"], row["state"], row["body_kept"]) for row in listed] == [(2, "unreadable", True)]
    assert "candidate" in listed[0]["reason"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ([], [2, 1]),
        (["--limit", "1"], [2]),
        (["--connection", "1"], [2, 1]),
        (["--connection", "5"], []),
        (["--agency", "northgate recruitment"], [2, 1]),
        (["--since", "2026-11-24T10:30:00Z"], [2]),
        (["--since", "2026-11-24T12:30+02:00"], [2]),
        (["--since", "2099-01-01"], []),
        (["--failed"], []),
    ],
)
def test_deliveries_are_chosen_by(
    world: World, afterview: Afterview, filters: list[str], found: list[int]
) -> None:
    world.hears("interview.scheduled", ends_at=world.clock.at + timedelta(days=1))
    world.clock.forward(hours=1)
    world.hears("interview.cancelled")

    assert [row["delivery"] for row in afterview.json("deliveries", *filters)] == found


def test_a_delivery_s_body_is_shown_only_when_it_is_asked_for(world: World, afterview: Afterview) -> None:
    world.hears("interview.completed")

    plain, opened = afterview("deliveries", "show", "1"), afterview("deliveries", "show", "1", "--body")

    assert "isla@example.com" not in plain.output
    assert json.loads(opened.stdout[opened.stdout.index("{") :])["data"]["candidate"]["name"] == "Isla Fraser"
    assert "personal data" in opened.stderr


def test_a_replayed_delivery_is_understood_again_and_does_nothing_twice(
    world: World, afterview: Afterview
) -> None:
    """WH-18."""
    world.hears("interview.completed")
    world.work()
    before = world.rows(effects)

    afterview("replay", "1", "--as", "Morag")
    waiting = [row.state for row in world.rows(deliveries)]
    world.work()

    assert waiting == ["waiting"]
    assert [row.state for row in world.rows(deliveries)] == ["understood"]
    assert world.rows(effects) == before
    audited = world.rows(history, outcome="operator")
    assert [(row.who, row.what, row.noted_at) for row in audited] == [
        ("Morag", "delivery 1 replayed", world.clock.at)
    ]


def test_all_that_was_unreadable_is_replayed_at_once(world: World, afterview: Afterview) -> None:
    world.hears("interview.completed")
    sends_nonsense(world)
    world.work()

    done = afterview("replay", "--unreadable")

    assert "1 replayed; the workers go through them now." in done.output
    assert [row.state for row in world.rows(deliveries)] == ["understood", "waiting"]


@pytest.mark.parametrize(
    ("number", "words"),
    [("7", "There is no delivery 7."), ("1", "it waits to be understood already")],
)
def test_what_cannot_be_replayed_is_said_and_nothing_is_changed(
    world: World, afterview: Afterview, number: str, words: str
) -> None:
    world.hears("interview.completed")

    done = afterview("replay", number, code=1)

    assert words in done.stderr
    assert world.rows(history) == []


def test_a_delivery_whose_body_is_gone_cannot_be_replayed(world: World, afterview: Afterview) -> None:
    """WH-25."""
    world.hears("interview.completed")
    world.work()
    world.clock.forward(days=31)
    world.work()

    assert "its body is no longer kept" in afterview("replay", "1", code=1).stderr


@pytest.mark.parametrize("arguments", [[], ["1", "--failed"], ["--connection", "1"]])
def test_replay_wants_to_know_which(afterview: Afterview, arguments: list[str]) -> None:
    assert "Say which" in afterview("replay", *arguments, code=2).output


@pytest.mark.parametrize("when", ["yesterday", "7w", "2026-13-01", ""])
def test_a_moment_that_is_none_is_wrong_usage(afterview: Afterview, when: str) -> None:
    afterview("deliveries", "--since", when, code=2)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "Nothing has been heard."),
        (("--unreadable",), "None are unreadable."),
        (("--failed",), "None have failed."),
        (("--failed", "--unreadable"), "There are none."),
    ],
)
def test_empty_list_says_what_there_is_none_of(
    afterview: Afterview, options: tuple[str, ...], words: str
) -> None:
    assert afterview("deliveries", *options).output == f"{words}\n"
