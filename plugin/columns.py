"""The columns that many tables share, and how their keys and indexes are named."""

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, MetaData, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from plugin.db import UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")
Json = JSON().with_variant(JSONB(), "postgresql")


def row_id() -> Column[int]:
    """The row's own number."""
    return Column("id", Id, primary_key=True, autoincrement=True)


def agency() -> Column[int]:
    """The tenant."""
    return Column("agency_id", Id, ForeignKey("agencies.id"), nullable=False)


def agency_unchecked() -> Column[int]:
    """For what is written all the time: a foreign key would make every insert lock the same agency's row."""
    return Column("agency_id", Id, nullable=False)


def connection_unchecked(*, nullable: bool = False) -> Column[int]:
    """The same for the connection."""
    return Column("connection_id", Id, nullable=nullable)


def work() -> list[Column]:  # type: ignore[type-arg]
    """What every row of work carries, so that one queue serves inbox and outbox alike."""
    return [
        Column("lane", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("due_at", UtcDateTime, nullable=False),
        Column("attempts", Integer, nullable=False, default=0),
        Column("failing_since", UtcDateTime),
        Column("lease_token", Text),
        Column("lease_until", UtcDateTime),
        Column("reason", Text, nullable=False, default=""),
        Column("created_at", UtcDateTime, nullable=False),
        Column("done_at", UtcDateTime),
    ]


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over some rows only."""
    return Index(name, *columns, unique=unique, postgresql_where=text(where), sqlite_where=text(where))
