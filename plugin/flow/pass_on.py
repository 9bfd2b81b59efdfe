"""Pass on: the consultant says that they have sent a candidate's note on, and the candidate can see it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection as DbConnection
from sqlalchemy import Row, select, update

from plugin.errors import NotFound
from plugin.flow.desk import seen
from plugin.flow.history import remember
from plugin.flow.progress import lock
from plugin.runtime import Runtime
from plugin.tables import follow_ups
from plugin.tenants.scope import Scope
from plugin.views import SignedIn


class PassOns:
    """What the desk asks of the product about notes to pass on."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def sent_on(self, signed_in: SignedIn, journey: int, number: int, asked_at: datetime | None) -> bool:
        """Mark a note as sent on, by this person now; whether its words are still those of `asked_at`.

        Nothing is marked if they are not. A note that was taken back can be marked too: it may have crossed
        with the candidate's wish. Raises `NotFound` as `Desk.journey` does.
        """
        return self._say(signed_in, journey, number, asked_at, self._runtime.now(), signed_in.name)

    def not_sent_on(self, signed_in: SignedIn, journey: int, number: int, asked_at: datetime | None) -> bool:
        """Take that mark back; as `sent_on`."""
        return self._say(signed_in, journey, number, asked_at, None, "")

    def _say(
        self,
        signed_in: SignedIn,
        journey: int,
        number: int,
        asked_at: datetime | None,
        at: datetime | None,
        by: str,
    ) -> bool:
        with self._runtime.db.transaction() as db:
            seen(Scope(db, signed_in.agency_id), signed_in, journey)
            (locked,) = lock(db, [journey])
            row = _given(db, journey, number)
            if row.permitted_at != asked_at:
                return False
            if (row.sent_on_at is None) == (at is None):
                return True
            changed = {"sent_on_at": at, "sent_on_by": by}
            db.execute(update(follow_ups).where(follow_ups.c.id == row.id).values(**changed))
            what = "follow_up.sent_on" if at else "follow_up.not_sent_on"
            remember(db, locked.agency_id, locked.id, signed_in.name, what, self._runtime.now())
            return True


def _given(db: DbConnection, journey: int, number: int) -> Row[Any]:
    """A note that was given to be passed on, at some time. Raises `NotFound`."""
    this = (follow_ups.c.journey_id == journey) & (follow_ups.c.number == number)
    row = db.execute(select(follow_ups).where(this, follow_ups.c.permitted_at.is_not(None))).first()
    if row is None:
        raise NotFound("There is no such note on this journey.")
    return row
