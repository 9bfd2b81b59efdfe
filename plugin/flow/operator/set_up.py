"""Set up: agencies, branches and their people, and the accounts at their ATSs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection as DbConnection
from sqlalchemy import select, update

from config.languages import ENGLISH
from integrations.ats.contract import Account, Adapter
from plugin.errors import NotFound, NotPossible
from plugin.flow.operator.audit import note
from plugin.flow.operator.waken import waken
from plugin.outbox.store import recall
from plugin.runtime import Runtime
from plugin.tables import agencies as agency_rows
from plugin.tables import branches, connections
from plugin.tenants import agencies
from plugin.tenants.connections import Connection, add, find, seal_account


@dataclass(frozen=True, slots=True)
class NewBranch:
    """A branch as it is to be, where there is none of its name yet."""

    agency: str
    name: str
    timezone: str
    region: str
    brand: Mapping[str, Any]
    live: bool = False


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who may sign in to the desk. `role` is 'consultant' or 'manager'.

    `phone` is what candidates are told to ring; empty leaves it as it is.
    """

    email: str
    name: str
    role: str
    phone: str = ""


def connect(
    runtime: Runtime, adapter: Adapter, account: Account, branch: NewBranch, people: Sequence[NewPerson]
) -> str:
    """Connect an account, making its agency, branch and people where they are new; its path key.

    Raises `NotPossible` for an account that is polled and connected already: every interview would be heard
    twice.
    """
    now = runtime.now()
    with runtime.db.transaction() as db:
        owner = agencies.agency_id(db, branch.agency)
        if owner is None:
            owner = agencies.add_agency(db, runtime.keys, branch.agency, branch.timezone, branch.region, now)
        if adapter.polls_every is not None:
            _refuse_second(db, owner, adapter, account.base_url)
        branch_id = _branch(db, owner, branch, now)
        for person in people:
            agencies.add_consultant(db, owner, person.email, person.name, person.role)
        polls = adapter.polls_every is not None
        reads = adapter.reads_on_understanding
        return add(db, runtime.keys, owner, branch_id, adapter.name, account, now, polls, reads)


def _refuse_second(db: DbConnection, owner: int, adapter: Adapter, base_url: str) -> None:
    known = db.execute(
        select(connections.c.id).where(
            connections.c.agency_id == owner,
            connections.c.adapter == adapter.name,
            connections.c.base_url == base_url,
        )
    ).scalar()
    if known is not None:
        raise NotPossible(
            f"This agency's {adapter.title} at {base_url} is connected already, as connection {known}.\n"
            f"To change its credentials:  afterview connection credentials {known} --credential NAME=VALUE"
        )


def _branch(db: DbConnection, owner: int, branch: NewBranch, now: datetime) -> int:
    row_id = agencies.branch_id(db, owner, branch.name)
    if row_id is None:
        row_id = agencies.add_branch(db, owner, branch.name, branch.timezone, branch.region, branch.brand)
    if branch.live:
        agencies.switch(db, row_id, "live", now)
    return row_id


def agency_named(db: DbConnection, name: str) -> int:
    """The agency of this name. Raises `NotFound`, which lists those there are."""
    owner = agencies.agency_id(db, name)
    if owner is None:
        known = ", ".join(db.execute(select(agency_rows.c.name).order_by(agency_rows.c.name)).scalars())
        raise NotFound(f"There is no agency called {name}. " + (f"There is: {known}." if known else ""))
    return owner


def agency_of(runtime: Runtime, name: str) -> int:
    """The same, where nothing else is read. Raises `NotFound`."""
    with runtime.db.reading() as db:
        return agency_named(db, name)


def branch_named(db: DbConnection, agency: str, name: str) -> int:
    """The number of an agency's branch. Raises `NotFound`."""
    owner = agency_named(db, agency)
    row_id = agencies.branch_id(db, owner, name)
    if row_id is None:
        raise NotFound(f"{agency} has no branch called {name}. List them:  afterview branches")
    return row_id


def switch(runtime: Runtime, agency: str, name: str, mode: str, who: str) -> None:
    """Switch one branch to 'off', 'dry_run' or 'live', from now on. Raises `NotFound`."""
    with runtime.db.transaction() as db:
        row_id = branch_named(db, agency, name)
        _switch(runtime, db, row_id, mode)
        note(runtime, db, agency_named(db, agency), who, f"branch {row_id} switched to {mode}")


