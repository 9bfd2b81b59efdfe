"""The product, run by the Procfile's own commands."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.benchmarks.harness.events import SECRET
from tests.benchmarks.harness.processes import ROOT, Process, running, wait_for_port
from tests.support.servers import free_port

PROCFILE = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines() if line)


@dataclass(slots=True)
class Product:
    """A product with one agency, whose branch writes at once and at all hours."""

    environ: Mapping[str, str]
    database: str
    port: int
    hook: str
    folder: Path
    processes: dict[str, Process]

    def start(self, *names: str) -> None:
        """Start processes of the Procfile."""
        for name in names:
            log = self.folder / f"{name}.log"
            self.processes[name] = Process(PROCFILE[name], self.environ, log)
        if "web" in names:
            wait_for_port(self.port)

    def stop(self, *names: str) -> None:
        """End processes, in good order."""
        for name in names:
            self.processes.pop(name).stop()

    def analyse(self) -> None:
        """Let PostgreSQL know its tables' sizes, as its autovacuum would within minutes. Without this its
        plans would be those for the empty tables that it began with."""
        with psycopg.connect(self.database, autocommit=True) as db:
            db.execute("VACUUM ANALYZE")


@contextmanager
def product(database: str, broker: str, smtp_port: int, folder: Path) -> Iterator[Product]:
    """A product that is set up and not yet started; ended afterwards."""
    folder.mkdir(exist_ok=True)
    port = free_port()
    environ = {
        "AFTERVIEW_SECRET_KEYS": "b" * 40,
        "AFTERVIEW_DATABASE_URL": database,
        "AFTERVIEW_BROKER_URL": broker,
        "AFTERVIEW_MAIL_URL": f"smtp://127.0.0.1:{smtp_port}?tls=none",
        "AFTERVIEW_HOOK_RATE_PER_MINUTE": "1000000",
        "AFTERVIEW_FAST_CLOCK": "2",  # whatever the factor, office hours are ignored
        "AFTERVIEW_LOG_LEVEL": "WARNING",
        "PORT": str(port),
    }
    made = Product(environ, database, port, "", folder, {})
    with running(PROCFILE["release"], environ, folder / "release.log") as release:
        release.wait()
    made.hook = urlsplit(_connect(environ)).path
    with psycopg.connect(database, autocommit=True) as db:
        db.execute("""UPDATE branches SET policy = '{"delay_minutes": 0}'""")
    with ExitStack() as stack:
        stack.callback(lambda: made.stop(*list(made.processes)))
        yield made


def _connect(environ: Mapping[str, str]) -> str:
    """Make the agency; the address of its webhooks."""
    made = subprocess.run(
        [str(Path(sys.executable).parent / "afterview"), "connect", "standard", "--agency", "Northgate",
         "--branch", "Paisley", "--base-url", "http://127.0.0.1:9/notes", "--secret", SECRET,
         "--credential", f"notes_secret={SECRET}", "--sender", "hello@northgate.example",
         "--postal-address", "1 High Street, Paisley", "--privacy-url", "https://northgate.example/privacy",
         "--live", "--json"],
        cwd=ROOT, env=dict(environ), check=True, capture_output=True, text=True,
    )  # fmt: skip
    url: str = json.loads(made.stdout)["hook_url"]
    return url
