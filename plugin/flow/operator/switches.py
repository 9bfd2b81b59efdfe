"""Switches: which of the emails that are a branch's own choice it sends."""

from collections.abc import Mapping

from sqlalchemy import select, update

from plugin.errors import NotFound
from plugin.flow.operator.audit import note
from plugin.flow.operator.set_up import agency_named
from plugin.outbox.store import recall
from plugin.runtime import Runtime
from plugin.tables import branches
from plugin.tenants import agencies


def change_switches(runtime: Runtime, agency: str, name: str, given: Mapping[str, bool], who: str) -> None:
    """Switch a branch's emails on or off, from this moment; what is not named stays. Raises `NotFound`."""
    with runtime.db.transaction() as db:
        owner = agency_named(db, agency)
        branch = agencies.branch_id(db, owner, name)
        if branch is None:
            raise NotFound(f"{agency} has no branch called {name}. List them:  afterview branches")
        known = db.execute(select(branches.c.policy).where(branches.c.id == branch)).scalar_one()
        db.execute(update(branches).where(branches.c.id == branch).values(policy={**known, **given}))
        recall(db, branch)
        said = ", ".join(f"{one} {'on' if on else 'off'}" for one, on in sorted(given.items()))
        note(runtime, db, owner, who, f"branch {branch}: {said}")
