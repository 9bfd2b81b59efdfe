"""The tenant wall: the one place where a query of an agency's data is confined to that agency."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, Table
from sqlalchemy.sql.util import find_tables


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
            if "agency_id" not in table.c:
                raise ValueError(f"{table.name} belongs to no agency and cannot be read through a scope")
            statement = statement.where(table.c.agency_id == self.agency_id)
        return statement
