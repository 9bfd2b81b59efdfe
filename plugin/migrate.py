"""Bring the database up to the shape that this version needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from plugin.db import Database

_FOLDER = Path(__file__).parent / "migrations"


def upgrade(db: Database) -> None:
    """Run every migration that has not been run. Safe to repeat."""
    with db.transaction() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(db: Database) -> bool:
    """Whether the database answers and has the shape that this version needs."""
    try:
        with db.reading() as connection:
            at = MigrationContext.configure(connection).get_current_heads()
    except SQLAlchemyError:
        return False
    return set(at) == set(ScriptDirectory.from_config(_config()).get_heads())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config
