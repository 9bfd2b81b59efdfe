"""History: what happened to a journey, and who did it; never a word of what was said."""

from datetime import datetime

from sqlalchemy import Connection, insert

from plugin.tables import history


def remember(
    db: Connection,
    agency_id: int,
    journey_id: int | None,
    who: str,
    what: str,
    now: datetime,
    outcome: str = "heard",
) -> None:
    """Keep one act, as of now. `what` names rows by number and holds no personal data."""
    db.execute(
        insert(history).values(
            agency_id=agency_id,
            journey_id=journey_id,
            who=who,
            what=what,
            happened_at=now,
            noted_at=now,
            outcome=outcome,
        )
    )
