"""Reading content files: TOML, each entry loaded by its schema, and errors that name what to mend."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from marshmallow import Schema, ValidationError

T = TypeVar("T")


class ContentError(Exception):
    """A content file cannot be used; the message names the file, the entry and what is wrong with it."""


def read(path: Path, root: Path) -> Mapping[str, Any]:
    """One content file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ContentError(f"{path.relative_to(root)}: cannot be read: {error}") from error


def table(files: Mapping[Path, Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    """The table of that name, from the first file that has it; empty if none has."""
    tables = [document[name] for document in files.values() if name in document]
    return tables[0] if tables else {}


def entries(
    files: Mapping[Path, Mapping[str, Any]], array: str, naming: str, schema: Schema, root: Path
) -> Iterable[tuple[Mapping[str, Any], str]]:
    """Each entry of that array in all files, loaded, with the words that say where it stands."""
    for path, document in files.items():
        for number, row in enumerate(document.get(array, []), start=1):
            name = row.get(naming, f"number {number}")
            where = f"{path.relative_to(root)}, {array} '{name}'"
            yield entry(schema, row, where), where


def entry(schema: Schema, row: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    """One entry, loaded; raises `ContentError`, which says `where`."""
    try:
        loaded: Mapping[str, Any] = schema.load(row)
    except ValidationError as error:
        raise ContentError(f"{where}: {error.messages}") from error
    return loaded


def unique(entries: Iterable[tuple[str, T, str]]) -> Mapping[str, T]:
    """Named things by their names; raises `ContentError` for a name that stands twice."""
    found: dict[str, T] = {}
    for key, value, where in entries:
        if key in found:
            raise ContentError(f"{where}: '{key}' stands twice")
        found[key] = value
    return found


def words(table: Mapping[str, Any], where: str) -> Mapping[str, str]:
    """Words by name; raises `ContentError` for a name without any."""
    for key, value in table.items():
        if not isinstance(value, str) or not value.strip():
            raise ContentError(f"{where}: '{key}' has no words")
    return table
