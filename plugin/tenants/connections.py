"""Connections: one agency's account at one ATS, with its credentials sealed."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection as DbConnection
from sqlalchemy import Row, insert, select

from config.names import Queue
from integrations.ats.contract import Account
from plugin.keys import Keys
from plugin.queue import lane_name
from plugin.tables import agencies, branches, connections, lanes


@dataclass(frozen=True, slots=True)
class Connection:
    """An account at an ATS, opened. `branches` maps the names that the ATS uses to our branches."""

    id: int
    key: str
    agency_id: int
    branch_id: int
    adapter: str
    account: Account
    paused: bool
    cursor: Mapping[str, str]
    address_key: bytes
    branches: Mapping[str, int]


def find(
    db: DbConnection, keys: Keys, *, key: str | None = None, row_id: int | None = None
) -> Connection | None:
    """The connection with this path key or this id; None if there is none."""
    which = connections.c.key == key if key is not None else connections.c.id == row_id
    row = db.execute(
        select(connections, agencies.c.sealed_address_key, agencies.c.name.label("agency_name"))
        .join(agencies)
        .where(which)
    ).first()
    return _opened(db, keys, row) if row else None


def branches_of(db: DbConnection, agency_id: int) -> dict[str, int]:
    """The agency's branches by name in lower case; of two spellings of one name, the branch made first."""
    known = db.execute(
        select(branches.c.name, branches.c.id)
        .where(branches.c.agency_id == agency_id)
        .order_by(branches.c.id.desc())
    )
    return {name.casefold(): branch_id for name, branch_id in known}


def _opened(db: DbConnection, keys: Keys, row: Row[Any]) -> Connection:
    opened = keys.unseal_json(row.sealed)
    return Connection(
        id=row.id,
        key=row.key,
        agency_id=row.agency_id,
        branch_id=row.branch_id,
        adapter=row.adapter,
        account=Account(row.base_url, opened["credentials"], tuple(opened["secrets"])),
        paused=row.paused,
        cursor=row.cursor,
        address_key=keys.unseal(row.sealed_address_key),
        # An ATS with one company calls the whole agency's work by the agency's own name.
        branches={row.agency_name.casefold(): row.branch_id} | branches_of(db, row.agency_id),
    )


def seal_account(keys: Keys, account: Account) -> bytes:
    """An account's credentials and webhook secrets, as stored (SE-10)."""
    return keys.seal_json({"credentials": dict(account.credentials), "secrets": list(account.secrets)})


def add(
    db: DbConnection,
    keys: Keys,
    agency_id: int,
    branch_id: int,
    adapter: str,
    account: Account,
    now: datetime,
    polls: bool,
    reads: bool = False,
) -> str:
    """Make a connection and its lanes; its path key, of 192 random bits (WH-24).

    `polls` says that the ATS is asked for news, `reads` that understanding its deliveries calls it: then its
    inbox, like its outbox, is served by one worker at a time, so that a slow ATS holds up nobody else's.
    """
    key = secrets.token_urlsafe(24)
    row_id = db.execute(
        insert(connections)
        .values(
            agency_id=agency_id,
            key=key,
            branch_id=branch_id,
            adapter=adapter,
            base_url=account.base_url,
            sealed=seal_account(keys, account),
            cursor={},
            poll_at=now if polls else None,
            created_at=now,
        )
        .returning(connections.c.id)
    ).scalar_one()
    serial = {Queue.INBOX, Queue.ATS} if reads else {Queue.ATS}
    add_lanes(db, agency_id, [(Queue.INBOX, row_id), (Queue.ATS, row_id)], now, row_id, serial)
    return key


def add_lanes(
    db: DbConnection,
    agency_id: int,
    owners: Sequence[tuple[Queue, int]],
    now: datetime,
    connection_id: int | None = None,
    serial: Collection[Queue] = (),
) -> None:
    """Make the lanes that an owner's work waits in; `serial` are those for one worker at a time."""
    db.execute(
        insert(lanes),
        [
            {
                "name": lane_name(queue, owner_id),
                "queue": queue,
                "agency_id": agency_id,
                "connection_id": connection_id,
                "serial": queue in serial,
                "served_at": now,
            }
            for queue, owner_id in owners
        ],
    )
