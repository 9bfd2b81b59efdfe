"""`afterview holdout`, `report` and `emails`."""

from plugin.tables import branches, history
from plugin.trial_tables import holdouts
from tests.support.commands import Afterview
from tests.support.world import World

NORTHGATE = ("--agency", "Northgate Recruitment")


def test_a_comparison_is_started_and_stopped_and_both_are_kept(world: World, afterview: Afterview) -> None:
    begun = afterview("holdout", "start", *NORTHGATE, "--share", "15", "--as", "Nadia")
    ended = afterview("holdout", "stop", *NORTHGATE, "--as", "Nadia")

    assert begun.output.startswith("From now on 15 per cent of those who answer are held out.")
    assert ended.output == "Stopped. Everybody is coached from now on.\n"
    assert [(row.share, row.stopped_at is not None) for row in world.rows(holdouts)] == [(15, True)]
    assert [(row.who, row.what) for row in world.rows(history)] == [
        ("Nadia", "comparison started with 15 per cent held out"),
        ("Nadia", "comparison with 15 per cent held out stopped"),
    ]


def test_a_share_stays_while_the_comparison_runs(afterview: Afterview) -> None:
    afterview("holdout", "start", *NORTHGATE, "--share", "15")

    refused = afterview("holdout", "start", *NORTHGATE, "--share", "20", code=1)

    assert "Its share stays as it is; stop it first." in refused.output


def test_a_share_out_of_bounds_is_wrong_usage(afterview: Afterview) -> None:
    assert "5<=x<=30" in afterview("holdout", "start", *NORTHGATE, "--share", "50", code=2).output


def test_the_report_is_told_in_words_and_as_json(afterview: Afterview) -> None:
    afterview("holdout", "start", *NORTHGATE, "--share", "20")

    told = afterview("report", *NORTHGATE).output.splitlines()

    assert told[0] == "Northgate Recruitment"
    assert told[2] == "Comparison from 2026-11-24, 20 per cent held out"
    assert told[3:6] == [
        "  coached: 0 people, too few to be shown",
        "  held out: 0 people, too few to be shown",
        "  outcome not known yet: 0",
    ]
    assert "It still needs 3698 more coached and 925 more held out" in told[6]
    assert afterview.json("report", *NORTHGATE)["trial"]["needed"] == [3698, 925]


def test_without_a_comparison_the_report_says_how_to_begin(afterview: Afterview) -> None:
    assert (
        "No comparison has been started: afterview holdout --help" in afterview("report", *NORTHGATE).output
    )


def test_a_branch_s_other_emails_are_chosen_one_by_one(world: World, afterview: Afterview) -> None:
    afterview("emails", "Paisley", *NORTHGATE, "--no-after-rejection")
    said = afterview("emails", "paisley", *NORTHGATE, "--general-preparation", "--no-after-offer")

    assert said.output == "paisley: general preparation on, after offer off.\n"
    assert world.rows(branches)[0].policy == {
        "after_rejection": False,
        "general_preparation": True,
        "after_offer": False,
    }


def test_an_unknown_branch_is_told(afterview: Afterview) -> None:
    assert (
        "has no branch called Ayr" in afterview("emails", "Ayr", *NORTHGATE, "--after-offer", code=1).output
    )


def test_nothing_to_switch_is_wrong_usage(afterview: Afterview) -> None:
    assert "Say what to switch" in afterview("emails", "Paisley", *NORTHGATE, code=2).output
