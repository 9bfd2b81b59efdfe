"""Who commits, and who writes SQL."""

import ast
from pathlib import Path

import pytest

from tests.support.source import calls, parse, python_files, where

COMMITS = {"commit", "begin", "begin_nested", "transaction", "rollback"}
MAY_COMMIT = ("plugin/flow/", "plugin/db.py", "plugin/migrate.py", "plugin/migrations/")
# begin and pragmas; the schema
MAY_WRITE_SQL = ("plugin/db.py", "plugin/migrations/", "plugin/tables.py", "plugin/columns.py")


def called(path: Path, tree: ast.AST, names: set[str]) -> list[str]:
    """The places where something of these names is called."""
    return [where(path, call) for name, call in calls(tree) if name in names]


def test_only_the_flow_commits() -> None:
    """A step changes rows; whether they stand together is decided in one place (RL-01)."""
    found = [
        place
        for path in python_files("plugin", "tasks", "integrations")
        for place in called(path, parse(path), COMMITS)
        if not place.startswith(MAY_COMMIT)
    ]

    assert found == []


def test_no_sql_is_written_by_hand() -> None:
    """Text SQL passes by the types, the tables and the scope of an agency."""
    found = [
        place
        for path in python_files("plugin", "tasks")
        for place in called(path, parse(path), {"text", "exec_driver_sql"})
        if not place.startswith(MAY_WRITE_SQL)
    ]

    assert found == []


@pytest.mark.parametrize(
    "line", ["session.commit()", "with engine.begin() as connection: pass", "db.transaction()"]
)
def test_called_finds_a_commit(line: str) -> None:
    assert called(Path("planted.py"), ast.parse(line), COMMITS) == ["planted.py:1"]
