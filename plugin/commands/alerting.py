"""Who is told when something is serious, and when they are there."""

from datetime import datetime, time

import click

from plugin.commands.installation import Installation, as_option, pass_installation
from plugin.flow.operator.alerting import change_alerts, change_away


class _Hours(click.ParamType[tuple[time, time]]):
    """Office hours, as 09:00-17:30."""

    name = "HH:MM-HH:MM"

    def convert(
        self, value: str, param: click.Parameter | None, context: click.Context | None
    ) -> tuple[time, time]:
        opens, _, closes = value.partition("-")
        try:
            hours = time.fromisoformat(opens), time.fromisoformat(closes)
        except ValueError:
            self.fail(f"{value!r} is not like 09:00-17:30.", param, context)
        if hours[0] >= hours[1] or any(at.second or at.tzinfo for at in hours):
            self.fail("An office opens before it closes, by whole minutes.", param, context)
        return hours


@click.command(short_help="Say who gets a branch's alerts.")
@click.argument("name")
@click.option("--agency", required=True)
@click.option("--cover", default="", metavar="EMAIL", help="Who is asked next; 'none' for nobody.")
@click.option("--manager", default="", metavar="EMAIL", help="Who is asked last; 'none' for nobody.")
@click.option("--office-hours", type=_Hours(), help="When people are at their desks, Monday to Friday.")
@as_option
@pass_installation
def alerts(
    installation: Installation,
    name: str,
    agency: str,
    cover: str,
    manager: str,
    office_hours: tuple[time, time] | None,
    who: str,
) -> None:
    """Say who gets the alerts of the branch NAME besides the candidate's consultant, and its office hours.

    The consultant is asked first, then the cover, then the manager. The manager alone is asked about how a
    candidate was treated. They are people who may sign in to the desk. What is not given stays as it is.
    """
    people = {role: email for role, email in (("cover", cover), ("manager", manager)) if email}
    if not people and not office_hours:
        raise click.UsageError("Say what to change; see --help.")
    with installation.open() as runtime:
        change_alerts(runtime, agency, name, who, people, office_hours)
    changed = [*sorted(people), *(["office hours"] if office_hours else [])]
    click.echo(f"{name}: changed {', '.join(changed)}. The next alert goes by it.")


@click.command(short_help="Say that somebody is away, or back.")
@click.argument("email")
@click.option("--agency", required=True)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The day they are back; left out: they are.")
@as_option
@pass_installation
def away(installation: Installation, email: str, agency: str, until: datetime | None, who: str) -> None:
    """Say that EMAIL is away until a day: their alerts go to the branch's cover meanwhile."""
    with installation.open() as runtime:
        change_away(runtime, agency, email, until.date() if until else None, who)
    click.echo(f"{email} is {f'away until {until:%Y-%m-%d}' if until else 'back'}.")
