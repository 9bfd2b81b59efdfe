"""Celery's settings, and that every task reaches a worker."""

import shlex
import subprocess
import sys
from importlib import import_module

import pytest
from celery import Celery

from config.names import Queue, TaskName
from tests.support.source import ROOT


@pytest.fixture
def celery(monkeypatch: pytest.MonkeyPatch) -> Celery:
    monkeypatch.setenv("AFTERVIEW_SECRET_KEYS", "k" * 43)
    module = import_module("tasks.app")
    (app,) = {id(value): value for value in vars(module).values() if isinstance(value, Celery)}.values()
    app.loader.import_default_modules()
    return app


def our_tasks(celery: Celery) -> set[str]:
    return {name for name in celery.tasks if not name.startswith("celery.")}


def queue_of(celery: Celery, task: str) -> str:
    given = {"queue": own} if (own := getattr(celery.tasks[task], "queue", None)) else {}
    return str(celery.amqp.router.route(given, task)["queue"].name)


def consumed(procfile: str) -> set[str]:
    """The queues that the Procfile's workers consume."""
    queues: set[str] = set()
    for line in procfile.splitlines():
        words = shlex.split(line.partition(":")[2])
        if "worker" in words:
            queues |= {queue for flag in ("-Q", "--queues") if flag in words for queue in after(words, flag)}
    return queues


def after(words: list[str], flag: str) -> list[str]:
    return words[words.index(flag) + 1].split(",")


def test_every_task_is_named_in_one_place(celery: Celery) -> None:
    assert our_tasks(celery) == {str(name) for name in TaskName}


def test_every_task_has_a_queue_of_ours(celery: Celery) -> None:
    queues = {task: queue_of(celery, task) for task in our_tasks(celery)}

    assert {task: queue for task, queue in queues.items() if queue not in set(Queue)} == {}


def test_every_queue_has_a_worker() -> None:
    assert consumed((ROOT / "Procfile").read_text()) == {str(queue) for queue in Queue}


def test_consumed_reads_the_queues_of_every_worker() -> None:
    procfile = (
        "web: gunicorn x\nmail: celery -A a worker -Q one,two\nats: celery -A a worker --queues three -c 4\n"
    )

    assert consumed(procfile) == {"one", "two", "three"}


def test_every_beat_entry_names_a_task(celery: Celery) -> None:
    scheduled = {entry["task"] for entry in celery.conf.beat_schedule.values()}

    assert scheduled - our_tasks(celery) == set()


def test_tasks_keep_no_results(celery: Celery) -> None:
    """RL-13: the row is the result."""
    assert celery.conf.task_ignore_result
    assert celery.conf.result_backend is None


def test_tasks_carry_json_only(celery: Celery) -> None:
    """RL-12."""
    assert (celery.conf.task_serializer, list(celery.conf.accept_content)) == ("json", ["json"])


def test_workers_take_one_task_at_a_time(celery: Celery) -> None:
    """RL-13."""
    assert celery.conf.worker_prefetch_multiplier == 1


def test_no_task_is_handed_out_again_when_its_worker_dies(celery: Celery) -> None:
    """RL-13: a poisonous row would kill one worker after another; the database counts attempts."""
    again = {name for name in our_tasks(celery) if celery.tasks[name].reject_on_worker_lost}

    assert again == set()


def test_a_task_ends_long_before_redis_hands_it_out_again() -> None:
    """RL-13: the hard limit is under a third of the visibility timeout."""
    ask = (
        "from tasks.app import app; "
        "print(app.conf.task_time_limit, app.conf.broker_transport_options['visibility_timeout'])"
    )
    environment = {"AFTERVIEW_SECRET_KEYS": "k" * 43, "AFTERVIEW_BROKER_URL": "redis://127.0.0.1:6379/0"}

    command = [sys.executable, "-c", ask]
    said = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)

    limit, visibility = map(int, said.stdout.split())
    assert 0 < limit < visibility / 3


def test_workers_are_renewed_and_end_softly(celery: Celery) -> None:
    """RL-13, RL-21: leaks end with the process; SIGTERM lets what runs finish, within 30 seconds."""
    assert celery.conf.worker_max_tasks_per_child > 0
    assert celery.conf.worker_max_memory_per_child > 0
    assert 0 < celery.conf.worker_soft_shutdown_timeout <= 30
