"""Rest for the other side: how long a row pauses after a failure, and when a whole lane is left alone."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, update

from plugin.tables import lanes

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=15)
"""Between two tries of one row. What keeps a dead side from being pestered is the rest of its lane."""
FAILURES_TO_OPEN = 3
FIRST_BREAK = timedelta(seconds=10)
LONGEST_BREAK = timedelta(minutes=5)
LONGEST_ASKED = timedelta(hours=1)
"""However long the other side asks for."""


def pause_after(attempts: int, asked: float | None = None) -> timedelta:
    """How long to wait before trying again: doubling with jitter (RL-11), or as the other side asked.

    What it asks is seconds; some systems send a date there, and nobody is kept waiting for years.
    """
    doubled = min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)
    jittered: timedelta = doubled * (0.75 + secrets.randbelow(501) / 1000)
    return max(jittered, _asked(asked)) if asked else jittered


def _asked(seconds: float) -> timedelta:
    return timedelta(seconds=min(seconds, LONGEST_ASKED.total_seconds()))


def note_success(connection: Connection, lane: str) -> None:
    """The other side answered: forget its failures."""
    connection.execute(
        update(lanes).where(lanes.c.name == lane, lanes.c.failures > 0).values(failures=0, open_until=None)
    )


def note_failure(connection: Connection, lane: str, now: datetime, asked: float | None = None) -> bool:
    """Count a failure of the other side, and rest the lane after several or where it asked for rest; whether
    it rests now."""
    row = connection.execute(
        update(lanes)
        .where(lanes.c.name == lane)
        .values(failures=lanes.c.failures + 1)
        .returning(lanes.c.failures)
    ).one()
    over = row.failures - FAILURES_TO_OPEN
    if over < 0 and not asked:
        return False
    rest = min(FIRST_BREAK * 2 ** min(max(over, 0), 10), LONGEST_BREAK)
    rest = max(rest, _asked(asked)) if asked else rest
    rest_lane(connection, lane, now + rest)
    return True


def rest_lane(connection: Connection, lane: str, until: datetime) -> None:
    """Serve this lane to nobody until then, whatever is due."""
    connection.execute(update(lanes).where(lanes.c.name == lane).values(open_until=until))
