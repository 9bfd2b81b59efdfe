"""Send what somebody is waiting for: coaching emails, and sign-in links for the desk."""

from config.names import Queue, TaskName
from plugin.flow.upkeep import drain
from tasks.app import app, runtime


@app.task(name=TaskName.SEND_COACHING, queue=Queue.COACHING)
def send_coaching() -> None:
    """Send coaching emails and sign-in links."""
    if drain(runtime(), Queue.COACHING):
        runtime().wakeup.nudge(Queue.COACHING)
