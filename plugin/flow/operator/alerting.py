"""Alerting: who is told when something is serious, when the office is open, and what waits for somebody."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, exists, func, select

from plugin.errors import NotFound
from plugin.flow.desk_alerts import ALERT_OPEN
from plugin.flow.operator.audit import note
from plugin.flow.operator.checks import Finding, Level
from plugin.flow.operator.set_up import agency_named, branch_named
from plugin.runtime import Runtime
from plugin.tables import agencies as agency_rows
from plugin.tables import branches, consultants, journeys
from plugin.tenants import agencies

_ALONE = (
    exists()
    .where(journeys.c.branch_id == branches.c.id, journeys.c.consultant_id == branches.c.manager_id)
    .where(
        ~exists().where(
            consultants.c.agency_id == branches.c.agency_id,
            consultants.c.role == "manager",
            consultants.c.id != branches.c.manager_id,
        )
    )
)
"""Whether a branch's manager is also an owner, whom what is for the manager alone must not reach, and nobody
else could take it."""
NOBODY = "none"
"""Given instead of an address, to name nobody any more."""


def change_alerts(
    runtime: Runtime,
    agency: str,
    name: str,
    who: str,
    people: dict[str, str],
    office: tuple[time, time] | None,
) -> None:
    """Say who gets a branch's alerts (`cover`, `manager`, by address) and when its office is open.

    What is not given stays. Raises `NotFound` for somebody who is not known to the desk.
    """
    with runtime.db.transaction() as db:
        owner, branch = agency_named(db, agency), branch_named(db, agency, name)
        if people:
            ids = {f"{role}_id": _person(db, owner, email) for role, email in people.items()}
            agencies.name_for_alerts(db, branch, ids)
        if office:
            opens, closes = (f"{at:%H:%M}" for at in office)
            agencies.set_policy(db, branch, {"office_opens": opens, "office_closes": closes})
        changed = ", ".join([*sorted(people), *(["office hours"] if office else [])])
        note(runtime, db, owner, who, f"branch {branch}: {changed} changed")


def change_away(runtime: Runtime, agency: str, email: str, back_on: date | None, who: str) -> None:
    """Say that somebody is away until the morning of a day, by the agency's clock; None: they are back.

    Raises `NotFound`.
    """
    with runtime.db.transaction() as db:
        owner = agency_named(db, agency)
        person = _person(db, owner, email)
        if person is None:
            raise NotFound("Give the address of whoever is away.")
        zone = db.execute(select(agency_rows.c.timezone).where(agency_rows.c.id == owner)).scalar_one()
        until = datetime.combine(back_on, time(), ZoneInfo(zone)) if back_on else None
        agencies.set_away(db, person, until)
        note(runtime, db, owner, who, f"consultant {person}: {'away' if until else 'back'}")


def _person(db: Connection, owner: int, email: str) -> int | None:
    if email == NOBODY:
        return None
    found = agencies.consultant_id(db, owner, email)
    if found is None:
        raise NotFound(f"Nobody signs in to the desk as {email}. Let them:  afterview consultant --help")
    return found


def check_alerts(runtime: Runtime) -> Iterator[Finding]:
    """Whether every branch names who stands in, and whether an alert waits beyond its time."""
    with runtime.db.reading() as db:
        rows = db.execute(
            select(branches, agency_rows.c.name.label("agency_name"), _ALONE.label("alone"))
            .join(agency_rows, agency_rows.c.id == branches.c.agency_id)
            .order_by(branches.c.id)
        ).all()
        late = db.execute(
            select(func.count(), func.min(journeys.c.alert_due)).where(
                ALERT_OPEN, journeys.c.alert_due < runtime.now()
            )
        ).one()
    yield from (finding for row in rows if (finding := _check_named(row)))
    for row in rows:
        if row.alone:
            words = "Its manager has candidates of their own: what they may not hear of has no other manager."
            advice = "Let a second one see the desk: afterview consultant --help"
            yield Finding(Level.WARNING, f"alerts at {row.name}", words, advice)
    if late[0]:
        minutes = int((runtime.now() - late[1]).total_seconds() // 60)
        words = f"{late[0]} waited for too long, the first for {minutes} minutes. Somebody may need a person."
        yield Finding(Level.PROBLEM, "alerts", words, "Ring the branch. The desk shows them first.")


def _check_named(row: Row[Any]) -> Finding | None:
    named = {"cover": row.cover_id, "manager": row.manager_id}
    lacking = [role for role, person in named.items() if person is None]
    if not lacking:
        return None
    words = f"Its alerts have no {' and no '.join(lacking)}: they go to whoever reads its replies."
    options = " ".join(f"--{role} EMAIL" for role in lacking)
    advice = f"Run: afterview alerts '{row.name}' --agency '{row.agency_name}' {options}"
    return Finding(Level.WARNING, f"alerts at {row.name}", words, advice)
