"""Agencies, branches and consultants: made and found by name."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from config.names import Queue
from plugin.db import insert_new
from plugin.keys import Keys
from plugin.tables import agencies, branches, consultants
from plugin.tenants.connections import add_lanes, branches_of


def agency_id(db: Connection, name: str) -> int | None:
    """The agency of this name, in whatever case."""
    rows = db.execute(select(agencies.c.id, agencies.c.name)).all()
    return next((row.id for row in rows if row.name.casefold() == name.casefold()), None)


def add_agency(db: Connection, keys: Keys, name: str, timezone: str, region: str, now: datetime) -> int:
    """Make an agency with the key that hashes its candidates' addresses, and its lanes."""
    row_id: int = db.execute(
        insert(agencies)
        .values(
            name=name,
            timezone=timezone,
            region=region,
            sealed_address_key=keys.seal(secrets.token_bytes(32)),
            created_at=now,
        )
        .returning(agencies.c.id)
    ).scalar_one()
    add_lanes(db, row_id, [(Queue.SURVEYS, row_id), (Queue.COACHING, row_id)], now)
    return row_id


def branch_id(db: Connection, owner: int, name: str) -> int | None:
    """The agency's branch of this name, in whatever case."""
    return branches_of(db, owner).get(name.casefold())


def add_branch(
    db: Connection, owner: int, name: str, timezone: str, region: str, brand: Mapping[str, Any]
) -> int:
    """Make a branch, switched off."""
    row_id: int = db.execute(
        insert(branches)
        .values(
            agency_id=owner,
            name=name,
            mode="off",
            timezone=timezone,
            region=region,
            brand=dict(brand),
            policy={},
        )
        .returning(branches.c.id)
    ).scalar_one()
    return row_id


def hear_of_branches(db: Connection, owner: int, like: int, names: Iterable[str]) -> dict[str, int]:
    """Make the branches that an ATS speaks of and we do not know; every branch's id, by name in lower case.

    They are switched off, so that nobody is written to before the agency has said so, and otherwise `like`
    one that it has set up.
    """
    model = db.execute(select(branches).where(branches.c.id == like)).one()
    rows = [
        {
            "agency_id": owner,
            "name": name,
            "mode": "off",
            "timezone": model.timezone,
            "region": model.region,
            "brand": model.brand,
            "policy": model.policy,
        }
        for name in {name.casefold(): name for name in sorted(names)}.values()
    ]
    db.execute(insert_new(db, branches), rows)
    return branches_of(db, owner)


def switch(db: Connection, branch: int, mode: str, now: datetime) -> None:
    """Switch a branch off, to a dry run, or live. Whatever ended before now is not asked about."""
    db.execute(update(branches).where(branches.c.id == branch).values(mode=mode, live_from=now))


def set_policy(db: Connection, branch: int, rules: Mapping[str, str]) -> None:
    """Change some of a branch's rules about when; the others stay."""
    known = db.execute(select(branches.c.policy).where(branches.c.id == branch)).scalar_one()
    db.execute(update(branches).where(branches.c.id == branch).values(policy={**known, **rules}))


def name_for_alerts(db: Connection, branch: int, people: Mapping[str, int | None]) -> None:
    """Say who stands in for whom at a branch: `cover_id`, `manager_id`, by a consultant's number."""
    db.execute(update(branches).where(branches.c.id == branch).values(**people))


def set_away(db: Connection, consultant: int, until: datetime | None) -> None:
    """Say until when somebody is away; None for somebody who is back."""
    db.execute(update(consultants).where(consultants.c.id == consultant).values(away_until=until))


def consultant_id(db: Connection, owner: int, email: str) -> int | None:
    """The agency's consultant with this address."""
    return db.execute(
        select(consultants.c.id).where(
            consultants.c.agency_id == owner, consultants.c.email == email.strip().casefold()
        )
    ).scalar()


def add_consultant(db: Connection, owner: int, email: str, name: str, role: str, phone: str = "") -> int:
    """Make a consultant, or change the name and role of one that exists, and the phone number if one is
    given."""
    known = consultant_id(db, owner, email)
    if known is not None:
        given = {"name": name, "role": role} | ({"phone": phone} if phone else {})
        db.execute(update(consultants).where(consultants.c.id == known).values(**given))
        return known
    row_id: int = db.execute(
        insert(consultants)
        .values(agency_id=owner, email=email.strip().casefold(), name=name, role=role, phone=phone)
        .returning(consultants.c.id)
    ).scalar_one()
    return row_id
