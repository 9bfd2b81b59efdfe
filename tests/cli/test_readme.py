"""What the README and the operating manual say is true of the code."""

import re
from dataclasses import MISSING, fields
from pathlib import Path

import click
import pytest

from config.settings import PREFIX, Settings
from integrations.registry import ADAPTERS
from plugin.cli import main
from tests.support.source import ROOT

DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def rows(text: str, first: str) -> list[list[str]]:
    """The cells of every table row whose first cell begins with `first`."""
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith(f"| `{first}")]
    return [[cell.strip("` ") for cell in cells] for cells in lines]


def spelt(value: object) -> str:
    if value is MISSING:
        return "required"
    if value in ((), ""):
        return "(empty)"
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_readme_lists_every_setting_with_its_default() -> None:
    listed = {name: default for name, default, _ in rows((ROOT / "README.md").read_text(), PREFIX)}

    assert listed == {f"{PREFIX}{field.name.upper()}": spelt(field.default) for field in fields(Settings)}


def test_readme_lists_every_adapter() -> None:
    text = (ROOT / "README.md").read_text()

    assert [adapter.name for adapter in ADAPTERS if f"| `{adapter.name}` |" not in text] == []


def command_lines(text: str) -> list[list[str]]:
    """Every `afterview …` in code, as words."""
    code = re.findall(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", text, re.DOTALL)
    lines = [line for block, inline in code for line in (block or inline).replace("\\\n", " ").splitlines()]
    return [
        line.partition("#")[0].split()[1:]
        for line in (line.strip().removeprefix(".venv/bin/") for line in lines)
        if line.startswith("afterview ")
    ]


def lacking(words: list[str]) -> list[str]:
    """The commands and options in a line that do not exist."""
    command: click.Command = main
    while isinstance(command, click.Group) and words and words[0] in command.commands:
        command, words = command.commands[words[0]], words[1:]
    if isinstance(command, click.Group) and words and not words[0].startswith("-"):
        return words[:1]
    known = {
        "--help",
        *(flag for option in command.params for flag in (*option.opts, *option.secondary_opts)),
    }
    return [word for word in words if word.startswith("--") and word.partition("=")[0] not in known]


@pytest.mark.parametrize("page", DOCS, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    found = {" ".join(words): wrong for words in command_lines(page.read_text()) if (wrong := lacking(words))}

    assert found == {}


@pytest.mark.parametrize(
    ("line", "wrong"),
    [("frobnicate", ["frobnicate"]), ("erase x --now", ["--now"]), ("unknown settle 4 --sent", [])],
)
def test_lacking_finds_what_does_not_exist(line: str, wrong: list[str]) -> None:
    assert lacking(line.split()) == wrong


@pytest.mark.parametrize("page", DOCS, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    folders = "docs|integrations|plugin|config|tasks|sandbox|tests"
    named = re.findall(rf"`((?:{folders})/[\w./-]*?(?:\.py|\.md|\.toml|/))`", page.read_text())

    assert {name for name in named if not (ROOT / name).exists()} == set()
