"""Branches and their people: switched on with care, and off at once."""

import click

from plugin.commands.installation import Installation, as_option, json_option, pass_installation
from plugin.commands.listing import show
from plugin.flow.operator.overview import list_branches
from plugin.flow.operator.set_up import NewPerson, add_person, choose_modules, switch, switch_all_off
from plugin.flow.operator.switches import change_switches

MODES = ("off", "dry_run", "live")


@click.command(short_help="Switch a branch off, to a dry run, or live; choose what it asks.")
@click.argument("name")
@click.argument("mode", type=click.Choice(MODES), required=False)
@click.option("--agency", required=True)
@click.option("--ask", multiple=True, metavar="MODULE", help="Ask the questions of this module as well.")
@click.option("--do-not-ask", multiple=True, metavar="MODULE", help="Ask them no more.")
@as_option
@pass_installation
def branch(
    installation: Installation,
    name: str,
    mode: str | None,
    agency: str,
    ask: tuple[str, ...],
    do_not_ask: tuple[str, ...],
    who: str,
) -> None:
    """Switch the branch NAME off, to a dry run (all is decided, nothing is sent), or live.

    Switching on never writes about the past: only interviews that end from now on are asked about. Emails
    that fall due while a branch is off are not sent later; the desk says why.

    With --ask and --do-not-ask it chooses which of the reviewed modules of questions (in
    config/surveys/modules) its candidates are asked beside everybody's.
    """
    if mode is None and not ask and not do_not_ask:
        raise click.UsageError(f"Say what to do: one of {', '.join(MODES)}, --ask or --do-not-ask.")
    with installation.open() as runtime:
        if mode:
            switch(runtime, agency, name, mode, who)
            click.echo(f"{name} is now: {mode}.")
        if ask or do_not_ask:
            asked = choose_modules(runtime, agency, name, who, ask, do_not_ask)
            click.echo(f"{name} now asks besides: {', '.join(asked) or 'nothing'}.")


@click.command(short_help="List the branches and their modes.")
@json_option
@pass_installation
def branches(installation: Installation, as_json: bool) -> None:
    """List every agency's branches, and whether they are live."""
    with installation.open() as runtime:
        found = list_branches(runtime)
    show(found, as_json, "There is no branch yet. Connect an ATS: afterview connect --help")


@click.command(short_help="Choose a branch's other emails.")
@click.argument("name")
@click.option("--agency", required=True)
@click.option(
    "--general-preparation/--no-general-preparation",
    default=None,
    help="Prepare also those who have not told us about an interview before. Off at first.",
)
@click.option(
    "--after-rejection/--no-after-rejection", default=None, help="Write a day after a rejection. On at first."
)
@click.option("--after-offer/--no-after-offer", default=None, help="Congratulate on a job. On at first.")
@as_option
@pass_installation
def emails(installation: Installation, /, name: str, agency: str, who: str, **switches: bool | None) -> None:
    """Choose what the branch NAME sends beside surveys and coaching; what is not given stays as it is."""
    given = {one: on for one, on in switches.items() if on is not None}
    if not given:
        raise click.UsageError("Say what to switch; see --help.")
    with installation.open() as runtime:
        change_switches(runtime, agency, name, given, who)
    told = ", ".join(f"{one.replace('_', ' ')} {'on' if on else 'off'}" for one, on in given.items())
    click.echo(f"{name}: {told}.")


@click.command(short_help="Switch every branch off at once.")
@click.option("--agency", default="", help="Only this agency's branches.")
@as_option
@pass_installation
def halt(installation: Installation, agency: str, who: str) -> None:
    """Switch every branch off at once: from this moment no candidate is written to.

    Webhooks are still heard, the desk still shows, and notes on ATS records are still written.
    """
    with installation.open() as runtime:
        off = switch_all_off(runtime, who, agency)
    click.echo(f"Switched off: {', '.join(off)}." if off else "Every branch was off already.")


@click.command(short_help="Let someone sign in to the desk.")
@click.argument("email")
@click.option("--agency", required=True)
@click.option("--name", required=True)
@click.option("--phone", default="", help="Candidates are told to ring it.")
@click.option("--manager", is_flag=True, help="May see every consultant's rows.")
@pass_installation
def consultant(
    installation: Installation, email: str, agency: str, name: str, phone: str, manager: bool
) -> None:
    """Let someone sign in to the desk, or change their name, phone number or rights."""
    role = "manager" if manager else "consultant"
    with installation.open() as runtime:
        add_person(runtime, agency, NewPerson(email, name, role, phone))
    click.echo(f"{email} may sign in at {installation.settings.base_url}/desk.")
