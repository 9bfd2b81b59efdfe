"""Migrations: from nothing to what the tables say, and back, on both databases (RL-21)."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

import plugin.migrations
import plugin.trial_tables
from plugin.db import Database
from plugin.migrate import upgrade
from plugin.shape import MIGRATIONS, is_current, newest
from plugin.tables import metadata


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


def names(db: Database) -> set[str]:
    with db.reading() as tx:
        return set(inspect(tx).get_table_names())


def test_the_migrations_make_what_the_tables_say(db: Database) -> None:
    upgrade(db)

    with db.reading() as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_the_partial_indexes_are_made_as_the_tables_say(db: Database) -> None:
    """Autogenerate does not compare an index's condition."""
    upgrade(db)

    said = {
        index.name
        for table in metadata.tables.values()
        for index in table.indexes
        if index.dialect_options["postgresql"]["where"] is not None
    }
    with db.reading() as tx:
        made = {
            index["name"]
            for table in metadata.tables
            for index in inspect(tx).get_indexes(table)
            if any(option.endswith("_where") for option in index.get("dialect_options", {}))
        }
    assert made == said != set()


def test_upgrading_twice_changes_nothing(db: Database) -> None:
    upgrade(db)
    before = names(db)

    upgrade(db)

    assert names(db) == before


def test_downgrading_takes_everything_away_and_upgrading_brings_it_back(db: Database) -> None:
    upgrade(db)

    with db.transaction() as tx:
        config = Config()
        config.set_main_option("script_location", next(iter(plugin.migrations.__path__)))
        config.attributes["connection"] = tx
        command.downgrade(config, "base")
    emptied = names(db)
    upgrade(db)

    assert emptied == {"alembic_version"}
    assert names(db) == {*metadata.tables, "alembic_version"}


def test_a_database_is_current_only_once_it_was_upgraded(db: Database) -> None:
    before = is_current(db)
    upgrade(db)

    assert (before, is_current(db)) == (False, True)


def test_the_newest_shape_is_what_the_migrations_lead_to() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert [newest()] == ScriptDirectory.from_config(config).get_heads()


def test_the_web_runs_without_what_runs_migrations() -> None:
    """Alembic is 10 MiB in each process that loads it."""
    said = subprocess.run(
        [sys.executable, "-c", "import plugin.app, sys; print('alembic' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout == "False\n"


def test_a_database_that_does_not_answer_is_not_current() -> None:
    nowhere = Database("postgresql://nobody@127.0.0.1:1/nothing")

    assert is_current(nowhere) is False
