"""Each story is told on both databases, and on each in every way that work may reach us."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.support.postgres import Databases
from tests.support.story import Story, Variant, begin_story


@pytest.fixture(autouse=True)
def _plain_log() -> Iterator[None]:
    """Log in plain lines: structlog's own way of drawing a traceback takes a second for each."""
    structlog.configure(processors=[structlog.processors.KeyValueRenderer()])
    yield
    structlog.reset_defaults()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'afterview.db'}"
        return
    server: Databases = request.getfixturevalue("postgres")
    with server.fresh() as url:
        yield url


@pytest.fixture(params=list(Variant), ids=lambda variant: variant.replace(" ", "_"))
def story(request: pytest.FixtureRequest, database_url: str) -> Iterator[Story]:
    """A story that has not begun: Northgate's branch in Paisley is live, on a Tuesday at ten."""
    begun = begin_story(database_url, request.param)
    yield begun
    begun.world.runtime.close()
