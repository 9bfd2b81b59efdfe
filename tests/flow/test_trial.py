"""Who is held out gets a plain thank-you, and nothing else of theirs changes."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from plugin.errors import NotPossible
from plugin.flow.operator.erase import erase
from plugin.flow.operator.export import export
from plugin.flow.operator.holdout import start_holdout, stop_holdout
from plugin.keys import address_hash
from plugin.proof.draw import is_held_out
from plugin.tables import agencies, candidates, effects, journeys, reflections
from plugin.trial_tables import enrolments, holdouts
from tests.support.ats.in_hand import AtsInHand
from tests.support.world import World

NORTHGATE = "Northgate Recruitment"
COACHED = "After your interview with Harbour Logistics"
THANKED = "Thank you for telling us"


def begin(world: World, share: int = 30) -> None:
    start_holdout(world.runtime, NORTHGATE, share, "Nadia")


def held_out_address(world: World, share: int = 30, *, held_out: bool = True) -> str:
    """An address that this agency's key draws so."""
    [agency] = world.rows(agencies)
    key = world.runtime.keys.unseal(agency.sealed_address_key)
    return next(
        address
        for number in range(1000)
        if is_held_out(key, address_hash(key, address := f"isla{number}@example.com"), share) is held_out
    )


def reflects(world: World, email: str, ref: str = "i-1", **answers: Any) -> str:
    """Somebody has an interview and tells us about it; the page that thanks them."""
    world.hears("interview.completed", candidate={"email": email}, interview={"id": ref})
    world.work()
    world.clock.forward(minutes=91)
    world.work()
    page = world.answers(
        world.survey_path(), **(answers or {"felt": "2", "themes": ["blanked"], "call_me": "yes"})
    )
    thanks = world.client.get(page.location).text if page.status_code < 400 else page.text
    world.work()
    return thanks


def subjects(world: World, to: str) -> list[str]:
    return [message.subject for message in world.mail.sent if message.to.address == to]


def test_who_is_held_out_is_thanked_and_keeps_survey_note_call_and_task(world: World, ats: AtsInHand) -> None:
    begin(world)
    isla = held_out_address(world)

    page = reflects(world, isla)

    assert subjects(world, isla)[1:] == [THANKED]
    assert subjects(world, "calum@northgate.example") != []
    assert len(ats.notes) == 1
    assert len(ats.tasks) == 1
    assert "three short stories" not in world.mail.sent[-1].text
    assert "Until then" not in page
    assert "Look over your note" not in page
    assert (
        "There is no draft from us"
        in world.client.get(f"{world.survey_path(world.mail.sent[0])}/follow-up").text
    )
    [row] = world.rows(enrolments)
    assert (row.held_out, world.rows(reflections)[0].held_out) == (True, True)


def test_everybody_else_is_coached_and_counted(world: World) -> None:
    begin(world)
    isla = held_out_address(world, held_out=False)

    page = reflects(world, isla)

    assert subjects(world, isla)[1:] == [COACHED]
    assert "Until then" in page
    assert [row.held_out for row in world.rows(enrolments)] == [False]


def test_the_survey_promises_nobody_an_email_of_advice_while_people_are_compared(world: World) -> None:
    begin(world)
    reflects(world, held_out_address(world, held_out=False))

    assert "A few, chosen by chance" in " ".join(world.mail.sent[0].text.split())


@pytest.mark.parametrize("flag", ["crisis", "distress", "treatment", "adjustment"])
def test_whoever_tells_us_of_something_heavy_is_never_held_out_and_not_counted(
    world: World, flag: str
) -> None:
    begin(world)
    isla = held_out_address(world)
    world.hears("interview.completed", candidate={"email": isla})
    world.work()
    world.clock.forward(minutes=91)
    world.work()
    world.answers(world.survey_path())
    keys = world.runtime.keys
    with world.runtime.db.transaction() as db:
        (row,) = db.execute(select(reflections)).all()
        flagged = {**keys.unseal_json(row.answers), "flags": [flag]}
        db.execute(update(reflections).values(answers=keys.seal_json(flagged)))
    world.work()

    assert THANKED not in subjects(world, isla)
    assert world.rows(enrolments) == []


def test_a_person_is_enrolled_once_and_keeps_their_side(world: World) -> None:
    begin(world)
    isla = held_out_address(world)
    reflects(world, isla)
    world.clock.forward(days=8)

    reflects(world, isla, "i-2")

    assert subjects(world, isla).count(THANKED) == 2
    assert len(world.rows(enrolments)) == 1


def test_who_is_held_out_gets_no_preparation_while_it_runs_and_one_afterwards(world: World) -> None:
    begin(world)
    isla = held_out_address(world)
    reflects(world, isla)
    world.hears(
        "interview.scheduled",
        candidate={"email": isla},
        interview={"id": "i-2"},
        ends_at=world.clock.at.replace(hour=15) + timedelta(days=14),
    )
    world.work()
    world.clock.at = world.clock.at.replace(hour=17) + timedelta(days=13)
    world.work()

    assert [row.reason for row in world.rows(effects, kind="prepare")] == ["held_out", ""]

    stop_holdout(world.runtime, NORTHGATE, "Nadia")
    world.clock.at = world.clock.at.replace(hour=9) + timedelta(days=1)
    world.work()
    assert subjects(world, isla)[-1] == "Today: your interview with Harbour Logistics"


def test_stopped_it_coaches_everybody(world: World) -> None:
    begin(world)
    isla = held_out_address(world)
    stop_holdout(world.runtime, NORTHGATE, "Nadia")

    reflects(world, isla)

    assert subjects(world, isla)[1:] == [COACHED]
    assert world.rows(enrolments) == []


def test_a_share_cannot_be_changed_while_it_runs(world: World) -> None:
    begin(world, 15)

    with pytest.raises(NotPossible, match="15 per cent held out runs since 24 November 2026"):
        begin(world, 20)

    assert [row.share for row in world.rows(holdouts)] == [15]


@pytest.mark.parametrize("share", [4, 31])
def test_a_share_out_of_bounds_is_refused(world: World, share: int) -> None:
    with pytest.raises(NotPossible, match="from 5 to 30"):
        begin(world, share)


def test_what_does_not_run_cannot_be_stopped(world: World) -> None:
    with pytest.raises(NotPossible, match="No comparison is running"):
        stop_holdout(world.runtime, NORTHGATE, "Nadia")


def test_an_enrolment_is_exported_and_erased_with_its_person(world: World) -> None:
    begin(world)
    isla = held_out_address(world)
    reflects(world, isla)
    told = export(world.runtime, NORTHGATE, isla)["enrolments"]

    erase(world.runtime, NORTHGATE, isla, "Nadia", lambda _: None)

    assert [row["held_out"] for row in told] == [True]
    assert world.rows(enrolments) == []
    assert [row.location for row in world.rows(journeys)] == [""]
    assert [row.address_hash for row in world.rows(candidates)] == [""]
