"""What the repository holds, and that Python finds our packages in it and nobody else's."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

from tests.support.source import PACKAGES, ROOT, parse, python_files, tracked_files, where

# Somebody's home, the folder that this very clone lies in, and package registries of one's own.
_MACHINE = re.compile(
    r"(?<![\w.])(?:/home/[a-z]\w+/|/Users/\w+/|/root/)"
    rf"|(?<![\w./]){re.escape(str(ROOT))}\b"
    r"|https?://[\w.-]*(?:artifactory|nexus|jfrog|codeartifact|devpi)[\w.-]*"
    r"|--(?:extra-)?index-url\s+\S+"
)


def machine_traces(text: str) -> list[str]:
    """The paths and hosts in a text that mean something on one machine only."""
    return [match[0] for match in _MACHINE.finditer(text)]


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_load_from_our_own_files(package: str) -> None:
    """Their names are generic: an installed package of the same name must never win."""
    assert import_module(package).__file__ == str(ROOT / package / "__init__.py")


@pytest.mark.parametrize("folder", ["tests", "sandbox"])
def test_other_folders_are_found_here_first(folder: str) -> None:
    assert next(iter(import_module(folder).__path__)) == str(ROOT / folder)


def test_tracked_files_hold_no_trace_of_a_machine() -> None:
    texts = (path for path in tracked_files() if path != Path(__file__).resolve() and is_text(path))
    found = {
        where(path): traces for path in texts if (traces := machine_traces(path.read_text(errors="replace")))
    }

    assert found == {}


def is_text(path: Path) -> bool:
    return b"\0" not in path.read_bytes()[:4096]


@pytest.mark.parametrize(
    "text", ["/home/jo/afterview/x", f"cd {ROOT}", "pip install --index-url https://x.example"]
)
def test_machine_traces_finds_what_it_is_there_to_find(text: str) -> None:
    assert len(machine_traces(text)) == 1


@pytest.mark.parametrize(
    "text", ["https://example.com/home/of/x", f"x{ROOT}", "--no-index-url", "pypi.org/simple"]
)
def test_machine_traces_leaves_other_text_alone(text: str) -> None:
    assert machine_traces(text) == []


def test_only_the_settings_read_the_environment() -> None:
    readers = {
        where(path).split(":")[0]
        for path in python_files(*PACKAGES)
        for node in ast.walk(parse(path))
        if ast.unparse(node) in {"os.environ", "os.getenv"}
    }

    assert readers == {"config/settings.py"}
