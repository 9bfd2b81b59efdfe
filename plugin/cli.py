"""`afterview`: set up, look after and run one installation."""

import click

from plugin.commands.alerting import alerts, away
from plugin.commands.branches import branch, branches, consultant, emails, halt
from plugin.commands.branding import brand
from plugin.commands.checking import doctor
from plugin.commands.coaching import coach
from plugin.commands.connecting import connect
from plugin.commands.connections import connection, secret
from plugin.commands.deliveries import deliveries, replay
from plugin.commands.effects import failed, unknown
from plugin.commands.journeys import journeys
from plugin.commands.maintaining import keys, restored
from plugin.commands.people import erase, export
from plugin.commands.proof import holdout, report
from plugin.commands.reading import read
from plugin.commands.routes import route
from plugin.commands.running import migrate, serve


@click.group()
@click.version_option(package_name="afterview")
def main() -> None:
    """After an interview, ask the candidate, coach them, and tell their consultant.

    Settings come from the environment (AFTERVIEW_...). Commands exit with 0 when all went well, 1 when
    something is wrong, and 2 when they were called wrongly.
    """


for command in (
    *(serve, migrate, doctor),
    *(connect, connection, secret),
    *(branch, branches, brand, emails, route, consultant, alerts, away, halt),
    *(deliveries, replay, journeys, unknown, failed),
    *(erase, export),
    *(coach, read),
    *(holdout, report),
    *(keys, restored),
):
    main.add_command(command)