def choose_modules(
    runtime: Runtime, agency: str, name: str, who: str, more: Sequence[str], fewer: Sequence[str]
) -> tuple[str, ...]:
    """Ask more or fewer modules of questions at one branch; those that it asks now. Raises `NotFound`."""
    known = runtime.questions[ENGLISH].modules
    for module in more:
        if module not in known:
            raise NotFound(f"There is no module called {module}. There is: {', '.join(known)}.")
    with runtime.db.transaction() as db:
        row_id = branch_named(db, agency, name)
        policy = db.execute(select(branches.c.policy).where(branches.c.id == row_id)).scalar_one()
        asked = tuple(one for one in dict.fromkeys((*policy.get("modules", ()), *more)) if one not in fewer)
        changed = {**policy, "modules": list(asked)}
        db.execute(update(branches).where(branches.c.id == row_id).values(policy=changed))
        what = f"branch {row_id} asks besides: {', '.join(asked) or 'nothing'}"
        note(runtime, db, agency_named(db, agency), who, what)
    return asked


def switch_all_off(runtime: Runtime, who: str, agency: str = "") -> list[str]:
    """Switch off every branch, or one agency's; the names of those that were on."""
    with runtime.db.transaction() as db:
        query = select(branches).where(branches.c.mode != "off").order_by(branches.c.id)
        if agency:
            query = query.where(branches.c.agency_id == agency_named(db, agency))
        on = db.execute(query).all()
        for row in on:
            _switch(runtime, db, row.id, "off")
            note(runtime, db, row.agency_id, who, f"branch {row.id} switched from {row.mode} to off")
    return [row.name for row in on]


def _switch(runtime: Runtime, db: DbConnection, branch_id: int, mode: str) -> None:
    """In force at once: what has passed the gate and not begun goes back to pass it again."""
    agencies.switch(db, branch_id, mode, runtime.now())
    recall(db, branch_id)


def change_brand(runtime: Runtime, agency: str, name: str, changed: Mapping[str, Any]) -> None:
    """Change how a branch looks and speaks in emails; what is not named stays. Raises `NotFound`."""
    with runtime.db.transaction() as db:
        row_id = branch_named(db, agency, name)
        known = db.execute(select(branches.c.brand).where(branches.c.id == row_id)).scalar_one()
        db.execute(update(branches).where(branches.c.id == row_id).values(brand={**known, **changed}))


def add_person(runtime: Runtime, agency: str, person: NewPerson) -> None:
    """Let somebody sign in to the desk, or change their name or role. Raises `NotFound`."""
    with runtime.db.transaction() as db:
        owner = agency_named(db, agency)
        agencies.add_consultant(db, owner, person.email, person.name, person.role, person.phone)


def pause(runtime: Runtime, number: int, paused: bool, who: str) -> Connection:
    """Let a connection rest, or go on. What arrives meanwhile is kept and waits (WH-12)."""
    with runtime.db.transaction() as db:
        found = _connection(runtime, db, number)
        db.execute(update(connections).where(connections.c.id == found.id).values(paused=paused))
        what = "paused" if paused else "resumed"
        note(runtime, db, found.agency_id, who, f"connection {found.id} {what}")
    return found


def change_account(
    runtime: Runtime,
    number: int,
    who: str,
    *,
    credentials: Mapping[str, str] | None = None,
    secrets: Sequence[str] | None = None,
) -> None:
    """Put other credentials or webhook secrets in force, from the next delivery or call on (WH-07).

    What waited for other credentials goes on at once.
    """
    with runtime.db.transaction() as db:
        found = _connection(runtime, db, number)
        account = replace(
            found.account,
            credentials=found.account.credentials if credentials is None else credentials,
            secrets=found.account.secrets if secrets is None else tuple(secrets),
        )
        sealed = seal_account(runtime.keys, account)
        db.execute(update(connections).where(connections.c.id == found.id).values(sealed=sealed))
        if credentials is not None:
            waken(db, found.id, runtime.now())
        what = "credentials" if credentials is not None else "webhook secrets"
        note(runtime, db, found.agency_id, who, f"connection {found.id}: {what} changed")


def read_connection(runtime: Runtime, number: int) -> Connection:
    """A connection with its account. Raises `NotFound`."""
    with runtime.db.transaction() as db:
        return _connection(runtime, db, number)


def _connection(runtime: Runtime, db: DbConnection, number: int) -> Connection:
    """A connection, its row locked. Raises `NotFound`."""
    db.execute(select(connections.c.id).where(connections.c.id == number).with_for_update())
    found = find(db, runtime.keys, row_id=number)
    if found is None:
        raise NotFound(f"There is no connection {number}. List them:  afterview connection list")
    return found
