"""`afterview unknown`, `afterview failed` and `afterview journeys`: what waits for a person."""

import pytest

from integrations.errors import AddressRefused, OutcomeUnknown
from integrations.mail.contract import Message
from plugin.tables import effects, history
from tests.support.commands import Afterview
from tests.support.world import World


def survey_ends_in(world: World, error: Exception) -> None:
    world.mail.answers.append(error)  # type: ignore[arg-type]
    world.hears("interview.completed")
    world.work()
    world.clock.forward(minutes=95)
    world.work()


@pytest.fixture
def in_doubt(world: World) -> World:
    """A world whose survey may or may not have gone."""
    survey_ends_in(world, OutcomeUnknown("No answer came."))
    return world


@pytest.fixture
def refused(world: World) -> World:
    """A world whose survey was refused for good."""
    survey_ends_in(world, AddressRefused("No such mailbox."))
    return world


def test_what_is_in_doubt_is_listed_with_what_to_look_for(in_doubt: World, afterview: Afterview) -> None:
    (row,) = afterview.json("unknown")

    assert (row["effect"], row["kind"], row["state"], row["reason"]) == (
        1,
        "survey",
        "unknown",
        "No answer came.",
    )
    assert row["look_for"].endswith("@northgate.example>")


def test_what_is_looked_for_is_the_message_id_of_the_email(in_doubt: World, afterview: Afterview) -> None:
    """RL-07."""
    (row,) = afterview.json("unknown")

    afterview("unknown", "settle", "1", "--send-again")
    in_doubt.work()

    (sent,) = in_doubt.mail.sent
    assert isinstance(sent, Message)
    assert row["look_for"] == f"<{sent.message_id}>"


def test_settled_as_sent_it_is_done_and_the_journey_goes_on(in_doubt: World, afterview: Afterview) -> None:
    """RL-04: nothing is sent a second time."""
    afterview("unknown", "settle", "1", "--sent", "--as", "Morag")
    in_doubt.work()

    assert in_doubt.mail.sent == []
    assert [row.state for row in in_doubt.rows(effects)] == ["done"]
    assert [row["state"] for row in afterview.json("journeys")] == ["invited"]
    assert [(row.who, row.what, row.journey_id) for row in in_doubt.rows(history, outcome="operator")] == [
        ("Morag", "effect 1 (survey) settled as sent", 1)
    ]


def test_sent_again_it_passes_the_gate_anew(in_doubt: World, afterview: Afterview) -> None:
    in_doubt.hears("application.rejected")
    in_doubt.work()

    afterview("unknown", "settle", "1", "--send-again")
    in_doubt.work()

    assert in_doubt.mail.sent == []
    assert [row.reason for row in in_doubt.rows(effects, kind="survey")] == ["rejected"]


def test_what_is_not_in_doubt_cannot_be_settled(refused: World, afterview: Afterview) -> None:
    done = afterview("unknown", "settle", "1", "--sent", code=1)

    assert "Effect 1 is not unknown; it is failed. Nothing was changed." in done.output


def test_settle_wants_an_answer(in_doubt: World, afterview: Afterview) -> None:
    afterview("unknown", "settle", "1", code=2)


@pytest.mark.parametrize("which", [["1"], ["--all"]])
def test_what_failed_is_tried_again_when_asked(
    refused: World, afterview: Afterview, which: list[str]
) -> None:
    listed = [row["reason"] for row in afterview.json("failed")]

    afterview("failed", "retry", *which)
    refused.work()

    assert listed == ["No such mailbox."]
    assert len(refused.mail.sent) == 1
    assert afterview("failed").output == "Nothing has failed.\n"


@pytest.mark.parametrize("arguments", [[], ["1", "--all"]])
def test_retry_wants_to_know_which(afterview: Afterview, arguments: list[str]) -> None:
    afterview("failed", "retry", *arguments, code=2)


def test_retry_of_what_did_not_fail_changes_nothing(in_doubt: World, afterview: Afterview) -> None:
    done = afterview("failed", "retry", "1", "9", code=1)

    assert "Effect 1 is not failed; it is unknown." in done.stderr
    assert "There is no effect 9." in done.stderr


def test_journeys_are_listed_with_what_was_not_sent_and_no_name(world: World, afterview: Afterview) -> None:
    world.hears("interview.completed")
    world.work()
    world.hears("application.withdrawn")
    world.work()

    listed, printed = afterview.json("journeys"), afterview("journeys").output

    assert [(row["candidate"], row["state"], row["closed_because"]) for row in listed] == [
        ("c-1", "closed", "the candidate withdrew")
    ]
    assert [row["not_sent"] for row in listed] == [{"survey": "the candidate withdrew"}]
    assert "survey: the candidate withdrew" in printed
    assert "Isla" not in printed


def test_a_journey_is_shown_with_what_operators_did(in_doubt: World, afterview: Afterview) -> None:
    afterview("unknown", "settle", "1", "--sent", "--as", "Morag")

    shown = afterview("journeys", "show", "1").output

    assert shown.splitlines() == [
        "Journey 1: Asked; no answer yet",
        "  2026-11-24 10:00:00Z  Interview over",
        "  2026-11-24 11:35:00Z  Morag: effect 1 (survey) settled as sent",
        "  2026-11-24 11:35:00Z  Survey: sent",
    ]


def test_a_journey_that_is_not_there_is_said_to_be(afterview: Afterview) -> None:
    assert "There is no journey 4." in afterview("journeys", "show", "4", code=1).output
