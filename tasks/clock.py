"""A worker's own clock. It runs the tasks of the beat in this very process, and so needs no broker.

While the broker is away, or the connection to it hangs, due work is found a second late, as it is after
a lost wake-up.
"""

import threading

import structlog
from celery import Celery, Task

from tasks.schedule import BEAT_SCHEDULE

log = structlog.get_logger()


class Clock:
    """A thread for each task, since any of them may be held up."""

    def __init__(self, app: Celery) -> None:
        self._over = threading.Event()
        self._hands = [
            threading.Thread(
                target=self._beat, args=(app.tasks[entry["task"]], entry["schedule"]), daemon=True
            )
            for entry in BEAT_SCHEDULE.values()
        ]

    def start(self) -> None:
        """Begin to tick."""
        for hand in self._hands:
            hand.start()

    def stop(self) -> None:
        """Tick no more."""
        self._over.set()

    def wait(self) -> None:
        """Wait until what runs has ended, as a worker waits for its tasks."""
        for hand in self._hands:
            hand.join()

    def _beat(self, task: "Task[[], None]", seconds: float) -> None:
        while not self._over.wait(seconds):
            try:
                task()
            except Exception:
                log.error("a task of the clock failed", task=task.name, exc_info=True)
