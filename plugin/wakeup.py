"""The nudge that tells workers that something is due. It may be lost, doubled or refused: the clock's sweep
finds the same rows a second later."""

import threading
import time
from collections.abc import Callable
from typing import Protocol

import structlog
from celery import Celery

from config.names import TASK_OF_QUEUE, Queue

log = structlog.get_logger()
GAP_SECONDS = 0.05
"""Between two nudges of one process: a burst of a thousand deliveries needs a few wake-ups, not as many."""


class Wakeup(Protocol):
    """Tells the workers of some queues to look."""

    def nudge(self, *queues: Queue) -> None:
        """Returns at once and never raises."""


class Silent:
    """Wakes nobody; the sweep finds everything."""

    def nudge(self, *queues: Queue) -> None:
        """Do nothing."""


class Nudger:
    """Publishes nudges from a thread of its own, so that a slow or dead broker never holds up a request.

    A `patient` one waits before each, too: for a worker, which looks for itself first.
    """

    def __init__(self, publish: Callable[[Queue], None], *, patient: bool = False) -> None:
        self._publish = publish
        self._patient = patient
        self._wanted: set[Queue] = set()
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None

    def nudge(self, *queues: Queue) -> None:
        """Ask for the workers of these queues to be woken soon."""
        with self._change:
            self._wanted.update(queues)
            # Made on first use: a thread made before a server forks would not live in its children.
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="nudger", daemon=True)
                self._thread.start()
            self._change.notify()

    def _run(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._wanted)
            if self._patient:
                time.sleep(GAP_SECONDS)
            with self._change:
                queues, self._wanted = self._wanted, set()
            for queue in sorted(queues):
                self._try(queue)
            if not self._patient:
                time.sleep(GAP_SECONDS)

    def _try(self, queue: Queue) -> None:
        try:
            self._publish(queue)
        except Exception:
            log.warning("wake-up refused; the sweep will find the work", queue=queue, exc_info=True)


def publisher(app: Celery) -> Callable[[Queue], None]:
    """Publishes a nudge as a Celery message without data. It expires: an old wake-up is worth nothing."""

    # Loaded here, before a server forks: each process would load and keep its own.
    app.connection_for_write().get_transport_cls()

    def publish(queue: Queue) -> None:
        app.send_task(TASK_OF_QUEUE[queue], queue=queue, expires=60, retry=False, ignore_result=True)

    return publish


def producer(broker_url: str) -> Celery:
    """A Celery app that only publishes, for a process that runs no worker."""
    app = Celery("afterview-nudges", broker=broker_url, set_as_current=False)
    app.conf.update(task_create_missing_queues=True, task_ignore_result=True)
    return app


def answering(app: Celery, seconds: int = 2) -> int:
    """How many workers answer within this time. Raises `ConnectionError` if the broker does not."""
    with app.connection_for_write(connect_timeout=seconds) as connection:
        try:
            connection.connect()
        except connection.connection_errors as error:
            raise ConnectionError("the broker does not answer") from error
        return len(app.control.ping(timeout=seconds, connection=connection) or ())
