"""The tenant wall: what belongs to another agency does not exist."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Row, Select, Table, insert, select

from plugin.effects import SkipReason
from plugin.errors import NotFound
from plugin.flow.desk import Desk
from plugin.flow.letters import journey_query
from plugin.flow.stop import Stops
from plugin.keys import Purpose
from plugin.tables import candidates, consultants, effects, journeys, lanes, metadata, suppressions
from plugin.tables_follow_up import follow_ups
from plugin.tenants.scope import Scope
from plugin.trial_tables import enrolments, holdouts
from plugin.views import SignedIn, StopScope
from tests.support.ats.in_hand import AtsInHand
from tests.support.neighbour import add_neighbour
from tests.support.world import World, build_world

NO_AGENCY = {"agencies", "sessions"}


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """Northgate, in one database with another agency whose ATS gives the same ids."""
    ats = AtsInHand()
    built = build_world(database_url, adapters=lambda _: ats)
    yield built
    built.runtime.close()


@pytest.fixture
def neighbour(world: World) -> World:
    """Southgate, with a candidate of the same id and the same address as Northgate's, who has answered."""
    other = add_neighbour(world)
    for one in (world, other):
        name = "Isla of Northgate" if one is world else "Isla of Southgate"
        one.hears("interview.completed", candidate={"name": name})
    world.work()
    world.clock.forward(hours=2)
    world.work()
    for message in list(world.mail.sent):
        world.answers(world.survey_path(message))
    world.work()
    for one in (world, other):
        keep_what_few_have(one)
    return other


def keep_what_few_have(world: World) -> None:
    """A comparison that runs, who is in it, and a follow-up that its candidate saved."""
    now = world.clock.at
    (journey,) = world.rows(journeys, agency_id=world.agency_id)
    theirs = {"agency_id": world.agency_id}
    with world.runtime.db.transaction() as db:
        holdout = {**theirs, "share": 20, "started_at": now}
        (holdout_id,) = db.execute(insert(holdouts).values(holdout)).inserted_primary_key
        of_it = {**theirs, "holdout_id": holdout_id, "journey_id": journey.id}
        candidate = {"address_hash": f"hash-{world.agency_id}", "held_out": False, "reflected_at": now}
        db.execute(insert(enrolments).values({**of_it, **candidate}))
        db.execute(
            insert(follow_ups).values({**theirs, "journey_id": journey.id, "number": 0, "saved_at": now})
        )


def in_scope(world: World, statement: Select[tuple[object, ...]]) -> list[Row[tuple[object, ...]]]:
    with world.runtime.db.reading() as db:
        return list(Scope(db, world.agency_id).rows(statement))


TENANTS_TABLES = [table for table in metadata.sorted_tables if table.name not in NO_AGENCY]


@pytest.mark.parametrize("table", TENANTS_TABLES, ids=lambda table: table.name)
def test_a_scope_confines_every_table(world: World, neighbour: World, table: Table) -> None:
    everything = world.rows(table)

    found = in_scope(world, select(table))

    assert [row.agency_id for row in found] == [
        world.agency_id for row in everything if row.agency_id == world.agency_id
    ]
    if table.name not in {"suppressions"}:
        assert len(found) < len(everything), "there was nothing that could have leaked"


def test_a_scope_confines_every_table_of_a_join(world: World, neighbour: World) -> None:
    loose = select(journeys.c.id, candidates.c.name).join(candidates, candidates.c.ref == "c-1")

    found = in_scope(world, loose)

    assert len(world.rows(journeys)) == 2
    assert [row.name for row in found] == ["Isla of Northgate"]


def test_a_scope_confines_a_journey_with_all_that_belongs_to_it(world: World, neighbour: World) -> None:
    found = in_scope(world, journey_query())

    assert [(row.candidate_name, row.agency_id) for row in found] == [("Isla of Northgate", world.agency_id)]


