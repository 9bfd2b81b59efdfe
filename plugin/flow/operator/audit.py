"""Audit: what an operator did, and who they said they were, beside what the ATSs said."""

from sqlalchemy import Connection

from plugin.flow.history import remember
from plugin.runtime import Runtime

OPERATOR = "operator"
"""The outcome that marks an operator's act in `history`; what an ATS said is 'heard' or 'superseded'."""


def note(
    runtime: Runtime, db: Connection, agency_id: int, who: str, what: str, journey_id: int | None = None
) -> None:
    """Keep one act of an operator. `what` names rows by number and holds no personal data."""
    remember(db, agency_id, journey_id, who, what, runtime.now(), OPERATOR)
