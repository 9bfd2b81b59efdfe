"""The beat: every queue is swept, and a tick that nobody took in time is dropped."""

from config.names import TASK_OF_QUEUE, Queue, TaskName
from tasks.schedule import BEAT_SCHEDULE, SWEEP_SECONDS


def test_every_queue_with_work_is_swept_each_second() -> None:
    """RL-16: what a lost wake-up costs at most."""
    swept = {
        entry["options"]["queue"]: entry["schedule"]
        for name, entry in BEAT_SCHEDULE.items()
        if name.startswith("sweep")
    }

    assert swept == dict.fromkeys(TASK_OF_QUEUE, SWEEP_SECONDS)
    assert SWEEP_SECONDS == 1.0


def test_every_task_is_ticked() -> None:
    assert sorted(entry["task"] for entry in BEAT_SCHEDULE.values()) == sorted(TaskName)


def test_a_tick_does_not_pile_up() -> None:
    """RL-14, RL-16: it expires before two more have come."""
    assert {entry["options"]["expires"] / entry["schedule"] for entry in BEAT_SCHEDULE.values()} == {2}


def test_the_sweep_of_a_queue_runs_what_its_wake_up_runs() -> None:
    for queue in Queue:
        entry = BEAT_SCHEDULE.get(f"sweep {queue}")
        assert (entry["task"] if entry else None) == TASK_OF_QUEUE.get(queue)
