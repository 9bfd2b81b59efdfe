"""Connecting: agencies, branches, consultants and their ATSs."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click
from marshmallow import ValidationError
from sqlalchemy import Connection as DbConnection

from config.settings import Settings
from integrations.ats.contract import Account, Adapter
from integrations.registry import ADAPTERS, adapter
from plugin.clock import system_clock
from plugin.db import Database
from plugin.journeys.timing import Policy
from plugin.keys import Keys
from plugin.migrate import upgrade
from plugin.tenants import agencies, connections

MODES = ("off", "dry_run", "live")


@click.command()
@click.argument("adapter_name", metavar="ADAPTER", type=click.Choice([known.name for known in ADAPTERS]))
@click.option("--agency", "agency_name", required=True, help="The agency's name; made if it is new.")
@click.option("--branch", "branch_name", required=True, help="The branch; made, switched off, if it is new.")
@click.option("--base-url", required=True, help="Where the ATS is called.")
@click.option(
    "--secret", "secrets", multiple=True, required=True, help="A webhook secret; several are allowed."
)
@click.option(
    "--credential", "credentials", multiple=True, metavar="NAME=VALUE", help="See the adapter's page."
)
@click.option("--consultant", "people", multiple=True, metavar="EMAIL=NAME", help="May sign in to the desk.")
@click.option(
    "--manager", "managers", multiple=True, metavar="EMAIL=NAME", help="Sees every consultant's rows."
)
@click.option("--timezone", default="Europe/London", show_default=True)
@click.option("--region", default="GB-SCT", show_default=True, help="Whose bank holidays are kept.")
@click.option("--sender", default="", help="The address that emails come from.")
@click.option("--postal-address", default="", help="The agency's own, for the foot of its emails.")
@click.option("--privacy-url", default="", help="The agency's privacy notice (https).")
@click.option("--colour", default="", help="The brand's colour, as #1f6f64.")
@click.option(
    "--live", is_flag=True, help="Switch the branch on at once. Interviews of the past stay silent."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")
@click.pass_obj
def connect(
    settings: Settings,
    adapter_name: str,
    agency_name: str,
    branch_name: str,
    base_url: str,
    secrets: Sequence[str],
    credentials: Sequence[str],
    people: Sequence[str],
    managers: Sequence[str],
    timezone: str,
    region: str,
    sender: str,
    postal_address: str,
    privacy_url: str,
    colour: str,
    live: bool,
    as_json: bool,
) -> None:
    """Connect an agency's account at an ATS, and print the address that its webhooks go to."""
    chosen = adapter(adapter_name)
    account = Account(base_url, _credentials(chosen, credentials), tuple(secrets))
    brand = _brand(agency_name, sender, postal_address, privacy_url, colour)
    _check_calendar(timezone, region)
    keys = Keys(settings.secret_keys)
    db = Database(settings.database_url)
    upgrade(db)
    now = system_clock()
    with db.transaction() as tx:
        owner = agencies.agency_id(tx, agency_name)
        if owner is None:
            owner = agencies.add_agency(tx, keys, agency_name, timezone, region, now)
        branch_id = agencies.branch_id(tx, owner, branch_name)
        if branch_id is None:
            branch_id = agencies.add_branch(tx, owner, branch_name, timezone, region, brand)
        if live:
            agencies.switch(tx, branch_id, "live", now)
        _add_people(tx, owner, people, managers)
        key = connections.add(
            tx, keys, owner, branch_id, adapter_name, account, now, polls=chosen.polls_every is not None
        )
    db.close()
    hook_url = f"{settings.base_url}/hooks/{key}"
    if as_json:
        click.echo(json.dumps({"hook_url": hook_url, "connection": key}))
    else:
        click.echo(f"Connected. Have {chosen.title} send its webhooks to:\n  {hook_url}")
        if not live:
            click.echo(f"The branch is switched off. Try it first:  afterview branch '{branch_name}' dry_run")


@click.command()
@click.argument("name")
@click.argument("mode", type=click.Choice(MODES))
@click.option("--agency", "agency_name", required=True)
@click.pass_obj
def branch(settings: Settings, name: str, mode: str, agency_name: str) -> None:
    """Switch a branch off, to a dry run (all is decided, nothing is sent), or live.

    Switching on never writes about the past: only interviews that end from now on are asked about.
    """
    db = Database(settings.database_url)
    with db.transaction() as tx:
        owner = _agency(tx, agency_name)
        branch_id = agencies.branch_id(tx, owner, name)
        if branch_id is None:
            raise click.ClickException(f"{agency_name} has no branch called {name}.")
        agencies.switch(tx, branch_id, mode, system_clock())
    click.echo(f"{name} is now: {mode}.")


@click.command()
@click.argument("email")
@click.option("--agency", "agency_name", required=True)
@click.option("--name", required=True)
@click.option("--manager", is_flag=True, help="May see every consultant's rows.")
@click.pass_obj
def consultant(settings: Settings, email: str, agency_name: str, name: str, manager: bool) -> None:
    """Let someone sign in to the desk, or change their name or rights."""
    db = Database(settings.database_url)
    with db.transaction() as tx:
        owner = _agency(tx, agency_name)
        agencies.add_consultant(tx, owner, email, name, "manager" if manager else "consultant")
    click.echo(f"{email} may sign in at {settings.base_url}/desk.")


def _agency(tx: DbConnection, name: str) -> int:
    owner = agencies.agency_id(tx, name)
    if owner is None:
        raise click.ClickException(f"There is no agency called {name}.")
    return owner


def _add_people(tx: DbConnection, owner: int, people: Sequence[str], managers: Sequence[str]) -> None:
    for role, given in (("consultant", people), ("manager", managers)):
        for email, name in _pairs(given, role):
            agencies.add_consultant(tx, owner, email, name, role)


def _credentials(chosen: Adapter, given: Sequence[str]) -> Mapping[str, str]:
    try:
        loaded: Mapping[str, str] = chosen.credentials.load(dict(_pairs(given, "credential")))
    except ValidationError as error:
        raise click.UsageError(f"{chosen.title} needs other credentials: {error.messages}") from error
    return loaded


def _pairs(given: Sequence[str], what: str) -> list[tuple[str, str]]:
    pairs = [pair.partition("=") for pair in given]
    for name, sign, value in pairs:
        if not sign or not value:
            raise click.UsageError(f"--{what} {name}: write it as NAME=VALUE.")
    return [(name, value) for name, _, value in pairs]


def _check_calendar(timezone: str, region: str) -> None:
    try:
        Policy(timezone, region)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _brand(agency: str, sender: str, postal_address: str, privacy_url: str, colour: str) -> dict[str, Any]:
    brand = {
        "sender_name": agency,
        "sender_address": sender or "interviews@afterview.example",
        "postal_address": postal_address or agency,
        "privacy_url": privacy_url,
        "colour": colour,
    }
    return {name: value for name, value in brand.items() if value}
