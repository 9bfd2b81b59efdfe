"""The clock's own Celery app. It knows the tasks by their names only, and so loads nothing of the product."""

from typing import Any

from celery import Celery
from celery.signals import setup_logging

from config.logging import set_up
from config.settings import Settings
from tasks.schedule import BEAT

settings = Settings.from_env()
app = Celery("afterview-clock", broker=settings.broker_url)
app.conf.update(task_create_missing_queues=True, task_ignore_result=True, **BEAT)


@setup_logging.connect
def _set_up_logging(**_: Any) -> None:
    set_up(settings.log_level)
