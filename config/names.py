"""The names that more than one process must agree on: queues and tasks, once."""

from enum import StrEnum


class Queue(StrEnum):
    """A Celery queue: one for each kind of work, so that a slow kind never holds up another."""

    INBOX = "inbox"
    SURVEYS = "surveys"
    COACHING = "coaching"
    ATS = "ats"
    UPKEEP = "upkeep"


class TaskName(StrEnum):
    """A Celery task, named for what it does. Tasks take no arguments: the rows say what is to be done."""

    UNDERSTAND_DELIVERIES = "inbox.understand_deliveries"
    SEND_SURVEYS = "surveys.send_surveys"
    SEND_COACHING = "coaching.send_coaching"
    SYNC_TO_ATS = "sync.sync_to_ats"
    POLL_ATS = "sync.poll_ats"
    KEEP_UP = "upkeep.keep_up"


TASK_OF_QUEUE: dict[Queue, TaskName] = {
    Queue.INBOX: TaskName.UNDERSTAND_DELIVERIES,
    Queue.SURVEYS: TaskName.SEND_SURVEYS,
    Queue.COACHING: TaskName.SEND_COACHING,
    Queue.ATS: TaskName.SYNC_TO_ATS,
}
"""What a wake-up for a queue runs."""
