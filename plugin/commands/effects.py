"""Effects that wait for a person: those whose outcome cannot be known, and those that failed."""

import click

from plugin.commands.installation import Installation, as_option, counted, json_option, pass_installation
from plugin.commands.listing import agency_option, limit_option, show
from plugin.effects import EffectState
from plugin.errors import AfterviewError
from plugin.flow.operator.overview import Filter, list_effects
from plugin.flow.operator.repair import send_again, settle_as_sent

MOST_AT_ONCE = 1_000_000


@click.group(invoke_without_command=True, short_help="List what may or may not have been sent.")
@agency_option
@limit_option
@json_option
@click.pass_context
def unknown(context: click.Context, agency: str, limit: int, as_json: bool) -> None:
    """List what may or may not have been sent, because no answer came.

    Nothing is sent twice unasked. LOOK FOR is an email's Message-ID, to search the mail server's log by, or
    the mark of a note on its ATS record. Once you know, say so:

    \b
      afterview unknown settle 12 --sent
      afterview unknown settle 12 --send-again
    """
    if not context.invoked_subcommand:
        _list(context, EffectState.UNKNOWN, agency, limit, as_json, "Nothing is in doubt.")


@unknown.command(short_help="Say whether one of them went.")
@click.argument("number", type=int)
@click.option("--sent", "answer", flag_value="sent", help="It did go.")
@click.option("--send-again", "answer", flag_value="again", help="It did not go: send it, if it still may.")
@as_option
@pass_installation
def settle(installation: Installation, number: int, answer: str | None, who: str) -> None:
    """Say whether the effect with this NUMBER went."""
    if answer is None:
        raise click.UsageError("Say --sent or --send-again.")
    with installation.open() as runtime:
        if answer == "sent":
            settle_as_sent(runtime, number, who)
            click.echo(f"Effect {number} counts as sent.")
        else:
            send_again(runtime, number, who, EffectState.UNKNOWN)
            click.echo(f"Effect {number} waits to be sent, if it still may be.")


@click.group(invoke_without_command=True, short_help="List what could not be sent.")
@agency_option
@limit_option
@json_option
@click.pass_context
def failed(context: click.Context, agency: str, limit: int, as_json: bool) -> None:
    """List what could not be sent or written, with the reason."""
    if not context.invoked_subcommand:
        _list(context, EffectState.FAILED, agency, limit, as_json, "Nothing has failed.")


@failed.command(short_help="Try again what failed.")
@click.argument("numbers", type=int, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All that have failed.")
@as_option
@pass_installation
def retry(installation: Installation, numbers: tuple[int, ...], everything: bool, who: str) -> None:
    """Try the effects with these NUMBERS again, once their cause is mended. Emails pass the gate anew."""
    if bool(numbers) == everything:
        raise click.UsageError("Give their numbers, or --all.")
    kept_back = []
    with installation.open() as runtime:
        every = Filter(states=(EffectState.FAILED,), limit=MOST_AT_ONCE)
        chosen = list(numbers) or [row["effect"] for row in reversed(list_effects(runtime, every))]
        for number in counted(chosen, "Trying again"):
            try:
                send_again(runtime, number, who, EffectState.FAILED)
            except AfterviewError as error:
                kept_back.append(str(error))
    click.echo(f"{len(chosen) - len(kept_back)} wait to be tried again.")
    for line in kept_back:
        click.echo(line, err=True)
    if kept_back:
        raise click.exceptions.Exit(1)


def _list(
    context: click.Context, state: EffectState, agency: str, limit: int, as_json: bool, none: str
) -> None:
    wanted = Filter(agency=agency, states=(state,), limit=limit)
    with context.ensure_object(Installation).open() as runtime:
        show(list_effects(runtime, wanted), as_json, none)
