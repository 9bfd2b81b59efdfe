"""What became of every interview that was accepted: the count at the end of a fault story."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from integrations.mail.message import message_id
from plugin.db import Database
from plugin.effects import EffectKind, EffectState
from plugin.flow.records import marker_of
from plugin.tables import connections, deliveries, effects, journeys, lanes

SENDER_DOMAIN = "northgate.example"
PROPERTY = "ledger"
"""Under this name a story's ledger travels in its test's report."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Of `accepted` interviews: done, in doubt, refused for good, or lost; and how many copies too many."""

    accepted: int
    done: int
    unknown: int = 0
    failed: int = 0
    lost: int = 0
    doubled: int = 0


def count(db: Database, kind: EffectKind, accepted: Iterable[str], arrived: Iterable[str]) -> Ledger:
    """Compare what was accepted with what arrived at the other side and what our rows say of it.

    `arrived` are Message-IDs or notes' markers. Done is what the row says is done and has arrived; whatever
    is neither done, in doubt nor refused is lost, and so is a row that says done where nothing arrived.
    """
    rows = _rows(db, kind)
    copies = Counter(arrived)
    wanted = set(accepted)
    state = {ref: row_state for ref, (row_state, _) in rows.items() if ref in wanted}
    names = {ref: name for ref, (_, name) in rows.items() if ref in wanted}
    done = [ref for ref, found in state.items() if found == EffectState.DONE and copies[names[ref]]]
    unknown = sum(found == EffectState.UNKNOWN for found in state.values())
    failed = sum(found == EffectState.FAILED for found in state.values())
    return Ledger(
        accepted=len(wanted),
        done=len(done),
        unknown=unknown,
        failed=failed,
        lost=len(wanted) - len(done) - unknown - failed,
        doubled=sum(copies[name] - 1 for name in names.values() if copies[name] > 1),
    )


def _rows(db: Database, kind: EffectKind) -> Mapping[str, tuple[str, str]]:
    """By the interview's reference: the first such effect's state, and its name at the other side."""
    query = (
        select(journeys.c.ref, effects.c.state, effects.c.dedupe_key, connections.c.key)
        .join(effects, effects.c.journey_id == journeys.c.id)
        .join(connections, connections.c.id == journeys.c.connection_id)
        .where(effects.c.kind == kind, effects.c.dedupe_key.endswith(":0"))
    )
    with db.reading() as reader:
        found = reader.execute(query).all()
    if kind == EffectKind.NOTE:
        return {row.ref: (row.state, marker_of(row.key, row.dedupe_key)) for row in found}
    return {row.ref: (row.state, message_id(row.dedupe_key, SENDER_DOMAIN)) for row in found}


def settled(db: Database, kind: EffectKind, accepted: Iterable[str]) -> bool:
    """Whether every one of these interviews has come to an end in this kind of effect."""
    ends = {EffectState.DONE, EffectState.UNKNOWN, EffectState.FAILED, EffectState.SKIPPED}
    rows = _rows(db, kind)
    return all(ref in rows and rows[ref][0] in ends for ref in accepted)


def sending(db: Database) -> set[int]:
    """The effects that have begun and not ended: what a kill now leaves in doubt."""
    with db.reading() as reader:
        return set(reader.scalars(select(effects.c.id).where(effects.c.state == EffectState.SENDING)))


def age_leases(db: Database) -> None:
    """Let the leases of dead workers run out now and not in 90 s: honest only while no worker lives."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    with db.transaction() as tx:
        for table in (effects, deliveries):
            tx.execute(update(table).where(table.c.lease_until.is_not(None)).values(lease_until=past))
        tx.execute(update(lanes).where(lanes.c.holder.is_not(None)).values(held_until=past))


def show_ledgers(terminal: pytest.TerminalReporter) -> None:
    """Print one line for each fault story that was told."""
    told = [
        (report.nodeid.rpartition("::")[2], dict(value))
        for reports in (terminal.stats.get("passed", []), terminal.stats.get("failed", []))
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == PROPERTY and report.when == "call"
    ]
    if not told:
        return
    columns = list(told[0][1])
    terminal.section("fault stories")
    width = max(len(story) for story, _ in told)
    terminal.write_line(f"{'':<{width}}  " + "  ".join(f"{name:>8}" for name in columns))
    for story, ledger in sorted(told):
        terminal.write_line(f"{story:<{width}}  " + "  ".join(f"{ledger[name]:>8}" for name in columns))


def as_property(ledger: Ledger) -> dict[str, int]:
    """A ledger as it travels."""
    return asdict(ledger)
