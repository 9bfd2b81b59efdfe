"""Rows of people, applications and journeys in hand: locked, compared, changed and written back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, Update, bindparam, update

from plugin.alerts import Urgency
from plugin.journeys.machine import Application, Contact, Interview, Journey

FACTS = tuple(f.name for f in fields(Journey))
"""The columns of a journey's row that are its facts."""
_ENUMS = {"interview": Interview, "application": Application, "contact": Contact}


@dataclass(slots=True)
class Record:
    """A locked row, and what of it has changed."""

    values: dict[str, Any]
    changed: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def set(self, **values: Any) -> None:
        """Change columns, to be written by `save_records`."""
        different = {name: value for name, value in values.items() if self.values[name] != value}
        self.values.update(different)
        self.changed.update(different)

    def tell(self, said_at: datetime, **said: Any) -> None:
        """Take over what is said, unless something later has been; what was never said is always welcome."""
        newer = said_at >= self["said_at"]
        self.set(**{name: value for name, value in said.items() if value and (newer or not self[name])})
        if newer:
            self.set(said_at=said_at)


def journey_of(values: Mapping[str, Any]) -> Journey:
    """The facts of a journey's row."""
    facts = {name: values[name] for name in FACTS}
    enums = {name: kind(facts[name]) for name, kind in _ENUMS.items()}
    return Journey(**{**facts, **enums, "alert": Urgency(facts["alert"]) if facts["alert"] else None})


def write_facts(record: Record, after: Journey) -> None:
    """Put a journey's facts into its row, with the state and reason that follow from them."""
    record.set(
        **{name: getattr(after, name) for name in FACTS},
        state=after.state,
        reason=after.closed_because or "",
    )


def standing(candidate: Record, application: Record | None) -> Journey:
    """What is known of a candidate and an application before, or apart from, any interview."""
    known = Journey(
        contact=Contact(candidate["contact"]),
        contact_as_of=candidate["contact_as_of"],
        stopped=candidate["stopped"],
    )
    if application is None:
        return known
    return replace(
        known,
        application=Application(application["status"]),
        application_as_of=application["as_of"],
        stopped=candidate["stopped"] or application["stopped"],
    )


def save_records(connection: Connection, table: Table, records: Iterable[Record]) -> None:
    """Write the changed columns of locked rows, those with the same columns together."""
    by_columns: dict[tuple[str, ...], list[Record]] = {}
    for record in records:
        if record.changed:
            by_columns.setdefault(tuple(sorted(record.changed)), []).append(record)
    for columns, alike in by_columns.items():
        _save(connection, table, columns, alike)


def _save(connection: Connection, table: Table, columns: tuple[str, ...], records: Sequence[Record]) -> None:
    changed = records[0].changed
    if all(record.changed == changed for record in records):
        ids = [record["id"] for record in records]
        connection.execute(update(table).where(table.c.id.in_(ids)).values(changed))
    else:
        rows = [{"row_id": record["id"], **record.changed} for record in records]
        connection.execute(_saving(table, columns), rows)
    for record in records:
        record.changed = {}


@cache
def _saving(table: Table, columns: tuple[str, ...]) -> Update:
    statement = update(table).where(table.c.id == bindparam("row_id"))
    return statement.values({name: bindparam(name) for name in columns})
