"""The tenant wall: the one place where a query of an agency's data is confined to that agency."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, Table, or_
from sqlalchemy.sql.util import find_tables

from plugin.tables import agencies


class Scope:
    """One agency's view of the database. What belongs to another agency does not exist here."""

    def __init__(self, connection: Connection, agency_id: int) -> None:
        self._connection = connection
        self.agency_id = agency_id

    def rows(self, statement: Select[Any]) -> Sequence[Row[Any]]:
        """Run a SELECT with every table in it confined to the agency."""
        return self._connection.execute(self._confined(statement)).all()

    def first(self, statement: Select[Any]) -> Row[Any] | None:
        """The first row of a confined SELECT."""
        return self._connection.execute(self._confined(statement)).first()

    def _confined(self, statement: Select[Any]) -> Select[Any]:
        tables = find_tables(statement, include_joins=True, include_selects=True)
        for table in {t for t in tables if isinstance(t, Table)}:
            owner = _owner(table)
            # NULL is only ever the empty side of an outer join: the column itself is never empty.
            statement = statement.where(or_(owner == self.agency_id, owner.is_(None)))
        return statement


def _owner(table: Table) -> Column[Any]:
    """The column that says whose a row is. Raises `ValueError` for a table that belongs to no agency."""
    if table is agencies:
        return table.c.id
    if "agency_id" not in table.c:
        raise ValueError(f"{table.name} belongs to no agency and cannot be read through a scope")
    return table.c.agency_id
