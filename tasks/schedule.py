"""The beat: the floor under every wake-up. Two beats are as good as one, since a tick only says: look."""

from typing import Any

from config.names import TASK_OF_QUEUE, Queue, TaskName

SWEEP_SECONDS = 1.0
"""Between two looks at a queue: what a lost wake-up costs at most, when the workers are idle."""
UPKEEP_SECONDS = 5.0


def _tick(task: TaskName, queue: Queue, seconds: float) -> dict[str, Any]:
    # A tick that nobody took in time is worthless, and must not pile up while the workers are away.
    return {"task": task, "schedule": seconds, "options": {"queue": queue, "expires": 2 * seconds}}


BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    **{f"sweep {queue}": _tick(task, queue, SWEEP_SECONDS) for queue, task in TASK_OF_QUEUE.items()},
    "poll": _tick(TaskName.POLL_ATS, Queue.ATS, UPKEEP_SECONDS),
    "upkeep": _tick(TaskName.KEEP_UP, Queue.UPKEEP, UPKEEP_SECONDS),
}
BEAT: dict[str, Any] = {
    "beat_schedule": BEAT_SCHEDULE,
    "beat_scheduler": "celery.beat:Scheduler",
    "beat_max_loop_interval": 1,
    "timezone": "UTC",
}
"""Celery's settings for a beat: the one process that is everything has one. A worker has `tasks.clock`."""
