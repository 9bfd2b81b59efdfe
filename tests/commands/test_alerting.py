"""Saying who gets a branch's alerts, when its office is open, and who is away."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from plugin.flow.operator.alerting import check_alerts
from plugin.flow.operator.checks import Level
from plugin.flow.policies import policy_of
from plugin.reflection import Flag
from plugin.tables import branches, consultants, history, journeys
from plugin.tenants import agencies
from tests.support.commands import Afterview
from tests.support.serious import EWAN, NADIA, name_team, tells
from tests.support.world import World

NORTHGATE = ("--agency", "Northgate Recruitment")


@pytest.fixture
def people(world: World) -> tuple[int, int]:
    """Ewan and Nadia may sign in, and are named for nothing."""
    team = name_team(world)
    with world.runtime.db.transaction() as db:
        db.execute(branches.update().values(cover_id=None, manager_id=None))
    return team.cover, team.manager


def test_cover_and_manager_are_named_one_or_both(
    world: World, afterview: Afterview, people: tuple[int, int]
) -> None:
    afterview("alerts", "paisley", *NORTHGATE, "--cover", EWAN)
    afterview("alerts", "Paisley", *NORTHGATE, "--manager", NADIA)

    (branch,) = world.rows(branches)
    assert (branch.cover_id, branch.manager_id) == people
    assert [row.what for row in world.rows(history)] == [
        f"branch {branch.id}: cover changed",
        f"branch {branch.id}: manager changed",
    ]


def test_nobody_is_named_any_more(world: World, afterview: Afterview, people: tuple[int, int]) -> None:
    afterview("alerts", "Paisley", *NORTHGATE, "--cover", EWAN)

    afterview("alerts", "Paisley", *NORTHGATE, "--cover", "none")

    assert [row.cover_id for row in world.rows(branches)] == [None]


def test_office_hours_are_the_branchs_own_and_leave_the_candidates_alone(
    world: World, afterview: Afterview
) -> None:
    afterview("alerts", "Paisley", *NORTHGATE, "--office-hours", "08:30-18:00")

    (branch,) = world.rows(branches)
    policy = policy_of(branch._asdict(), 1)
    assert (f"{policy.office_opens:%H:%M}", f"{policy.office_closes:%H:%M}") == ("08:30", "18:00")
    assert (f"{policy.opens:%H:%M}", f"{policy.closes:%H:%M}") == ("08:00", "20:30")


@pytest.mark.parametrize("hours", ["9-5", "17:30-09:00", "09:00", "09:00-09:00", "09:00:30-17:00"])
def test_hours_that_are_none_are_refused(afterview: Afterview, hours: str) -> None:
    afterview("alerts", "Paisley", *NORTHGATE, "--office-hours", hours, code=2)


def test_somebody_who_cannot_sign_in_is_not_named(afterview: Afterview) -> None:
    said = afterview("alerts", "Paisley", *NORTHGATE, "--cover", "nobody@northgate.example", code=1)

    assert "Nobody signs in to the desk as nobody@northgate.example" in said.output


def test_nothing_to_change_is_said(afterview: Afterview) -> None:
    afterview("alerts", "Paisley", *NORTHGATE, code=2)


def test_somebody_is_away_until_the_morning_of_a_day_and_back(
    world: World, afterview: Afterview, people: tuple[int, int]
) -> None:
    afterview("away", EWAN, *NORTHGATE, "--until", "2026-12-07")
    away = [row.away_until for row in world.rows(consultants, email=EWAN)]

    afterview("away", EWAN, *NORTHGATE)

    assert away == [datetime(2026, 12, 7, tzinfo=UTC)]
    assert [row.away_until for row in world.rows(consultants, email=EWAN)] == [None]


def test_the_doctor_says_who_is_not_named(world: World) -> None:
    (finding,) = check_alerts(world.runtime)

    assert (finding.level, finding.about) == (Level.WARNING, "alerts at Paisley")
    assert finding.words == "Its alerts have no cover and no manager: they go to whoever reads its replies."


def test_the_doctor_says_where_a_manager_with_candidates_stands_alone(world: World) -> None:
    team = name_team(world)
    world.hears("interview.completed")
    world.work()
    apart = list(check_alerts(world.runtime))
    with world.runtime.db.transaction() as db:
        db.execute(update(journeys).values(consultant_id=team.manager))

    (finding,) = check_alerts(world.runtime)
    with world.runtime.db.transaction() as db:
        agencies.add_consultant(db, world.agency_id, "morag@northgate.example", "Morag Shaw", "manager")

    assert (finding.level, finding.about) == (Level.WARNING, "alerts at Paisley")
    assert "manager has candidates of their own" in finding.words
    assert (apart, list(check_alerts(world.runtime))) == ([], [])


def test_the_doctor_tells_of_an_alert_that_waits_for_too_long(world: World) -> None:
    name_team(world)
    world.hears("interview.completed")
    world.work()
    tells(world, Flag.DISTRESS)
    in_time = list(check_alerts(world.runtime))

    world.clock.at += timedelta(minutes=75)

    (finding,) = check_alerts(world.runtime)
    assert in_time == []
    assert (finding.level, finding.about) == (Level.PROBLEM, "alerts")
    assert finding.words.startswith("1 waited for too long, the first for 45 minutes.")
