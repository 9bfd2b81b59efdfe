"""Gunicorn's hooks for the web processes."""

import gc
from typing import Any


def when_ready(_server: Any) -> None:
    """Once all is loaded, and before the processes fork: what they share is tidied up now and never again.

    The garbage collector writes to what it looks at, and so would give each process a copy of its own.
    """
    gc.collect()
    gc.freeze()
