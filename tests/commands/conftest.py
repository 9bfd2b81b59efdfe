"""The `afterview` command on a world of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.logging import set_up
from tests.support.commands import Afterview
from tests.support.world import World, build_world


@pytest.fixture(autouse=True)
def _quiet() -> None:
    """As in a real process: without it every logged error is drawn with its locals, for seconds."""
    set_up("CRITICAL")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Northgate, with Paisley live, on SQLite."""
    world = build_world(f"sqlite:///{tmp_path / 'afterview.db'}")
    yield world
    world.runtime.close()


@pytest.fixture
def afterview(world: World) -> Afterview:
    """The command, run on that world."""
    return Afterview(world)
