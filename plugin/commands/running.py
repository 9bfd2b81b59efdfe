"""Running: the embedded system in one process, and the migrations."""

import signal
import threading
from types import FrameType

import click
import structlog
import waitress
from celery import Celery
from celery.app.utils import find_app
from celery.beat import Scheduler, Service

from config.names import Queue
from plugin.app import create_app
from plugin.commands.installation import Installation, pass_installation

log = structlog.get_logger()
WEB_THREADS = 8
WORKER_THREADS = 16
"""More than `plugin.flow.upkeep.AT_ONCE` for each of four queues, a poll and the upkeep."""
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
    _migrate(installation)
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
    server = waitress.create_server(create_app(settings), host=host, port=port, threads=WEB_THREADS)

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


@click.command(short_help="Bring the database up to date.")
@pass_installation
def migrate(installation: Installation) -> None:
    """Bring the database up to the shape that this version needs. Safe to repeat."""
    _migrate(installation)
    click.echo("The database is up to date.")


def _migrate(installation: Installation) -> None:
    with installation.open(migrate=True):
        pass
