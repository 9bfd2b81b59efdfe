"""`afterview`: set up, look after and run one installation."""

import click

from config.logging import set_up
from config.settings import Settings, SettingsError
from plugin.commands.connecting import branch, connect, consultant
from plugin.commands.running import migrate, serve


@click.group()
@click.version_option(package_name="afterview")
@click.pass_context
def main(context: click.Context) -> None:
    """After an interview, ask the candidate, coach them, and tell their consultant."""
    try:
        context.obj = Settings.from_env()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    set_up(context.obj.log_level)


for command in (serve, migrate, connect, branch, consultant):
    main.add_command(command)
