"""Agencies, branches and consultants are found by name in whatever case, and made once."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, select

from plugin.db import Database
from plugin.keys import Keys
from plugin.migrate import upgrade
from plugin.tables import branches, consultants
from plugin.tenants.agencies import (
    add_agency,
    add_branch,
    add_consultant,
    agency_id,
    branch_id,
    consultant_id,
    hear_of_branches,
    switch,
)

NOW = datetime(2026, 6, 9, 10, tzinfo=UTC)


@pytest.fixture
def tx(database_url: str) -> Iterator[Connection]:
    db = Database(database_url)
    upgrade(db)
    with db.transaction() as connection:
        yield connection
    db.close()


@pytest.fixture
def owner(tx: Connection) -> int:
    return add_agency(tx, Keys(["k" * 40]), "Northgate", "Europe/London", "GB-SCT", NOW)


def test_an_agency_is_found_in_whatever_case(tx: Connection, owner: int) -> None:
    assert agency_id(tx, "NORTHGATE") == owner
    assert agency_id(tx, "Southgate") is None


def test_a_branch_is_made_switched_off(tx: Connection, owner: int) -> None:
    made = add_branch(tx, owner, "Paisley", "Europe/London", "GB-SCT", {})

    [row] = tx.execute(select(branches)).all()
    assert (row.mode, row.live_from) == ("off", None)
    assert branch_id(tx, owner, "paisley") == made
    assert branch_id(tx, owner + 1, "paisley") is None


def test_two_spellings_of_a_new_branch_make_one(tx: Connection, owner: int) -> None:
    paisley = add_branch(tx, owner, "Paisley", "Europe/London", "GB-SCT", {})

    heard = hear_of_branches(tx, owner, paisley, {"Leith", "LEITH"})

    assert len(tx.execute(select(branches)).all()) == 2
    assert heard["leith"] == branch_id(tx, owner, "Leith")


def test_of_two_branches_of_one_name_everything_means_the_one_made_first(tx: Connection, owner: int) -> None:
    """Two workers may hear of one in the same moment."""
    first = add_branch(tx, owner, "Leith", "Europe/London", "GB-SCT", {})
    add_branch(tx, owner, "LEITH", "Europe/London", "GB-SCT", {})

    assert hear_of_branches(tx, owner, first, {"leith"})["leith"] == first
    assert branch_id(tx, owner, "LEITH") == first


def test_a_branch_switched_on_begins_now(tx: Connection, owner: int) -> None:
    made = add_branch(tx, owner, "Paisley", "Europe/London", "GB-SCT", {})

    switch(tx, made, "live", NOW)

    [row] = tx.execute(select(branches)).all()
    assert (row.mode, row.live_from) == ("live", NOW)


def test_a_consultant_is_made_once_and_then_changed(tx: Connection, owner: int) -> None:
    first = add_consultant(tx, owner, " Calum@Northgate.example ", "Calum", "consultant")
    again = add_consultant(tx, owner, "calum@northgate.example", "Calum Reid", "manager")

    [row] = tx.execute(select(consultants)).all()
    assert first == again == consultant_id(tx, owner, "CALUM@northgate.example")
    assert (row.email, row.name, row.role) == ("calum@northgate.example", "Calum Reid", "manager")
