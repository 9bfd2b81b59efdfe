"""Reseal: after a new secret key has been put in front, everything stored is sealed anew with it (SE-10)."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from cryptography.fernet import InvalidToken
from sqlalchemy import Column, Connection, func, select, update

from plugin.keys import Keys
from plugin.runtime import Runtime
from plugin.tables import agencies, connections, deliveries, follow_ups, reflections

BATCH = 200
_SEALED: tuple[Column[bytes], ...] = (
    agencies.c.sealed_address_key,
    connections.c.sealed,
    deliveries.c.body,
    reflections.c.answers,
    reflections.c.reading,
    follow_ups.c.words,
)
"""Every column that holds something sealed; a test looks for one that is missing here."""


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many values were sealed anew, were already, and could be opened by no key."""

    anew: int = 0
    already: int = 0
    unopenable: int = 0


def count_sealed(runtime: Runtime) -> int:
    """How many values are stored sealed."""
    with runtime.db.reading() as db:
        return sum(
            db.execute(select(func.count()).where(column.is_not(None))).scalar_one() for column in _SEALED
        )


def reseal(runtime: Runtime, progress: Callable[[int], None]) -> Resealed:
    """Seal everything with the newest key, a batch to a transaction; `progress` is told how many are done.

    Safe beside running processes, and to be broken off and repeated: what is done already is passed over.
    """
    newest = Keys(runtime.settings.secret_keys[:1])
    total = Resealed()
    for column in _SEALED:
        last = 0
        while True:
            with runtime.db.transaction() as db:
                ids, done = _batch(db, column, last, runtime.keys, newest)
            if not ids:
                break
            total = _sum(total, done)
            last = ids[-1]
            progress(len(ids))
    return total


def _batch(
    db: Connection, column: Column[bytes], after: int, keys: Keys, newest: Keys
) -> tuple[list[int], Resealed]:
    table = column.table
    rows = db.execute(
        select(table.c.id, column.label("sealed"))
        .where(table.c.id > after, column.is_not(None))
        .order_by(table.c.id)
        .limit(BATCH)
        .with_for_update()
    ).all()
    done = Resealed()
    for row in rows:
        if _opens(newest, row.sealed):
            done = replace(done, already=done.already + 1)
        elif _opens(keys, row.sealed):
            db.execute(update(table).where(table.c.id == row.id).values({column: keys.reseal(row.sealed)}))
            done = replace(done, anew=done.anew + 1)
        else:
            done = replace(done, unopenable=done.unopenable + 1)
    return [row.id for row in rows], done


def _opens(keys: Keys, sealed: bytes) -> bool:
    try:
        keys.unseal(sealed)
    except InvalidToken:
        return False
    return True


def _sum(one: Resealed, other: Resealed) -> Resealed:
    return Resealed(one.anew + other.anew, one.already + other.already, one.unopenable + other.unopenable)


def unopenable(runtime: Runtime, newest_rows: int) -> dict[str, int]:
    """By table, how many of its newest sealed values no key opens."""
    found = {table: opened.count(False) for table, opened in _newest(runtime, newest_rows).items()}
    return {table: count for table, count in found.items() if count}


def opens_nothing(runtime: Runtime) -> bool:
    """Whether something is stored sealed, and the keys open none of the newest of it."""
    opened = [one for values in _newest(runtime, 20).values() for one in values]
    return bool(opened) and not any(opened)


def _newest(runtime: Runtime, rows: int) -> dict[str, list[bool]]:
    """By table, whether each of its newest sealed values can be opened."""
    found = {}
    with runtime.db.reading() as db:
        for column in _SEALED:
            table = column.table
            values = db.execute(
                select(column).where(column.is_not(None)).order_by(table.c.id.desc()).limit(rows)
            ).scalars()
            found[str(table)] = [_opens(runtime.keys, value) for value in values]
    return found