def test_a_scope_shows_a_journey_without_consultant_or_answers(world: World) -> None:
    """The empty side of an outer join is no other agency's."""
    world.hears("interview.completed")
    world.work()

    assert len(in_scope(world, journey_query())) == 1


def test_a_scope_refuses_a_table_that_belongs_to_no_agency(world: World) -> None:
    loose = Table("loose", metadata.__class__())

    with world.runtime.db.reading() as db, pytest.raises(ValueError, match="loose"):
        Scope(db, world.agency_id).rows(select(loose))


def test_the_same_ids_at_two_agencies_are_two_people(world: World, neighbour: World) -> None:
    """TS-03: tenants never mix."""
    assert len(world.rows(candidates, ref="c-1")) == 2
    assert len(world.rows(journeys, ref="i-1")) == 2
    assert len(world.rows(consultants, email="calum@northgate.example")) == 2
    hashes = {row.address_hash for row in world.rows(candidates)}
    assert len(hashes) == 2


def test_each_agency_is_written_to_its_own_record_and_in_its_own_name(world: World, neighbour: World) -> None:
    surveys = [message for message in world.mail.sent if message.tag.startswith("survey:")]

    assert {message.sender.name for message in surveys} == {"Northgate Recruitment", "Southgate Staff"}
    notes = world.rows(effects, kind="note")
    lanes_of_notes = {row.agency_id: row.lane for row in notes}
    connections_lanes = {row.agency_id: row.name for row in world.rows(lanes, queue="ats")}
    assert lanes_of_notes == connections_lanes


def test_one_agencys_event_moves_no_journey_of_another(world: World, neighbour: World) -> None:
    world.clock.forward(minutes=1)
    neighbour.hears("application.rejected")
    neighbour.hears("candidate.opted_out")
    world.work()

    by_agency = {row.agency_id: row.reason for row in world.rows(journeys)}
    assert by_agency == {world.agency_id: "", neighbour.agency_id: SkipReason.OPTED_OUT}


def test_a_candidate_who_stops_one_agency_hears_from_the_other(world: World, neighbour: World) -> None:
    theirs = next(row for row in world.rows(journeys) if row.agency_id == neighbour.agency_id)
    token = world.runtime.keys.sign(Purpose.STOP, theirs.id)

    Stops(world.runtime).stop(token, StopScope.ALL)

    assert [row.agency_id for row in world.rows(suppressions)] == [neighbour.agency_id]
    stopped = {row.agency_id: row.stopped for row in world.rows(journeys)}
    assert stopped == {world.agency_id: False, neighbour.agency_id: True}


def test_a_manager_sees_no_row_of_another_agency(world: World, neighbour: World) -> None:
    manager = SignedIn(
        name="Morag Bell",
        agency="Northgate Recruitment",
        sees_everyone=True,
        agency_id=world.agency_id,
        consultant_id=1,
    )
    desk = Desk(world.runtime)
    theirs = next(row for row in world.rows(journeys) if row.agency_id == neighbour.agency_id)

    assert [row.candidate for row in desk.desk(manager, everyone=True).rows] == ["Isla of Northgate"]
    with pytest.raises(NotFound):
        desk.journey(manager, theirs.id)


def test_the_cap_does_not_count_what_another_agency_sent(world: World, neighbour: World) -> None:
    for number in (2, 3):
        neighbour.hears(
            "interview.completed", interview={"id": f"i-{number}"}, application={"id": f"a-{number}"}
        )
    world.clock.forward(minutes=1)
    world.hears("interview.completed", interview={"id": "i-9"}, application={"id": "a-9"})
    world.work()
    world.clock.forward(hours=2)
    world.work()

    states = {row.journey_id: row.reason for row in world.rows(effects, kind="survey")}
    ours = [row.id for row in world.rows(journeys) if row.agency_id == world.agency_id]
    assert [states[journey] for journey in ours] == ["", ""]
    assert world.clock.at > neighbour.clock.at - timedelta(days=1)
