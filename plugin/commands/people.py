"""A person's rights: everything held on them exported, or erased."""

import os
from dataclasses import asdict
from pathlib import Path

import click

from plugin.commands.installation import (
    Installation,
    as_option,
    json_option,
    pass_installation,
    print_json,
    progress,
    to_json,
)
from plugin.commands.listing import number_of
from plugin.flow.operator.erase import Erased, count_bodies
from plugin.flow.operator.erase import erase as erase_person
from plugin.flow.operator.export import export as export_person

PERSON = click.argument("person", metavar="EMAIL_OR_NUMBER")


@click.command(short_help="Erase everything held on a candidate.")
@PERSON
@click.option("--agency", required=True, help="Whose candidate.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_option
@json_option
@pass_installation
def erase(installation: Installation, person: str, agency: str, yes: bool, who: str, as_json: bool) -> None:
    """Erase everything held on one candidate of an agency: rows, raw deliveries and answers.

    By an address it is every record that has it, by a number that record alone. A keyed hash of the address
    stays, so that nobody writes to it again. Delete the candidate in the ATS too: Afterview cannot take its
    notes back, and prints which they are. It cannot be undone, but it can be repeated.
    """
    with installation.open() as runtime:
        count = count_bodies(runtime, agency, person)
        if not yes:
            click.confirm("Everything held on this candidate will be gone for good. Erase it?", abort=True)
        with progress("Looking through deliveries", count) as tell:
            erased = erase_person(runtime, agency, person, who, tell)
    if as_json:
        print_json(asdict(erased))
    else:
        _tell(erased)


def _tell(erased: Erased) -> None:
    click.echo(
        f"Erased: {number_of(erased.candidates, 'candidate record')}, "
        f"the details of {number_of(erased.journeys, 'journey')}, "
        f"{number_of(erased.reflections, 'set of answers', 'sets of answers')}, "
        f"{number_of(erased.bodies, 'raw delivery', 'raw deliveries')}."
    )
    click.echo("Backups made before now still hold them; erase again after restoring one.")
    if not erased.left:
        return
    click.echo("These stand in the ATS. Have them removed there:")
    for entry in erased.left:
        reference = f", its number there {entry.reference}" if entry.reference else ""
        click.echo(
            f"  {entry.kind} {entry.marker}{reference}, on candidate {entry.candidate} "
            f"(connection {entry.connection})"
        )


@click.command(short_help="Export everything held on a candidate.")
@PERSON
@click.option("--agency", required=True, help="Whose candidate.")
@click.option("--to", "path", required=True, type=click.Path(path_type=Path), help="A new file for the JSON.")
@pass_installation
def export(installation: Installation, person: str, agency: str, path: Path) -> None:
    """Write everything held on one candidate of an agency to a file that only you can read.

    It holds what the candidate told nobody else. Give it to them, unread, and delete it.
    """
    with installation.open() as runtime:
        found = export_person(runtime, agency, person)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be made: {error.strerror}.") from error
    with os.fdopen(descriptor, "w") as file:
        file.write(to_json(found))
    click.echo(f"Written to {path}. It holds what the candidate told nobody else: pass it on unread.")
