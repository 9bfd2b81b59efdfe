"""`afterview keys rotate` and `afterview restored`."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary

from plugin.app import create_app
from plugin.db import Database
from plugin.flow.operator.reseal import _SEALED, reseal
from plugin.keys import Keys
from plugin.runtime import Runtime
from plugin.tables import branches, effects, history, metadata
from tests.support.commands import Afterview
from tests.support.world import World

OLD, NEW = "k" * 40, "n" * 40
HOUR = timedelta(hours=1)
EWAN = {
    "candidate": {"id": "c-2", "name": "Ewan Gray", "email": "ewan@example.com"},
    "application": {"id": "a-2"},
    "interview": {"id": "i-2"},
}


def with_keys(runtime: Runtime, *secret_keys: str) -> Runtime:
    settings = replace(runtime.settings, secret_keys=secret_keys)
    return replace(runtime, settings=settings, keys=Keys(secret_keys))


@pytest.fixture
def rotated(world: World, afterview: Afterview) -> World:
    """A world with an answer in it, and a new key in front of the old one."""
    world.hears("interview.completed")
    world.work()
    world.clock.forward(minutes=95)
    world.work()
    world.answers(world.survey_path())
    afterview.runtime = with_keys(world.runtime, NEW, OLD)
    return world


def sealed(world: World) -> list[bytes]:
    return [
        value
        for column in _SEALED
        for value in (getattr(row, column.name) for row in world.rows(column.table))
        if value is not None
    ]


def test_every_sealed_column_is_known() -> None:
    """A new column of bytes must be resealed too, or its values are lost with the old key."""
    binary = {
        column
        for table in metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, LargeBinary)
    }

    assert set(_SEALED) == binary


def test_rotate_seals_everything_with_the_newest_key(rotated: World, afterview: Afterview) -> None:
    """SE-10."""
    before = [rotated.runtime.keys.unseal(value) for value in sealed(rotated)]

    done = afterview("keys", "rotate")

    assert [Keys([NEW]).unseal(value) for value in sealed(rotated)] == before
    assert done.stdout.endswith(f"{len(before)} sealed anew; 0 were already.\n")


def test_rotate_broken_off_goes_on_where_it_was(rotated: World, afterview: Afterview) -> None:
    def break_off(_done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reseal(afterview.runtime, break_off)

    done = afterview("keys", "rotate")

    assert done.stdout.endswith(f"{len(sealed(rotated)) - 1} sealed anew; 1 were already.\n")


def test_rotate_leaves_what_no_key_opens_and_says_so(rotated: World, afterview: Afterview) -> None:
    before = sealed(rotated)
    afterview.runtime = with_keys(rotated.runtime, NEW)

    done = afterview("keys", "rotate", code=1)

    assert f"{len(before)} could be opened by no key and were left as they are." in done.output
    assert sealed(rotated) == before


@pytest.fixture
def restored(world: World, tmp_path: Path) -> Iterator[World]:
    """The world on a copy of its database, made just before a survey and a note went."""
    world.hears("interview.completed")
    world.hears("interview.completed", **EWAN)
    world.work()
    world.clock.forward(minutes=95)
    copy(world, tmp_path / "backup.db")
    world.work()
    runtime = replace(world.runtime, db=Database(f"sqlite:///{tmp_path / 'backup.db'}"))
    yield replace(world, runtime=runtime, client=create_app(runtime.settings, runtime).test_client())
    runtime.db.close()


def copy(world: World, path: Path) -> None:
    original = world.runtime.db.engine.url.database or ""
    with closing(sqlite3.connect(original)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)


def test_a_database_from_a_backup_sends_nothing_a_second_time(restored: World, afterview: Afterview) -> None:
    """RL-22: what it thinks is due went after the backup was made."""
    sent = len(restored.mail.sent)
    afterview.runtime = restored.runtime

    afterview("restored")
    restored.work()
    restored.clock.forward(days=1)
    restored.work()

    assert sent == 2
    assert len(restored.mail.sent) == sent
    assert [row.state for row in restored.rows(effects)] == ["unknown", "unknown"]


def test_without_the_command_it_would(restored: World) -> None:
    """What the command is for."""
    sent = len(restored.mail.sent)

    restored.work()

    assert len(restored.mail.sent) == 2 * sent


def test_what_is_heard_again_after_a_restore_asks_nobody_again(restored: World, afterview: Afterview) -> None:
    """An interview that was heard, and asked about, between the backup and its restore."""
    afterview.runtime = restored.runtime
    afterview("restored")
    afterview("branch", "Paisley", "live", "--agency", "Northgate Recruitment")
    sent = len(restored.mail.sent)

    restored.hears("interview.completed", interview={"id": "i-5"}, ends_at=restored.clock.at - HOUR)
    restored.work()
    restored.clock.forward(hours=2)
    restored.work()

    assert len(restored.mail.sent) == sent
    assert [row.reason for row in restored.rows(effects, state="skipped")] == ["before_go_live"]


def test_after_a_restore_a_note_is_looked_for_before_it_is_written(
    world: World, afterview: Afterview
) -> None:
    world.hears("interview.completed")
    world.work()
    world.clock.forward(minutes=95)
    world.work()
    world.answers(world.survey_path())

    done = afterview("restored", "--as", "Morag")

    (note,) = world.rows(effects, kind="note")
    assert (note.state, note.doubtful) == ("waiting", True)
    assert "Notes and tasks to be looked for before they are written: 1." in done.output
    assert [row.mode for row in world.rows(branches)] == ["off"]
    assert [(row.who, row.what) for row in world.rows(history, outcome="operator")] == [
        ("Morag", "branch 1 switched from live to off"),
        ("Morag", "started from a backup"),
    ]


def test_what_is_due_later_still_waits_after_a_restore(world: World, afterview: Afterview) -> None:
    world.hears("interview.completed")
    world.work()

    done = afterview("restored")

    assert [row.state for row in world.rows(effects)] == ["waiting"]
    assert "Emails now in doubt: 0." in done.output
