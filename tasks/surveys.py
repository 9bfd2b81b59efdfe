"""Send the surveys that are due."""

from config.names import Queue, TaskName
from plugin.flow.upkeep import drain
from tasks.app import app, runtime


@app.task(name=TaskName.SEND_SURVEYS, queue=Queue.SURVEYS)
def send_surveys() -> None:
    """Pass due surveys through the gate, and send them."""
    if drain(runtime(), Queue.SURVEYS):
        runtime().wakeup.nudge(Queue.SURVEYS)
