"""Bring the database up to the shape that this version needs."""

from alembic import command
from alembic.config import Config

from plugin.db import Database
from plugin.shape import MIGRATIONS


def upgrade(db: Database) -> None:
    """Run every migration that has not been run. Safe to repeat."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with db.transaction() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
