"""Starting the rivals, on the same servers as the product."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.benchmarks.harness.events import SECRET, Request
from tests.benchmarks.harness.processes import Process, running, wait_for_port
from tests.benchmarks.harness.product import PROCFILE
from tests.benchmarks.rivals.letter import write_templates
from tests.support.servers import free_port

_SCHEMA = """
    CREATE TABLE inbox (id text PRIMARY KEY, body bytea, received_at timestamptz DEFAULT now());
    CREATE TABLE jobs (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body bytea,
                       claimed timestamptz, sent timestamptz);
    CREATE INDEX ON jobs (id) WHERE claimed IS NULL;
"""


class Rivals:
    """What they share: a database, a broker, the sink and the letter."""

    def __init__(self, database: str, broker: str, smtp_port: int, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._database = database
        self._folder = folder
        self._environ = {
            "BENCH_DATABASE": database,
            "BENCH_BROKER": broker,
            "BENCH_SMTP_PORT": str(smtp_port),
            "BENCH_TEMPLATES": str(folder / "templates"),
            "BENCH_SECRET": SECRET,
        }
        write_templates(folder / "templates")
        with psycopg.connect(database, autocommit=True) as db:
            db.execute(_SCHEMA)

    @contextmanager
    def bare_route(self) -> Iterator[int]:
        """The bare route on the Procfile's own web server; its port."""
        command = PROCFILE["web"].replace("plugin.app:create_app()", "tests.benchmarks.rivals.bare:app")
        # Its connections are opened as it is loaded, and must not be shared by what is forked later.
        command = command.replace("--preload ", "")
        with self._web(command) as (port, _):
            yield port

    @contextmanager
    def naive_web(self) -> Iterator[tuple[int, Process]]:
        """The naive view, on gunicorn as it comes with two workers; its port."""
        command = "gunicorn --workers 2 --bind 127.0.0.1:$PORT tests.benchmarks.rivals.naive_app:app"
        with self._web(command) as web:
            yield web

    @contextmanager
    def naive_worker(self) -> Iterator[Process]:
        """The naive tasks, on Celery as it comes with two processes."""
        command = "celery --app tests.benchmarks.rivals.naive_tasks worker --concurrency 2"
        with running(command, self._environ, self._folder / "worker.log") as worker:
            yield worker

    def drain_plainly(self, requests: list[Request]) -> None:
        """Store these events' bodies, and let two processes of the plain pipeline send what they ask for."""
        with psycopg.connect(self._database, autocommit=True) as db:
            db.execute("TRUNCATE jobs")
            bodies = [(request.raw.partition(b"\r\n\r\n")[2],) for request in requests]
            db.cursor().executemany("INSERT INTO jobs (body) VALUES (%s)", bodies)
            db.execute("VACUUM ANALYZE jobs")
        command = f"{sys.executable} -m tests.benchmarks.rivals.ceiling"
        drains = [Process(command, self._environ, self._folder / "ceiling.log") for _ in range(2)]
        for drain in drains:
            drain.wait()

    @contextmanager
    def _web(self, command: str) -> Iterator[tuple[int, Process]]:
        port = free_port()
        environ = {**self._environ, "PORT": str(port)}
        with running(command, environ, self._folder / "web.log") as process:
            wait_for_port(port)
            yield port, process
