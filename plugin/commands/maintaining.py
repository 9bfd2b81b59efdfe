"""Maintaining: keys that change, and a database that comes from a backup."""

import click

from plugin.commands.installation import Installation, as_option, pass_installation, progress
from plugin.flow.operator.reseal import count_sealed, reseal
from plugin.flow.operator.restore import calm_restored


@click.group(short_help="Change the secret keys.")
def keys() -> None:
    """Look after the secret keys."""


@keys.command(short_help="Seal everything anew with the first key.")
@pass_installation
def rotate(installation: Installation) -> None:
    """Seal everything stored anew with the first of AFTERVIEW_SECRET_KEYS.

    Put the new key first, restart every process, and then run this. It may be broken off and repeated, and
    run beside the others. Links in emails stay signed with the older keys: keep those as long as the links
    are to work.
    """
    with (
        installation.open() as runtime,
        progress("Sealing", count_sealed(runtime)) as tell,
    ):
        done = reseal(runtime, tell)
    click.echo(f"{done.anew} sealed anew; {done.already} were already.")
    if done.unopenable:
        raise click.ClickException(
            f"{done.unopenable} could be opened by no key and were left as they are. Put the key that sealed "
            "them back, at the end of AFTERVIEW_SECRET_KEYS, and run this again."
        )


@click.command(short_help="Make a restored database safe to start.")
@as_option
@pass_installation
def restored(installation: Installation, who: str) -> None:
    """Make a database that comes from a backup safe to start. Run it before any other process.

    The backup does not know what was sent after it was made. Emails that seem due are left for you in
    'afterview unknown'; notes are looked for in the ATS before they are written; every branch is off.
    """
    with installation.open(migrate=True) as runtime:
        done = calm_restored(runtime, who)
    click.echo(f"Emails now in doubt: {done.emails_in_doubt}. See: afterview unknown")
    click.echo(f"Notes and tasks to be looked for before they are written: {done.writes_in_doubt}.")
    click.echo(f"Branches switched off: {', '.join(done.switched_off) or 'none; they were off already'}.")
    click.echo(
        "Start the processes, run afterview doctor, then switch each branch on: afterview branch --help"
    )
