"""Journeys: where each stands, what was not sent and why."""

from datetime import datetime

import click

from plugin.commands.installation import Installation, json_option, pass_installation, print_json
from plugin.commands.listing import agency_option, limit_option, show, since_option
from plugin.flow.desk import Desk
from plugin.flow.operator.overview import Filter, agency_of_journey, list_journeys, operators_acts
from plugin.journeys.machine import State
from plugin.runtime import Runtime
from plugin.views import SignedIn


@click.group(invoke_without_command=True, short_help="List journeys, and what was not sent.")
@click.option(
    "--state", "states", multiple=True, type=click.Choice(list(State)), help="Only these; may be repeated."
)
@click.option("--connection", type=int, help="Only this connection's, by its number.")
@click.option("--candidate", default="", metavar="EMAIL", help="Only this candidate's; with --agency.")
@agency_option
@since_option
@limit_option
@json_option
@click.pass_context
def journeys(
    context: click.Context,
    states: tuple[str, ...],
    connection: int | None,
    candidate: str,
    agency: str,
    since: datetime | None,
    limit: int,
    as_json: bool,
) -> None:
    """List journeys, newest first: one interview of one candidate each, named by the ATS's own ids.

    CANDIDATE NUMBER is what 'afterview export' and 'afterview erase' take besides an email address.
    """
    if context.invoked_subcommand:
        return
    if candidate and not agency:
        raise click.UsageError("--candidate needs --agency: each knows its candidates by itself.")
    wanted = Filter(agency, connection, tuple(states), since, limit, candidate)
    with context.ensure_object(Installation).open() as runtime:
        show(
            list_journeys(runtime, wanted),
            as_json,
            "There are no journeys." if wanted == Filter() else "There are no such journeys.",
        )


@journeys.command("show", short_help="Show what happened to one journey.")
@click.argument("number", type=int)
@json_option
@pass_installation
def show_one(installation: Installation, number: int, as_json: bool) -> None:
    """Show what happened to one journey, oldest first. What the candidate said is not shown."""
    with installation.open() as runtime:
        state, lines = _timeline(runtime, number)
    if as_json:
        print_json(
            {"journey": number, "state": state, "timeline": [{"at": at, "what": w} for at, w in lines]}
        )
        return
    click.echo(f"Journey {number}: {state}")
    for at, words in lines:
        click.echo(f"  {at:%Y-%m-%d %H:%M:%SZ}  {words}")


def _timeline(runtime: Runtime, number: int) -> tuple[str, list[tuple[datetime, str]]]:
    operator = SignedIn(agency_of_journey(runtime, number), 0, "operator", "", sees_everyone=True)
    view = Desk(runtime).journey(operator, number)
    lines = [(entry.at, entry.words) for entry in view.timeline]
    lines += [(act.noted_at, f"{act.who}: {act.what}") for act in operators_acts(runtime, number)]
    return view.row.state_words, sorted(lines)
