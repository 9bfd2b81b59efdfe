"""Running `afterview` in this process, on a world's database, mail and clock."""

import json
from typing import Any

from click.testing import CliRunner, Result

from config.settings import Settings
from plugin.cli import main
from plugin.commands.installation import Installation
from plugin.runtime import Runtime
from tests.support.world import World


class Afterview:
    """The command, as somebody types it. A call that should succeed and does not fails the test."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.runtime = world.runtime

    def __call__(self, *arguments: str, code: int = 0, given: str = "") -> Result:
        """Run it; its exit code must be `code`. `given` is typed in."""
        installation = Installation(self.runtime.settings, self._runtime)
        done = CliRunner().invoke(main, [*arguments], input=given, obj=installation)
        assert done.exit_code == code, f"{done.output}\n{done.exception!r}"
        return done

    def json(self, *arguments: str, code: int = 0) -> Any:
        """What it prints with --json."""
        return json.loads(self(*arguments, "--json", code=code).stdout)

    def _runtime(self, _: Settings) -> Runtime:
        return self.runtime
