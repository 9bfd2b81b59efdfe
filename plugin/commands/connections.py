"""Connections after they are made: rest, other credentials, and webhook secrets that change without a gap."""

import base64
import hashlib
import secrets
import sys
from collections.abc import Sequence

import click

from integrations.registry import adapter
from plugin.commands.connecting import credential_option, read_credentials
from plugin.commands.installation import Installation, as_option, json_option, pass_installation
from plugin.commands.listing import show
from plugin.flow.overview import list_connections
from plugin.flow.set_up import change_account, pause, read_connection

SECRET_BYTES = 32
"""WH-07: 24 to 64."""


@click.group(short_help="List, pause, resume, mend connections.")
def connection() -> None:
    """List, pause and resume connections to ATSs, and change their credentials.

    CONNECTION is a connection's number, as 'afterview connection list' shows it, or its key.
    """


@connection.command("list")
@json_option
@pass_installation
def list_(installation: Installation, as_json: bool) -> None:
    """List every connection with the address that its webhooks go to."""
    with installation.open() as runtime:
        show(list_connections(runtime), as_json, "No ATS is connected: afterview connect --help")


@connection.command("pause")
@click.argument("name", metavar="CONNECTION")
@as_option
@pass_installation
def pause_(installation: Installation, name: str, who: str) -> None:
    """Let a connection rest. Webhooks are still taken, kept and left waiting, so that no ATS gives up."""
    with installation.open() as runtime:
        found = pause(runtime, name, True, who)
    click.echo(f"Connection {found.id} is paused. What arrives is kept and waits.")


@connection.command()
@click.argument("name", metavar="CONNECTION")
@as_option
@pass_installation
def resume(installation: Installation, name: str, who: str) -> None:
    """Let a paused connection go on; what arrived meanwhile is worked through within minutes."""
    with installation.open() as runtime:
        found = pause(runtime, name, False, who)
    click.echo(f"Connection {found.id} goes on.")


@connection.command()
@click.argument("name", metavar="CONNECTION")
@credential_option
@as_option
@pass_installation
def credentials(installation: Installation, name: str, credentials: Sequence[str], who: str) -> None:
    """Replace all of a connection's credentials; what had to wait for them is tried again within minutes."""
    with installation.open() as runtime:
        found = read_connection(runtime, name)
        loaded = read_credentials(adapter(found.adapter), credentials)
        change_account(runtime, name, who, credentials=loaded)
    click.echo(f"Connection {found.id} has other credentials. See that they work: afterview doctor")


@click.group(short_help="Change a webhook secret without a gap.")
def secret() -> None:
    """Change a connection's webhook secret without losing a delivery.

    Add the new secret, give it to the ATS, wait until it is used, and drop the old one. While both are in
    force a delivery signed with either is taken.
    """


@secret.command("list")
@click.argument("name", metavar="CONNECTION")
@pass_installation
def list_secrets(installation: Installation, name: str) -> None:
    """List the secrets in force by their fingerprints, newest first."""
    with installation.open() as runtime:
        found = read_connection(runtime, name)
    for one in found.account.secrets:
        click.echo(_fingerprint(one))


@secret.command()
@click.argument("name", metavar="CONNECTION")
@click.option("--from-stdin", is_flag=True, help="Take the ATS's own secret from standard input.")
@as_option
@pass_installation
def add(installation: Installation, name: str, from_stdin: bool, who: str) -> None:
    """Put a new secret in force beside the others, and print it once."""
    new = sys.stdin.readline().strip() if from_stdin else _new_secret()
    if not new:
        raise click.UsageError("There is no secret on standard input.")
    with installation.open() as runtime:
        found = read_connection(runtime, name)
        change_account(runtime, name, who, secrets=(new, *found.account.secrets))
    click.echo(f"In force within seconds: {_fingerprint(new)}" if from_stdin else new)


@secret.command()
@click.argument("name", metavar="CONNECTION")
@click.argument("fingerprint")
@as_option
@pass_installation
def drop(installation: Installation, name: str, fingerprint: str, who: str) -> None:
    """Put the secret with this FINGERPRINT out of force. The last one stays."""
    with installation.open() as runtime:
        known = read_connection(runtime, name).account.secrets
        left = [one for one in known if _fingerprint(one) != fingerprint]
        if len(left) == len(known):
            raise click.ClickException(f"No secret has the fingerprint {fingerprint}. Nothing was changed.")
        if not left:
            raise click.ClickException("This is the only secret in force. Add another first.")
        change_account(runtime, name, who, secrets=left)
    click.echo(f"{fingerprint} is out of force within seconds; {len(left)} left.")


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def _fingerprint(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:12]
