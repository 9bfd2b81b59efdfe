"""`afterview --help` and its like: for somebody who has never seen it, and has set nothing yet."""

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from plugin.cli import main


def every_command(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from every_command(inner, (*path, name))


@pytest.mark.parametrize("path", [*every_command(main)], ids=" ".join)
def test_help_needs_no_settings_and_says_what_the_command_does(path: tuple[str, ...]) -> None:
    done = CliRunner().invoke(main, [*path, "--help"], env={"AFTERVIEW_SECRET_KEYS": None})

    lines = done.output.splitlines()
    assert done.exit_code == 0
    assert lines[0].startswith("Usage:")
    assert lines[2].strip()


def test_every_short_help_is_told_whole() -> None:
    helps = [CliRunner().invoke(main, [*path, "--help"]).output for path in every_command(main)]

    lines = [line for text in helps for line in text.splitlines()]
    assert [line for line in lines if line.startswith("  ") and line.endswith("...")] == []


def test_a_command_without_settings_names_what_is_missing() -> None:
    done = CliRunner().invoke(main, ["journeys"], env={"AFTERVIEW_SECRET_KEYS": None})

    assert done.exit_code == 1
    assert "AFTERVIEW_SECRET_KEYS: is missing. Make one with" in done.output


@pytest.mark.parametrize("url", ["postgresql://user:secret@127.0.0.1:1/afterview"])
def test_a_database_that_does_not_answer_is_told_without_its_password(url: str) -> None:
    settings = {"AFTERVIEW_SECRET_KEYS": "k" * 40, "AFTERVIEW_DATABASE_URL": url}

    done = CliRunner().invoke(main, ["journeys"], env=settings)

    assert done.exit_code == 1
    assert "The database does not answer" in done.output
    assert "secret" not in done.output


def test_a_database_of_another_shape_is_told(tmp_path: object) -> None:
    settings = {"AFTERVIEW_SECRET_KEYS": "k" * 40, "AFTERVIEW_DATABASE_URL": f"sqlite:///{tmp_path}/new.db"}

    done = CliRunner().invoke(main, ["journeys"], env=settings)

    assert done.exit_code == 1
    assert "Run: afterview migrate" in done.output


def test_migrate_makes_the_database_that_the_others_want(tmp_path: object) -> None:
    settings = {"AFTERVIEW_SECRET_KEYS": "k" * 40, "AFTERVIEW_DATABASE_URL": f"sqlite:///{tmp_path}/new.db"}

    made = CliRunner().invoke(main, ["migrate"], env=settings)

    assert made.output == "The database is up to date.\n"
    assert CliRunner().invoke(main, ["journeys"], env=settings).output == "There are no journeys.\n"
