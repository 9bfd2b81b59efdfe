"""The installation that a command works on, and the errors that end a command."""

import getpass
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any

import click
from cryptography.fernet import InvalidToken
from sqlalchemy.exc import OperationalError

from config.content import ContentError
from config.logging import set_up
from config.settings import Settings, SettingsError
from plugin.errors import AfterviewError
from plugin.migrate import upgrade
from plugin.runtime import Runtime
from plugin.shape import is_current
from plugin.wakeup import Silent


def _real(settings: Settings) -> Runtime:
    """Commands wake nobody: the sweep finds what they leave within a second."""
    return Runtime.from_settings(settings, Silent())


class Installation:
    """One installation: what every command is given. Tests hand in settings and a runtime of their own."""

    def __init__(
        self, settings: Settings | None = None, make_runtime: Callable[[Settings], Runtime] = _real
    ) -> None:
        self._given = settings
        self._make_runtime = make_runtime

    @cached_property
    def settings(self) -> Settings:
        """The settings, read when they are first needed: `--help` needs none."""
        if self._given is not None:
            return self._given
        try:
            settings = Settings.from_env()
        except SettingsError as error:
            raise click.ClickException(str(error)) from error
        set_up(settings.log_level)
        return settings

    @contextmanager
    def unchecked(self) -> Iterator[Runtime]:
        """The runtime, whatever its database is like."""
        try:
            runtime = self._make_runtime(self.settings)
        except (ValueError, ContentError) as error:
            raise click.ClickException(f"Afterview cannot start: {error}.") from error
        try:
            yield runtime
        finally:
            runtime.close()

    @contextmanager
    def open(self, *, migrate: bool = False) -> Iterator[Runtime]:
        """The runtime, on a database that has this version's shape; what goes wrong ends the command."""
        with self.unchecked() as runtime:
            try:
                if migrate:
                    upgrade(runtime.db)
                _must_be_current(runtime)
                yield runtime
            except AfterviewError as error:
                raise click.ClickException(str(error)) from error
            except InvalidToken as error:
                raise click.ClickException(
                    "No key in AFTERVIEW_SECRET_KEYS opens what is stored. Nothing more was changed.\n"
                    "Put the key that sealed it back, at the end of the list; afterview doctor says more."
                ) from error
            except OperationalError as error:
                raise click.ClickException(
                    f"The database does not answer ({type(error.orig).__name__}). What was committed before "
                    "is kept, the rest is undone.\nSee AFTERVIEW_DATABASE_URL, then repeat the command."
                ) from error


def _must_be_current(runtime: Runtime) -> None:
    with runtime.db.reading():
        pass  # Tells a database that does not answer from one of another shape.
    if not is_current(runtime.db):
        raise click.ClickException(
            "The database has not the shape that this version needs. Run: afterview migrate"
        )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "unnamed user"


pass_installation = click.make_pass_decorator(Installation, ensure=True)
as_option = click.option(
    "--as", "who", default=_user, show_default="you", metavar="NAME", help="Who to name in the history."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")


def counted(items: Sequence[int], label: str) -> Iterator[int]:
    """The items one after the other, with a bar on standard error, apart from what a program reads."""
    with click.progressbar(items, label=label, show_pos=True, file=sys.stderr) as bar:
        yield from bar


@contextmanager
def progress(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """A bar on standard error, and what moves it on."""
    with click.progressbar(length=length, label=label, show_pos=True, file=sys.stderr) as bar:
        yield bar.update


def print_json(value: Any) -> None:
    """Print a value as JSON."""
    click.echo(to_json(value))


def to_json(value: Any) -> str:
    """A value as JSON; moments as ISO 8601."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
