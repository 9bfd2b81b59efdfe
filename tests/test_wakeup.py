"""Nudges: they go from a thread of their own, and losing them harms nobody."""

import threading
from collections.abc import Callable

import pytest
from celery import Celery

from config.names import TASK_OF_QUEUE, Queue
from plugin.wakeup import Nudger, Silent, producer, publisher


class Published:
    """A broker that remembers; it may be slow or refuse."""

    def __init__(self, refuse: int = 0) -> None:
        self.queues: list[Queue] = []
        self.open = threading.Event()
        self.open.set()
        self._refuse = refuse
        self._change = threading.Condition()

    def __call__(self, queue: Queue) -> None:
        self.open.wait()
        with self._change:
            self.queues.append(queue)
            self._change.notify_all()
        if len(self.queues) <= self._refuse:
            raise ConnectionError("the broker is away")

    def wait_for(self, there: Callable[[], bool]) -> bool:
        with self._change:
            return self._change.wait_for(there, timeout=30)


def test_a_nudge_is_published() -> None:
    published = Published()

    Nudger(published).nudge(Queue.INBOX, Queue.COACHING)

    assert published.wait_for(lambda: sorted(published.queues) == [Queue.COACHING, Queue.INBOX])


def test_a_burst_of_nudges_is_a_few_messages() -> None:
    published = Published()
    published.open.clear()
    nudger = Nudger(published)

    for _ in range(1000):
        nudger.nudge(Queue.INBOX)
    published.open.set()

    assert published.wait_for(lambda: Queue.INBOX in published.queues)
    assert len(published.queues) <= 2


def test_a_nudge_waits_for_no_broker() -> None:
    """RL-16: this returns, though nothing is ever published."""
    published = Published()
    published.open.clear()

    Nudger(published).nudge(Queue.INBOX)

    assert published.queues == []
    published.open.set()


def test_a_broker_that_refuses_stops_no_later_nudge() -> None:
    """RL-16."""
    published = Published(refuse=1)
    nudger = Nudger(published)

    nudger.nudge(Queue.INBOX)
    assert published.wait_for(lambda: len(published.queues) == 1)
    nudger.nudge(Queue.SURVEYS)

    assert published.wait_for(lambda: published.queues == [Queue.INBOX, Queue.SURVEYS])


def test_nobody_is_woken_by_silence() -> None:
    assert Silent().nudge(Queue.INBOX) is None  # type: ignore[func-returns-value]


class CapturedCelery(Celery):
    """A Celery that keeps what it would send."""

    def send_task(self, *args: object, **kwargs: object) -> None:  # type: ignore[override]
        self.sent = (args, kwargs)


@pytest.mark.parametrize("queue", TASK_OF_QUEUE)
def test_a_message_carries_no_data_and_does_not_last(queue: Queue) -> None:
    """RL-12, RL-14."""
    app = CapturedCelery("test", set_as_current=False)

    publisher(app)(queue)

    assert app.sent == (
        (TASK_OF_QUEUE[queue],),
        {"queue": queue, "expires": 60, "retry": False, "ignore_result": True},
    )


def test_a_producer_is_nobodys_current_app() -> None:
    app = producer("memory://")

    assert app.conf.task_ignore_result
    assert app.conf.broker_url == "memory://"


def test_a_patient_one_gathers_what_comes_shortly_after() -> None:
    """A worker looks for itself first: what it tells the others can wait, and be said once."""
    published = Published()
    nudger = Nudger(published, patient=True)

    for queue in (Queue.INBOX, Queue.COACHING, Queue.INBOX):
        nudger.nudge(queue)

    assert published.wait_for(lambda: len(published.queues) >= 2)
    assert published.queues == [Queue.COACHING, Queue.INBOX]
