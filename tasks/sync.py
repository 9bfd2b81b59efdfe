"""Speak with the ATSs: write notes and tasks, and ask what webhooks did not tell."""

from config.names import Queue, TaskName
from plugin.flow.upkeep import drain, drain_polls
from tasks.app import app, runtime


@app.task(name=TaskName.SYNC_TO_ATS, queue=Queue.ATS)
def sync_to_ats() -> None:
    """Write the notes and tasks that are due."""
    if drain(runtime(), Queue.ATS):
        runtime().wakeup.nudge(Queue.ATS)


@app.task(name=TaskName.POLL_ATS, queue=Queue.ATS)
def poll_ats() -> None:
    """Ask the ATSs that are due for what has changed."""
    drain_polls(runtime())
