"""A throw-away PostgreSQL, and a fresh database on any."""

import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from psycopg import sql

from tests.support.servers import Server


class Postgres(Server):
    """PostgreSQL with a superuser named afterview, who needs no password.

    It does not force its files to the disk: what `kill -9` must not lose, the operating system keeps.
    """

    title = "PostgreSQL"
    variable = "AFTERVIEW_TEST_POSTGRES_URL"
    standard_url = "postgresql://postgres@127.0.0.1:5432/postgres"
    install = "apt-get install postgresql"
    account = "postgres"
    farewell = signal.SIGINT  # its fast shutdown; SIGTERM would wait for every client to leave

    @classmethod
    def installed(cls) -> bool:
        return _initdb() is not None

    @staticmethod
    def answers(url: str) -> bool:
        with suppress(psycopg.OperationalError), psycopg.connect(url, connect_timeout=2):
            return True
        return False

    @property
    def url(self) -> str:
        return f"postgresql://afterview@127.0.0.1:{self.port}/postgres"

    def prepare(self) -> None:
        files = ("-D", str(self.home / "data"), "--no-sync", "--encoding", "UTF8", "--locale", "C")
        self.run(str(_bin() / "initdb"), *files, "--username", "afterview", "--auth", "trust")

    def command(self) -> list[str]:
        listen = ["-h", "127.0.0.1", "-p", str(self.port), "-k", str(self.home)]
        return [str(_bin() / "postgres"), "-D", str(self.home / "data"), *listen, "-c", "fsync=off"]


class Databases:
    """Databases on one PostgreSQL server, where the URL's user may create them."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._templates: dict[str, str] = {}

    @contextmanager
    def fresh(self, template: str = "template1") -> Iterator[str]:
        """The URL of a new database, copied from `template`, dropped afterwards."""
        name = self._create(template)
        try:
            yield self._at(name)
        finally:
            self._drop(name)

    def template(self, name: str, prepare: Callable[[str], None]) -> str:
        """A database to copy from, made once by `prepare(url)`, which must leave no connection open."""
        if name not in self._templates:
            created = self._create("template1")
            prepare(self._at(created))
            self._templates[name] = created
        return self._templates[name]

    def close(self) -> None:
        """Drop the templates."""
        for name in self._templates.values():
            self._drop(name)

    def _create(self, template: str) -> str:
        name = f"afterview_test_{uuid4().hex}"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name

    def _drop(self, name: str) -> None:
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as admin:
            admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _at(self, name: str) -> str:
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))


def _initdb() -> Path | None:
    # Debian keeps each version's binaries in a folder of its own, off the path.
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = shutil.which("initdb")
    return debian[-1] if debian else Path(found).resolve() if found else None


def _bin() -> Path:
    initdb = _initdb()
    assert initdb is not None
    return initdb.parent
