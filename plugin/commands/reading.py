"""Reading: what candidates' free texts say, for a program to use. It needs no settings and no database."""

import json
import sys
from typing import Any, BinaryIO

import click

from plugin.coaching.reader import load_reader
from plugin.reading import Reading


class Unreadable(ValueError):
    """A line that asks for no reading; the message says what is wrong with it."""


@click.command(short_help="Read free texts, one JSON object a line.")
@click.argument("file", type=click.File("rb"), default="-")
def read(file: BinaryIO) -> None:
    """Read candidates' free texts: JSON Lines in, JSON Lines out, in the same order.

    Each line of FILE (standard input, if none is named) is an object with "id" and "text", and perhaps "job".
    Each answer has the same id, and what was found. A line that cannot be used is named on standard error and
    left out; the others are read all the same, and the exit code is 1.

    \b
      echo '{"id": "1", "text": "Mind went blank."}' | afterview read
    """
    reader = load_reader()
    failed = False
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            asked = _asked(line)
        except Unreadable as error:
            failed = True
            click.echo(f"Line {number}: {error}.", err=True)
            continue
        found = reader.read(asked["text"], asked.get("job"))
        click.echo(json.dumps({"id": asked["id"], **as_labels(found)}))
    if failed:
        sys.exit(1)


def as_labels(found: Reading) -> dict[str, Any]:
    """A reading by the keys of the labelling guide."""
    return {
        "themes": list(found.themes),
        "noticed": found.noticed,
        "mention": found.mention,
        "flags": list(found.flags),
        "missed_point": found.missed_point or None,
        "because": dict(found.because),
    }


def _asked(line: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except UnicodeDecodeError as error:
        raise Unreadable("this is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise Unreadable("this is not JSON") from error
    if not isinstance(asked, dict):
        raise Unreadable("this is not a JSON object")
    if not isinstance(asked.get("id"), str | int):
        raise Unreadable('it has no "id"')
    if not isinstance(asked.get("text"), str):
        raise Unreadable('it has no "text"')
    if not isinstance(asked.get("job"), str | None):
        raise Unreadable('"job" is not text')
    return asked
