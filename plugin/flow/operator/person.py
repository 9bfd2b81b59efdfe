"""A person: the rows and the deliveries that are about one candidate, for export and erasure."""

import json
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from plugin.errors import NotFound
from plugin.flow.operator.set_up import agency_named
from plugin.keys import address_hash
from plugin.runtime import Runtime
from plugin.tables import agencies, candidates, deliveries, journeys

BATCH = 200
SHORTEST_NAME = 5
"""Shorter names stand inside too many other words to be looked for."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Who somebody is to one agency: their rows at each connection, and their journeys.

    `asked_by` is the address that they were looked for by; '' if it was a number.
    """

    agency_id: int
    candidates: tuple[Row[Any], ...]
    journeys: tuple[Row[Any], ...]
    asked_by: str = ""

    @property
    def ids(self) -> list[int]:
        """Our numbers for the candidate, one for each account that knows them."""
        return [row.id for row in self.candidates]

    @property
    def hashes(self) -> set[str]:
        """The keyed hashes of their addresses, of those too that the ATS has deleted."""
        return {one for row in self.candidates if (one := row.address_hash or row.forgotten_hash)}

    @property
    def journey_ids(self) -> list[int]:
        """The numbers of their journeys."""
        return [row.id for row in self.journeys]


@dataclass(frozen=True, slots=True)
class Traces:
    """How a candidate can be recognised in the raw body of a delivery."""

    addresses: re.Pattern[str] | None
    names: re.Pattern[str] | None
    refs: frozenset[str]

    def surely_in(self, body: bytes) -> bool:
        """Whether the body holds their address."""
        return _holds(body, self.addresses)

    def named_in(self, body: bytes) -> bool:
        """Whether it holds that, their name or phone number, which others may have too."""
        return self.surely_in(body) or _holds(body, self.names)

    def perhaps_in(self, body: bytes) -> bool:
        """Whether it holds that or one of their ids in the ATS, which may be of something else elsewhere."""
        return self.named_in(body) or bool(self.refs & set(_leaves(_json(body))))


def find_person(runtime: Runtime, db: Connection, agency: str, who: str) -> Dossier:
    """Somebody by their email address, in all their rows, or one row by our number. Raises `NotFound`."""
    owner = agency_named(db, agency)
    by_number = who.isdecimal() and len(who) < 10
    if by_number:
        which = candidates.c.id == int(who)
    else:
        sealed = db.execute(select(agencies.c.sealed_address_key).where(agencies.c.id == owner)).scalar_one()
        asked = address_hash(runtime.keys.unseal(sealed), who)
        which = or_(candidates.c.address_hash == asked, candidates.c.forgotten_hash == asked)
    people = db.execute(select(candidates).where(candidates.c.agency_id == owner, which)).all()
    if not people:
        raise NotFound(
            f"{agency} has no candidate known by that address or number. Nothing was changed. "
            "Each candidate's number:  afterview journeys"
        )
    ids = [row.id for row in people]
    theirs = db.execute(select(journeys).where(journeys.c.candidate_id.in_(ids)).order_by(journeys.c.id))
    return Dossier(owner, tuple(people), tuple(theirs), "" if by_number else who.strip())


def traces_of(dossier: Dossier) -> Traces:
    """What to look for in deliveries."""
    addresses = {dossier.asked_by, *(row.email for row in dossier.candidates)}
    names = {row.name for row in dossier.candidates if len(row.name) >= SHORTEST_NAME}
    names |= {row.phone for row in dossier.candidates if row.phone}
    refs = frozenset(row.ref for row in dossier.candidates)
    return Traces(_any_of(addresses - {""}), _any_of(names), refs)


def _any_of(words: Collection[str]) -> re.Pattern[str] | None:
    """What finds any of these as whole words; None if there are none."""
    pattern = "|".join(re.escape(word) for word in sorted(words))
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE) if words else None


def own_reflections(dossier: Dossier) -> list[str]:
    """The beginnings of the keys of the deliveries that are this person's answers."""
    return [f"{row.connection_id}:reflection:{row.id}:" for row in dossier.journeys]


def is_own_reflection(dossier: Dossier, row: Row[Any]) -> bool:
    """Whether a delivery is this person's answers."""
    return str(row.dedupe_key).startswith(tuple(own_reflections(dossier)))


def kept_bodies(runtime: Runtime, agency_id: int) -> Iterator[list[Row[Any]]]:
    """Every delivery of an agency whose body is kept, a batch at a time, in order."""
    last = 0
    while True:
        with runtime.db.reading() as db:
            rows = db.execute(
                select(deliveries)
                .where(deliveries.c.agency_id == agency_id, deliveries.c.body.is_not(None))
                .where(deliveries.c.id > last)
                .order_by(deliveries.c.id)
                .limit(BATCH)
            ).all()
        if not rows:
            return
        yield list(rows)
        last = rows[-1].id


def _holds(body: bytes, words: re.Pattern[str] | None) -> bool:
    return words is not None and bool(words.search(_readable(body)))


def _readable(body: bytes) -> str:
    """The body as a person reads it: JSON's escapes undone, so that 'Zoë' is found in 'Zo\\u00eb'."""
    value = _json(body)
    return body.decode(errors="replace") if value is None else "\n".join(_leaves(value))


def _json(body: bytes) -> Any:
    with suppress(ValueError, RecursionError):
        return json.loads(body)
    return None


def _leaves(value: Any) -> Iterator[str]:
    """Every text and number in a JSON value, keys too, however deep."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case dict() as entries:
                yield from entries
                waiting += entries.values()
            case list() as items:
                waiting += items
            case None:
                pass
            case leaf:
                yield str(leaf)
