"""`afterview route`: how follow-ups may go, by branch, client and country."""

import pytest

from plugin.tables import branches, history
from tests.support.commands import Afterview
from tests.support.world import World

PAISLEY = ("route", "Paisley")
NORTHGATE = ("--agency", "Northgate Recruitment")


def shown(afterview: Afterview) -> object:
    return afterview.json("branches")[0]["route"]


def test_rules_are_set_one_by_one_and_shown_with_the_branch(world: World, afterview: Afterview) -> None:
    afterview(*PAISLEY, "copy", *NORTHGATE)
    afterview(*PAISLEY, "through", *NORTHGATE, "--country", "pl")
    world.hears("interview.scheduled")
    world.work()

    said = afterview(*PAISLEY, "none", *NORTHGATE, "--client", "harbour  logistics").output

    assert said == "Paisley: default: copy; PL: through; harbour logistics: none.\n"
    assert shown(afterview) == {"default": "copy", "PL": "through", "harbour logistics": "none"}


def test_a_rule_is_taken_away_in_whatever_case_it_was_set(world: World, afterview: Afterview) -> None:
    afterview(*PAISLEY, "through", *NORTHGATE)
    afterview(*PAISLEY, "none", *NORTHGATE, "--client", "Harbour Logistics")

    afterview(*PAISLEY, "unset", *NORTHGATE, "--client", "HARBOUR logistics")
    afterview(*PAISLEY, "unset", *NORTHGATE)

    assert shown(afterview) == {"default": "direct"}


def test_a_later_rule_for_a_client_takes_the_place_of_an_earlier_one(afterview: Afterview) -> None:
    afterview(*PAISLEY, "none", *NORTHGATE, "--client", "Harbour Logistics")

    afterview(*PAISLEY, "direct", *NORTHGATE, "--client", "harbour logistics")

    assert shown(afterview) == {"default": "direct", "harbour logistics": "direct"}


def test_other_rules_of_the_branch_stay(world: World, afterview: Afterview) -> None:
    with world.runtime.db.transaction() as db:
        db.execute(branches.update().values(policy={"opens": "09:00"}))

    afterview(*PAISLEY, "none", *NORTHGATE)

    assert world.rows(branches)[0].policy == {"opens": "09:00", "route": {"default": "none"}}


def test_a_client_that_nobody_has_heard_of_is_set_and_pointed_out(afterview: Afterview) -> None:
    said = afterview(*PAISLEY, "none", *NORTHGATE, "--client", "Harbor Logistic").output

    assert "No interview at Harbor Logistic has been heard of yet. Check the spelling in the ATS." in said


def test_who_changed_a_rule_is_audited_without_the_client_s_name(world: World, afterview: Afterview) -> None:
    afterview(*PAISLEY, "none", *NORTHGATE, "--client", "Harbour Logistics", "--as", "Morag")
    afterview(*PAISLEY, "unset", *NORTHGATE, "--country", "PL", "--as", "Morag")

    assert [(row.who, row.what) for row in world.rows(history, outcome="operator")] == [
        ("Morag", "branch 1: follow-ups, route for a client none"),
        ("Morag", "branch 1: follow-ups, route for PL taken away"),
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sideways", *NORTHGATE], "'sideways' is not one of"),
        (["copy"], "Missing option '--agency'"),
        (["copy", *NORTHGATE, "--country", "ZZ9"], "is not a country's two letters, such as GB or PL."),
        (["copy", *NORTHGATE, "--country", "XQ"], "is not a country's two letters, such as GB or PL."),
        (["copy", *NORTHGATE, "--country", "GB", "--client", "Acme"], "--client or --country, not both"),
    ],
)
def test_wrong_usage_is_explained_and_changes_nothing(
    world: World, afterview: Afterview, arguments: list[str], words: str
) -> None:
    assert words in afterview(*PAISLEY, *arguments, code=2).output
    assert world.rows(branches)[0].policy == {}


def test_branch_that_is_not_there_is_named(afterview: Afterview) -> None:
    said = afterview("route", "Oban", "copy", *NORTHGATE, code=1).output

    assert "Northgate Recruitment has no branch called Oban." in said
