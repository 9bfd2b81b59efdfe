"""The database's shape: which migration it has come to, told without loading what runs migrations.

Every web process asks, and Alembic is 10 MiB.
"""

from pathlib import Path

from sqlalchemy import Column, MetaData, String, Table, select
from sqlalchemy.exc import SQLAlchemyError

from plugin.db import Database

MIGRATIONS = Path(__file__).parent / "migrations"
_version = Table("alembic_version", MetaData(), Column("version_num", String(32)))


def newest() -> str:
    """The migration that this version of the product needs: they are numbered, and a file each."""
    return max(path.name for path in MIGRATIONS.glob("versions/*.py")).partition("_")[0]


def is_current(db: Database) -> bool:
    """Whether the database answers and has the shape that this version needs."""
    try:
        with db.reading() as connection:
            return [*connection.execute(select(_version.c.version_num)).scalars()] == [newest()]
    except SQLAlchemyError:
        return False
