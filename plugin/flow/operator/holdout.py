"""Holdout: an operator starts and stops the comparison that says whether coaching helps."""

from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from plugin.errors import NotPossible
from plugin.flow.operator.audit import note
from plugin.flow.operator.set_up import agency_named
from plugin.proof.draw import LEAST_SHARE, MOST_SHARE
from plugin.runtime import Runtime
from plugin.tables import agencies
from plugin.trial_tables import holdouts


def start_holdout(runtime: Runtime, agency: str, share: int, who: str) -> None:
    """Hold out `share` per cent of the candidates who reflect from now on.

    Raises `NotFound`, and `NotPossible` for a share out of bounds or while a comparison runs: a share that
    could be changed as the figures come in would prove nothing.
    """
    if not LEAST_SHARE <= share <= MOST_SHARE:
        raise NotPossible(
            f"The share must be from {LEAST_SHARE} to {MOST_SHARE} per cent. Nothing was changed."
        )
    with runtime.db.transaction() as db:
        owner = agency_named(db, agency)
        running = _running(db, owner)
        if running is not None:
            raise NotPossible(
                f"A comparison with {running.share} per cent held out runs since "
                f"{running.started_at:%d %B %Y}. Its share stays as it is; stop it first."
            )
        db.execute(insert(holdouts).values(agency_id=owner, share=share, started_at=runtime.now()))
        note(runtime, db, owner, who, f"comparison started with {share} per cent held out")


def stop_holdout(runtime: Runtime, agency: str, who: str) -> None:
    """End the comparison: everybody is coached again. Raises `NotFound`, and `NotPossible` if none runs."""
    with runtime.db.transaction() as db:
        owner = agency_named(db, agency)
        running = _running(db, owner)
        if running is None:
            raise NotPossible("No comparison is running. Nothing was changed.")
        db.execute(update(holdouts).where(holdouts.c.id == running.id).values(stopped_at=runtime.now()))
        note(runtime, db, owner, who, f"comparison with {running.share} per cent held out stopped")


def _running(db: Connection, owner: int) -> Row[Any] | None:
    """The agency's comparison, its agency's row locked, so that two cannot be started at once."""
    db.execute(select(agencies.c.id).where(agencies.c.id == owner).with_for_update())
    running = select(holdouts).where(holdouts.c.agency_id == owner, holdouts.c.stopped_at.is_(None))
    return db.execute(running).first()
