"""The report, from the rows themselves; and the mirror's figure."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from plugin.errors import NotFound
from plugin.flow.desk import Desk
from plugin.flow.mirror import others_felt
from plugin.flow.operator.holdout import start_holdout, stop_holdout
from plugin.flow.report import report
from plugin.outbox.emails.returning import OthersFelt
from plugin.proof.statistics import Share, wilson
from plugin.reflection import Reflection
from plugin.report_view import BranchView, Range
from plugin.surveys.answers import dump
from plugin.tables import branches, candidates, journeys, reflections
from plugin.trial_tables import enrolments, holdouts
from plugin.views import SignedIn
from tests.support.world import World

NORTHGATE = "Northgate Recruitment"
A_DAY = timedelta(days=1)


def add_journey(world: World, number: int, ends_at: datetime, **changes: Any) -> int:
    """One interview of candidate `number`, for an application of their own."""
    plain = {
        "agency_id": world.agency_id,
        "connection_id": 1,
        "branch_id": world.branch_id,
        "consultant_ref": "",
        "ref": f"i-{number}-{ends_at:%j}",
        "application_ref": f"a-{number}",
        "job": "",
        "client": "",
        "title": "",
        "interviewers": [],
        "ends_at": ends_at,
        "debriefed": False,
        "said_at": ends_at,
        "interview": "over",
        "application": "live",
        "contact": "open",
        "invited_at": ends_at,
        "state": "coached",
        "created_at": ends_at - 7 * A_DAY,
    }
    with world.runtime.db.transaction() as db:
        found = db.execute(select(candidates.c.id).where(candidates.c.ref == f"c-{number}")).scalar()
        candidate = (
            found
            or db.execute(insert(candidates).values(**a_candidate(world, number))).inserted_primary_key[0]
        )
        row = {**plain, "candidate_id": candidate, **changes}
        return int(db.execute(insert(journeys).values(**row)).inserted_primary_key[0])


def a_candidate(world: World, number: int) -> dict[str, Any]:
    said = dict.fromkeys(("name", "email", "phone", "locale", "timezone", "country"), "")
    return {
        **said,
        "agency_id": world.agency_id,
        "connection_id": 1,
        "ref": f"c-{number}",
        "address_hash": f"hash-{number}",
        "said_at": world.clock.at,
        "contact": "open",
    }


def told_us(
    world: World, number: int, at: datetime, *, felt: int = 2, further: bool = False, **more: Any
) -> int:
    """Candidate `number` told us of an interview at `at`, and was or was not asked back the week after."""
    journey = add_journey(world, number, at - timedelta(hours=2), answered_at=at, coached_at=at, **more)
    sealed = world.runtime.keys.seal_json(dump(Reflection(felt=felt)))
    with world.runtime.db.transaction() as db:
        db.execute(
            insert(reflections).values(
                agency_id=world.agency_id, journey_id=journey, answers=sealed, submitted_at=at, held_out=False
            )
        )
    if further:
        add_journey(world, number, at + 9 * A_DAY, created_at=at + A_DAY, invited_at=None, **more)
    return journey


def enrolled(world: World, numbers: range, at: datetime, *, held_out: bool, onward: int) -> None:
    """So many people have been enrolled, of whom the first `onward` went further."""
    [trial] = world.rows(holdouts)
    for place, number in enumerate(numbers):
        journey = told_us(world, number, at, further=place < onward)
        with world.runtime.db.transaction() as db:
            db.execute(
                insert(enrolments).values(
                    agency_id=world.agency_id,
                    holdout_id=trial.id,
                    journey_id=journey,
                    address_hash=f"hash-{number}",
                    held_out=held_out,
                    reflected_at=at,
                )
            )


def percent(share: Share) -> Range:
    interval = wilson(share)
    return Range(*(round(100 * value, 1) for value in (share.rate, interval.low, interval.high)))


def test_both_groups_are_shown_with_their_range_and_what_is_still_needed(world: World) -> None:
    start_holdout(world.runtime, NORTHGATE, 20, "Nadia")
    began = world.clock.at
    enrolled(world, range(20), began + A_DAY, held_out=False, onward=9)
    enrolled(world, range(20, 30), began + A_DAY, held_out=True, onward=3)
    enrolled(world, range(30, 34), began + 60 * A_DAY, held_out=True, onward=0)
    world.clock.forward(days=100)

    trial = report(world.runtime, world.agency_id).trial

    assert trial is not None
    coached, held_out = trial.arms
    assert (coached.people, coached.went_further, coached.share) == (20, 9, percent(Share(9, 20)))
    assert (held_out.people, held_out.went_further, held_out.share) == (10, 3, percent(Share(3, 10)))
    assert (trial.needed, trial.missing, trial.waiting) == ((3698, 925), (3678, 915), 4)
    assert trial.words.startswith(
        "Not enough yet to say whether coaching helps. It still needs 3678 more coached"
    )
    assert (trial.share, trial.started_at, trial.stopped_at) == (20, began, None)


def test_a_group_of_fewer_than_eight_is_not_shown(world: World) -> None:
    start_holdout(world.runtime, NORTHGATE, 20, "Nadia")
    enrolled(world, range(8), world.clock.at, held_out=False, onward=2)
    enrolled(world, range(8, 15), world.clock.at, held_out=True, onward=7)
    world.clock.forward(days=91)

    trial = report(world.runtime, world.agency_id).trial

    assert trial is not None
    assert [(arm.people, arm.went_further, arm.share is None) for arm in trial.arms] == [
        (8, 2, False),
        (7, None, True),
    ]
    assert trial.difference is None
    assert trial.words.startswith("Not enough yet: nothing is shown of fewer than 8 people.")


def test_the_report_keeps_what_was_found_when_the_comparison_has_ended(world: World) -> None:
    start_holdout(world.runtime, NORTHGATE, 20, "Nadia")
    world.clock.forward(days=1)
    stop_holdout(world.runtime, NORTHGATE, "Nadia")

    trial = report(world.runtime, world.agency_id).trial

    assert trial is not None
    assert trial.stopped_at == world.clock.at


def test_branches_stand_in_the_order_of_the_alphabet_and_small_ones_are_hidden(world: World) -> None:
    with world.runtime.db.transaction() as db:
        new = {"agency_id": world.agency_id, "mode": "live", "timezone": "Europe/London", "region": "GB-SCT"}
        leith = db.execute(
            insert(branches).values(name="Leith", brand={}, policy={}, **new)
        ).inserted_primary_key[0]
    for number in range(10):
        if number < 6:
            told_us(world, number, world.clock.at)
        else:
            add_journey(world, number, world.clock.at)
    for number in range(10, 17):
        told_us(world, number, world.clock.at, branch_id=leith)

    found = report(world.runtime, world.agency_id).branches

    assert found == (
        BranchView("Leith", None),
        BranchView("Paisley", asked=10, answered=6, coached=6, answer_rate=percent(Share(6, 10))),
    )


def test_without_a_comparison_or_a_survey_the_report_is_empty(world: World) -> None:
    found = report(world.runtime, world.agency_id)

    assert (found.agency, found.trial, found.branches) == (NORTHGATE, None, ())


def test_the_report_is_for_managers(world: World) -> None:
    calum = SignedIn(world.agency_id, 1, "Calum Reid", NORTHGATE)

    with pytest.raises(NotFound):
        Desk(world.runtime).report(calum)


def test_what_others_felt_counts_each_person_once_when_their_outcome_is_known(world: World) -> None:
    long_ago = world.clock.at - 120 * A_DAY
    for number in range(8):
        told_us(world, number, long_ago, further=number < 3)
    told_us(world, 0, long_ago + A_DAY, further=True)
    told_us(world, 20, long_ago, felt=3, further=True)
    told_us(world, 21, world.clock.at - 30 * A_DAY, further=True)
    told_us(world, 22, world.clock.at - 400 * A_DAY, further=True)

    assert others_felt(world.runtime, world.agency_id) == OthersFelt(people=8, onward=3)


def test_of_seven_people_nothing_is_said(world: World) -> None:
    for number in range(7):
        told_us(world, number, world.clock.at - 120 * A_DAY, further=True)

    assert others_felt(world.runtime, world.agency_id) is None
