"""Running: the embedded system in one process, and the migrations."""

import signal
import threading
from types import FrameType
from typing import Any

import click
import structlog
import waitress
from celery import Celery
from celery.app.utils import find_app
from celery.beat import Scheduler, Service

from config.names import Queue
from config.settings import Settings
from plugin.app import create_app
from plugin.commands.installation import Installation, pass_installation
from plugin.flow.operator.reseal import opens_nothing
from plugin.runtime import Runtime

log = structlog.get_logger()
WEB_THREADS = 8
WORKER_THREADS = 16
"""More than `plugin.flow.seats.AT_ONCE` for each of four queues, a poll and the upkeep."""
TASKS = "tasks.app"
"""Found by name, as Celery's own command line does: nothing in the product imports the tasks."""


@click.command(short_help="Run everything in one process.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@pass_installation
def serve(installation: Installation, host: str, port: int) -> None:
    """Run everything in this one process: web, worker and clock.

    For trying, and for a small agency. It needs no broker: what matters is in the database. To run it on
    several processes or machines, use the Procfile.
    """
    settings = installation.settings
    if not settings.embedded:
        raise click.UsageError("AFTERVIEW_BROKER_URL is set: run the Procfile's processes instead.")
    with installation.open(migrate=True) as runtime:
        _must_open_what_is_stored(runtime)
    server = _server(settings, host, port)
    tasks: Celery = find_app(TASKS)
    worker = tasks.WorkController(
        pool="threads",
        concurrency=WORKER_THREADS,
        queues=list(Queue),
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    clock = Service(tasks, max_interval=1, scheduler_cls=Scheduler)
    for name, run in (("worker", worker.start), ("clock", clock.start)):
        threading.Thread(target=run, name=name, daemon=True).start()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    log.info("serving", url=settings.base_url, port=port)
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
        clock.stop()
        worker.stop()


def _must_open_what_is_stored(runtime: Runtime) -> None:
    """A database from elsewhere would have its webhooks answered 503 and its work left lying."""
    if opens_nothing(runtime):
        raise click.ClickException(
            "No key in AFTERVIEW_SECRET_KEYS opens anything in this database: it was made with another.\n"
            "Put that key back, at the end of the list, or set AFTERVIEW_DATABASE_URL to another database."
        )


def _server(settings: Settings, host: str, port: int) -> Any:
    try:
        return waitress.create_server(create_app(settings), host=host, port=port, threads=WEB_THREADS)
    except OSError as error:
        raise click.ClickException(
            f"Port {port} of {host} cannot be had: {error.strerror}. Is Afterview running already? "
            "Choose another with --port."
        ) from error


@click.command(short_help="Bring the database up to date.")
@pass_installation
def migrate(installation: Installation) -> None:
    """Bring the database up to the shape that this version needs. Safe to repeat."""
    _migrate(installation)
    click.echo("The database is up to date.")


def _migrate(installation: Installation) -> None:
    with installation.open(migrate=True):
        pass
