"""Keep the house: leases of dead workers, old bodies, ended sessions."""

from config.names import Queue, TaskName
from plugin.flow.upkeep import keep_up as keep_up_rows
from tasks.app import app, runtime


@app.task(name=TaskName.KEEP_UP, queue=Queue.UPKEEP)
def keep_up() -> None:
    """Find what dead workers left, and forget what is old."""
    keep_up_rows(runtime())
