"""Connections after they are made: rest, other credentials, and webhook secrets that change without a gap."""

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import replace

import click

from integrations.registry import adapter
from plugin.commands.connecting import credential_option, hook_url_of, new_secret, read_credentials
from plugin.commands.installation import Installation, as_option, json_option, pass_installation
from plugin.commands.listing import show
from plugin.flow.operator.overview import list_connections
from plugin.flow.operator.set_up import change_account, pause, read_connection

NUMBER = click.argument("number", metavar="CONNECTION", type=click.IntRange(1, 2**31))


@click.group(short_help="List, pause, resume, mend connections.")
def connection() -> None:
    """List, pause and resume connections to ATSs, and change their credentials.

    CONNECTION is a connection's number, as 'afterview connection list' shows it.
    """


@connection.command("list", short_help="List the connections.")
@json_option
@pass_installation
def list_(installation: Installation, as_json: bool) -> None:
    """List every connection with the address that its webhooks go to."""
    with installation.open() as runtime:
        show(list_connections(runtime), as_json, "No ATS is connected: afterview connect --help")


@connection.command("pause", short_help="Let a connection rest.")
@NUMBER
@as_option
@pass_installation
def pause_(installation: Installation, number: int, who: str) -> None:
    """Let a connection rest. Webhooks are still taken, kept and left waiting, so that no ATS gives up."""
    with installation.open() as runtime:
        found = pause(runtime, number, True, who)
    click.echo(f"Connection {found.id} is paused. What arrives is kept and waits.")


@connection.command(short_help="Let a paused connection go on.")
@NUMBER
@as_option
@pass_installation
def resume(installation: Installation, number: int, who: str) -> None:
    """Let a paused connection go on; what arrived meanwhile is worked through within minutes."""
    with installation.open() as runtime:
        found = pause(runtime, number, False, who)
    click.echo(f"Connection {found.id} goes on.")


@connection.command(short_help="Replace a connection's credentials.")
@NUMBER
@credential_option
@as_option
@pass_installation
def credentials(installation: Installation, number: int, credentials: Sequence[str], who: str) -> None:
    """Replace all of a connection's credentials; what had to wait for them is tried again at once."""
    with installation.open() as runtime:
        found = read_connection(runtime, number)
        loaded = read_credentials(adapter(found.adapter), credentials)
        change_account(runtime, number, who, credentials=loaded)
    click.echo(f"Connection {found.id} has other credentials. See that they work: afterview doctor")


@click.group(short_help="Change a webhook secret without a gap.")
def secret() -> None:
    """Change a connection's webhook secret without losing a delivery.

    Add the new secret, give it to the ATS, wait until it is used, and drop the old one. While both are in
    force a delivery signed with either is taken.
    """


@secret.command("list", short_help="List the secrets in force.")
@NUMBER
@pass_installation
def list_secrets(installation: Installation, number: int) -> None:
    """List the secrets in force by their fingerprints, newest first."""
    with installation.open() as runtime:
        found = read_connection(runtime, number)
    for one in found.account.secrets:
        click.echo(_fingerprint(one))


@secret.command(short_help="Put a new secret in force.")
@NUMBER
@click.option("--from-stdin", is_flag=True, help="Take the ATS's own secret from standard input.")
@as_option
@pass_installation
def add(installation: Installation, number: int, from_stdin: bool, who: str) -> None:
    """Put a new secret in force beside the others, and print it once."""
    new = sys.stdin.readline().strip() if from_stdin else new_secret()
    if not new:
        raise click.UsageError("There is no secret on standard input.")
    with installation.open() as runtime:
        found = read_connection(runtime, number)
        account = replace(found.account, secrets=(new, *found.account.secrets))
        change_account(runtime, number, who, secrets=account.secrets)
    chosen = adapter(found.adapter)
    if chosen.webhook_query(account):
        click.echo(
            f"Its webhooks now go to: {hook_url_of(installation, found.key, chosen, account)}", err=True
        )
    click.echo(f"In force within seconds: {_fingerprint(new)}" if from_stdin else new)


@secret.command(short_help="Put a secret out of force.")
@NUMBER
@click.argument("fingerprint")
@as_option
@pass_installation
def drop(installation: Installation, number: int, fingerprint: str, who: str) -> None:
    """Put the secret with this FINGERPRINT out of force. The last one stays."""
    with installation.open() as runtime:
        known = read_connection(runtime, number).account.secrets
        left = [one for one in known if _fingerprint(one) != fingerprint]
        if len(left) == len(known):
            raise click.ClickException(f"No secret has the fingerprint {fingerprint}. Nothing was changed.")
        if not left:
            raise click.ClickException("This is the only secret in force. Add another first.")
        change_account(runtime, number, who, secrets=left)
    click.echo(f"{fingerprint} is out of force within seconds; {len(left)} left.")


def _fingerprint(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:12]
