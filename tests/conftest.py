"""Fixtures for real servers and a real browser, and the line that says which of them were missing."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from tests.support.chromium import find_chromium
from tests.support.ledger import show_ledgers
from tests.support.postgres import Databases, Postgres
from tests.support.rabbitmq import RabbitMQ
from tests.support.redis import Redis, empty_database
from tests.support.servers import MISSING, Server, address, breakable

# How long an example takes says nothing on a shared machine.
settings.register_profile("afterview", deadline=None, print_blob=True)
settings.load_profile("afterview")

# By default structlog draws each traceback with all its locals, which takes a second or more.
_console = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
structlog.configure(processors=[structlog.processors.add_log_level, _console])

_HEAVY = {"amqp_url": "rabbitmq", "breakable_rabbitmq": "rabbitmq"}
"""Fixtures whose server is slow to start: their tests share one worker, and so one server."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[Databases]:
    """A PostgreSQL server to make databases on."""
    with address(Postgres) as url:
        databases = Databases(url)
        yield databases
        databases.close()


@pytest.fixture
def postgres_url(postgres: Databases) -> Iterator[str]:
    """The URL of an empty PostgreSQL database, for this test alone."""
    with postgres.fresh() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'afterview.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def redis_server_url() -> Iterator[str]:
    """The URL of a Redis server."""
    with address(Redis) as url:
        yield url


@pytest.fixture
def redis_url(redis_server_url: str) -> Iterator[str]:
    """The URL of an empty Redis database, for this test alone."""
    with empty_database(redis_server_url) as url:
        yield url


@pytest.fixture(scope="session")
def amqp_url() -> Iterator[str]:
    """The URL of a RabbitMQ broker; a test names or empties its own queues."""
    with address(RabbitMQ) as url:
        yield url


@pytest.fixture(scope="session")
def _breakable_postgres() -> Iterator[Server]:
    with breakable(Postgres) as server:
        yield server


@pytest.fixture(scope="session")
def _breakable_redis() -> Iterator[Server]:
    with breakable(Redis) as server:
        yield server


@pytest.fixture(scope="session")
def _breakable_rabbitmq() -> Iterator[Server]:
    with breakable(RabbitMQ) as server:
        yield server


@pytest.fixture
def breakable_postgres(_breakable_postgres: Server) -> Server:
    """A running PostgreSQL that the test may stop, kill and start."""
    _breakable_postgres.start()
    return _breakable_postgres


@pytest.fixture
def breakable_redis(_breakable_redis: Server) -> Server:
    """A running Redis that the test may stop, kill and start."""
    _breakable_redis.start()
    return _breakable_redis


@pytest.fixture
def breakable_rabbitmq(_breakable_rabbitmq: Server) -> Server:
    """A running RabbitMQ that the test may stop, kill and start."""
    _breakable_rabbitmq.start()
    return _breakable_rabbitmq


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium, for Playwright's `executable_path`."""
    return find_chromium()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of one heavy server on one worker (`--dist loadgroup`)."""
    for item in items:
        groups = {_HEAVY[name] for name in getattr(item, "fixturenames", ()) if name in _HEAVY}
        for group in sorted(groups):
            item.add_marker(pytest.mark.xdist_group(group))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the fault stories' counts, and say in one line what was not tested and how to test it."""
    show_ledgers(terminalreporter)
    skipped: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        _, found, what = str(report.longrepr[2]).partition(MISSING)
        if found:
            skipped[what] += 1
    if skipped:
        lacking = "; ".join(f"{count} for want of {what}" for what, count in sorted(skipped.items()))
        terminalreporter.write_line(f"NOT TESTED: {lacking}", red=True, bold=True)
