"""JSON from outside, read strictly (WH-13): an object, in UTF-8, unambiguous, shallow and storable."""

import json
import math
from collections.abc import Iterator
from typing import Any

from integrations.errors import Unreadable

MAX_DEPTH = 32


def parse_object(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`. Raises `Unreadable`, saying what was wrong and never quoting the body."""
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_without_duplicates,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except UnicodeDecodeError as error:
        raise Unreadable("The body is not UTF-8. Send JSON encoded as UTF-8.") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Unreadable(f"The body is not valid JSON at {where}. Send one JSON object.") from error
    except RecursionError as error:
        raise Unreadable(_TOO_DEEP) from error
    except ValueError as error:
        # CPython refuses to turn more than 4,300 digits into an integer.
        raise Unreadable("The body holds a number that is too long. Send such values as text.") from error
    if not isinstance(value, dict):
        raise Unreadable("The body is JSON but not an object. Send one object, in { and }.")
    _check(value)
    return value


_TOO_DEEP = f"The body is nested more than {MAX_DEPTH} levels deep. Send a flatter object."


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("An object in the body names a key twice. Send each key once.")
    return found


def _refuse_constant(name: str) -> float:
    raise Unreadable(f"The body holds {name}, which is not JSON. Send a number or null.")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise Unreadable("The body holds a number that is too large. Send a smaller one or text.")
    return number


def _check(value: dict[str, Any]) -> None:
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        level = [child for parent in level for child in _children(parent)]
        _check_texts(level)
    if any(isinstance(left, dict | list) for left in level):
        raise Unreadable(_TOO_DEEP)


def _children(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _check_texts(values: list[Any]) -> None:
    try:
        for text in values:
            if isinstance(text, str):
                text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Unreadable("A text in the body holds half a character (a lone surrogate).") from error
