"""Understand what has been heard."""

from config.names import Queue, TaskName
from plugin.flow.upkeep import drain
from tasks.app import app, runtime


@app.task(name=TaskName.UNDERSTAND_DELIVERIES, queue=Queue.INBOX)
def understand_deliveries() -> None:
    """Turn deliveries into events, and events into what is to be done."""
    if drain(runtime(), Queue.INBOX):
        runtime().wakeup.nudge(Queue.INBOX)
    # What fell due just now need not wait for a wake-up of its own.
    if drain(runtime(), Queue.SURVEYS):
        runtime().wakeup.nudge(Queue.SURVEYS)
