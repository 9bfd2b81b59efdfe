"""The Celery app. Messages carry no data and may be lost or doubled: the rows say what is to be done."""

from functools import cache
from typing import Any

import kombu
from celery import Celery
from celery.signals import setup_logging, worker_ready, worker_shutdown, worker_shutting_down

from config.logging import set_up
from config.names import Queue
from config.settings import Settings
from plugin.runtime import Runtime
from plugin.wakeup import Nudger, publisher
from tasks.clock import Clock
from tasks.schedule import BEAT

settings = Settings.from_env()
app = Celery(
    "afterview",
    broker=settings.broker_url,
    include=["tasks.inbox", "tasks.surveys", "tasks.coaching", "tasks.sync", "tasks.upkeep"],
)
app.conf.update(
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    # A wake-up needs no acknowledgement. In a thread pool Celery would send each from a thread of its own, on
    # the socket that the main thread reads, which RabbitMQ's client does not allow for.
    task_queues=[kombu.Queue(queue, routing_key=queue, no_ack=True) for queue in Queue],
    task_default_queue=Queue.UPKEEP,
    worker_prefetch_multiplier=1,
    worker_send_task_events=False,
    worker_hijack_root_logger=False,
    # The two limits hold in a prefork pool only. In the Procfile's threads each call is bounded by its own
    # timeouts. Both are shorter than a turn's lease (90 s), and that than Redis's visibility_timeout.
    task_time_limit=80,
    task_soft_time_limit=70,
    worker_max_tasks_per_child=20_000,
    worker_max_memory_per_child=400_000,
    worker_soft_shutdown_timeout=10.0,
    broker_connection_retry_on_startup=True,
    # After a lost connection Celery 5.6 raises the prefetch again from the pool's threads, while the main
    # thread reads the same socket: on RabbitMQ both then wait for each other's frames, for ever.
    worker_enable_prefetch_count_reduction=False,
    broker_transport_options=(
        {"visibility_timeout": 600}
        if settings.broker_url.startswith("redis")
        else {"polling_interval": 0.02}
        if settings.embedded
        else {}
    ),
    **BEAT,
)


@cache
def runtime() -> Runtime:
    """This process's runtime, made by the first task that runs in it."""
    return Runtime.from_settings(settings, Nudger(publisher(app), patient=True))


@setup_logging.connect
def _set_up_logging(**_: Any) -> None:
    set_up(settings.log_level)


@worker_ready.connect
def _be_a_clock(**_: Any) -> None:
    """Every worker ticks as well: many clocks are as good as one, and none has to be watched over."""
    clock = Clock(app)
    worker_shutting_down.connect(lambda **_: clock.stop(), weak=False)
    worker_shutdown.connect(lambda **_: clock.wait(), weak=False)
    clock.start()
