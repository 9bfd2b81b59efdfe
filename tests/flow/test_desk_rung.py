"""The desk over a whole world: who has rung, what is told of trouble, and whose rows they are."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from integrations.errors import CredentialsRefused
from plugin.errors import NotFound
from plugin.flow.desk import Desk
from plugin.tables import consultants, journeys
from plugin.views import DeskGroup, DeskRow, SignedIn
from tests.support.world import World, build_world

CALL = {"felt": "2", "themes": ["blanked"], "noticed": "maybe", "call_me": "yes"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Isla has been asked, has answered, and wants a call."""
    world = build_world(f"sqlite:///{tmp_path / 'afterview.db'}")
    world.hears("interview.completed")
    world.work()
    world.clock.forward(minutes=95)
    world.work()
    world.answers(world.survey_path(), **CALL)
    world.work()
    yield world
    world.runtime.close()


def calum(world: World) -> SignedIn:
    (row,) = world.rows(consultants)
    return SignedIn(world.agency_id, row.id, row.name, "Northgate Recruitment")


def only_row(world: World) -> DeskRow:
    (row,) = Desk(world.runtime).desk(calum(world), everyone=False).rows
    return row


def timeline(world: World) -> list[str]:
    return [entry.words for entry in Desk(world.runtime).journey(calum(world), 1).timeline]


def test_candidate_who_asked_for_a_call_is_done_once_rung_and_the_timeline_says_who(world: World) -> None:
    before = only_row(world).group

    Desk(world.runtime).rung(calum(world), 1)

    row = only_row(world)
    assert (before, row.group) == (DeskGroup.ALERT, DeskGroup.DONE)
    assert (row.rung_by, row.rung_at) == ("Calum Reid", world.clock.at)
    assert "Calum Reid rang the candidate" in timeline(world)


def test_undo_has_the_candidate_rung_again_by_whoever_has_it(world: World) -> None:
    desk = Desk(world.runtime)
    desk.rung(calum(world), 1)

    desk.not_rung(calum(world), 1)

    row = only_row(world)
    assert (row.group, row.rung_at, row.alert and row.alert.taken_by) == (DeskGroup.NOW, None, "Calum Reid")
    assert "Calum Reid rang the candidate" not in timeline(world)


@pytest.mark.parametrize("changes", [{"consultant_id": 99}, {"agency_id": 99, "sees_everyone": True}])
def test_row_of_somebody_else_cannot_be_marked(world: World, changes: dict[str, int]) -> None:
    """SE-07."""
    stranger = replace(calum(world), **changes)  # type: ignore[arg-type]

    for mark in (Desk(world.runtime).rung, Desk(world.runtime).not_rung):
        with pytest.raises(NotFound):
            mark(stranger, 1)

    assert [row.handled_at for row in world.rows(journeys)] == [None]


def test_manager_may_mark_anybodys_row(world: World) -> None:
    Desk(world.runtime).rung(replace(calum(world), consultant_id=99, name="Nadia", sees_everyone=True), 1)

    assert only_row(world).rung_by == "Nadia"


def test_interview_ahead_starts_and_does_not_end(world: World) -> None:
    world.hears(
        "interview.scheduled",
        interview={"id": "i-9"},
        ends_at=world.clock.at.replace(day=26),
    )
    world.work()

    row = Desk(world.runtime).desk(calum(world), everyone=False).rows[1]
    assert (row.interview_words, row.state_words) == ("Starts", "Interview ahead")


def test_address_refused_for_good_is_told_as_something_to_mend(world: World) -> None:
    world.mail.refused = {"ewan@example.com"}
    world.hears(
        "interview.completed",
        candidate={"id": "c-2", "name": "Ewan Gray", "email": "ewan@example.com"},
        application={"id": "a-2"},
        interview={"id": "i-2"},
    )
    world.work()
    world.clock.forward(minutes=95)
    world.work()

    row = Desk(world.runtime).journey(calum(world), 2).row
    assert row.state_words == "Not asked: the mail server refused the address: check it in the ATS"
    assert row.group == DeskGroup.DONE


def test_email_that_waits_says_what_for(world: World) -> None:
    world.mail.down = CredentialsRefused("535: who are you")
    world.hears("interview.completed", interview={"id": "i-2"}, application={"id": "a-2"})
    world.work()
    world.clock.forward(days=1)
    world.work()

    words = [entry.words for entry in Desk(world.runtime).journey(calum(world), 2).timeline]
    assert "Survey: waits: the mail server refused our login; tried again at this time" in words


def test_deleted_candidate_has_a_line_to_press(world: World) -> None:
    world.hears("candidate.deleted")
    world.work()

    assert only_row(world).candidate == "Deleted candidate"
