"""Deliveries: what was heard, what could not be understood, and having it understood again."""

from datetime import datetime

import click

from plugin.commands.installation import (
    Installation,
    as_option,
    counted,
    json_option,
    pass_installation,
    print_json,
)
from plugin.commands.listing import agency_option, limit_option, show, since_option
from plugin.errors import AfterviewError
from plugin.flow.operator.overview import Filter, list_deliveries, read_delivery
from plugin.flow.operator.repair import replay_delivery

MOST_AT_ONCE = 1_000_000


def _states(unreadable: bool, failed: bool) -> tuple[str, ...]:
    return tuple(name for name, wanted in (("unreadable", unreadable), ("failed", failed)) if wanted)


def _none(unreadable: bool, failed: bool) -> str:
    if unreadable == failed:
        return "There are none." if unreadable else "Nothing has been heard."
    return "None are unreadable." if unreadable else "None have failed."


@click.group(invoke_without_command=True, short_help="List what ATSs sent us.")
@click.option("--unreadable", is_flag=True, help="Only those that could not be understood.")
@click.option("--failed", is_flag=True, help="Only those that could not be applied.")
@click.option("--connection", type=int, help="Only this connection's, by its number.")
@agency_option
@since_option
@limit_option
@json_option
@click.pass_context
def deliveries(
    context: click.Context,
    unreadable: bool,
    failed: bool,
    connection: int | None,
    agency: str,
    since: datetime | None,
    limit: int,
    as_json: bool,
) -> None:
    """List what ATSs and candidates sent us, newest first, with the reason where it went no further."""
    if context.invoked_subcommand:
        return
    wanted = Filter(agency, connection, _states(unreadable, failed), since, limit)
    with context.ensure_object(Installation).open() as runtime:
        show(list_deliveries(runtime, wanted), as_json, _none(unreadable, failed))


@deliveries.command("show", short_help="Show one delivery.")
@click.argument("number", type=int)
@click.option("--body", is_flag=True, help="Print the raw body too. It holds personal data.")
@json_option
@pass_installation
def show_one(installation: Installation, number: int, body: bool, as_json: bool) -> None:
    """Show one delivery. Its body holds personal data, and is printed only with --body."""
    with installation.open() as runtime:
        row, raw = read_delivery(runtime, number)
    text = raw.decode(errors="replace") if raw is not None else None
    if as_json:
        print_json({**row, "body": text} if body else row)
        return
    for name, value in row.items():
        click.echo(f"{name.replace('_', ' ')}: {value}")
    if body:
        click.echo("This is personal data: do not copy it into a ticket or a chat.", err=True)
        click.echo(text if text is not None else "Its body is no longer kept.")


@click.command(short_help="Have deliveries understood again.")
@click.argument("numbers", type=int, nargs=-1)
@click.option("--unreadable", is_flag=True, help="All that could not be understood.")
@click.option("--failed", is_flag=True, help="All that could not be applied.")
@click.option("--connection", type=int, help="Of these, only this connection's.")
@agency_option
@since_option
@as_option
@pass_installation
def replay(
    installation: Installation,
    numbers: tuple[int, ...],
    unreadable: bool,
    failed: bool,
    connection: int | None,
    agency: str,
    since: datetime | None,
    who: str,
) -> None:
    """Have deliveries understood again: those with these NUMBERS, or all that the options choose.

    It goes the same way as the first time, so that nothing is done twice. With --since alone, every delivery
    since then is replayed.
    """
    if bool(numbers) == bool(unreadable or failed or since):
        raise click.UsageError("Say which: their numbers, or --unreadable, --failed or --since.")
    with installation.open() as runtime:
        chosen = list(numbers)
        if not chosen:
            wanted = Filter(agency, connection, _states(unreadable, failed), since, MOST_AT_ONCE)
            found = list_deliveries(runtime, wanted)
            chosen = [row["delivery"] for row in reversed(found) if row["source"] != "reflection"]
        kept_back = []
        for number in counted(chosen, "Replaying"):
            try:
                replay_delivery(runtime, number, who)
            except AfterviewError as error:
                kept_back.append(str(error))
    click.echo(f"{len(chosen) - len(kept_back)} replayed; the workers go through them now.")
    for line in kept_back:
        click.echo(line, err=True)
    if kept_back and numbers:
        raise click.exceptions.Exit(1)
