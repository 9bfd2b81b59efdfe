"""The reading: what a candidate's free text says, by the labels of the reflection. Pure and offline."""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from plugin.reading import Reading

if TYPE_CHECKING:
    from plugin.coaching.reader.reader import Reader

__all__ = ["load_reader", "read"]


@cache
def load_reader() -> "Reader":
    """The reader of this process, loaded when it is first asked for."""
    # Not imported before: the runtime and the model take 80 MiB, and many processes never read.
    reader: Reader = import_module("plugin.coaching.reader.reader").load()
    return reader


def read(text: str, job: str | None = None) -> Reading:
    """What `text` says of an interview for `job`. Total: any text gives a reading, the same one each time."""
    return load_reader().read(text, job)
