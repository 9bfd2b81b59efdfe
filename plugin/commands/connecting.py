"""`afterview connect`: an agency's account at an ATS, with the branch and the people that it needs."""

import base64
import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import click
from marshmallow import ValidationError

from integrations.ats.contract import Account, Adapter
from integrations.registry import ADAPTERS, adapter
from plugin.commands.branding import Brand, brand_options
from plugin.commands.installation import Installation, json_option, pass_installation, print_json
from plugin.flow.operator import set_up
from plugin.flow.operator.set_up import NewBranch, NewPerson
from plugin.journeys.timing import Policy

SECRET_BYTES = 32
"""WH-07: 24 to 64."""

credential_option = click.option(
    "--credential", "credentials", multiple=True, metavar="NAME=VALUE", help="See the adapter's README."
)


@click.command(short_help="Connect an agency's account at an ATS.")
@click.argument("adapter_name", metavar="ADAPTER", type=click.Choice([known.name for known in ADAPTERS]))
@click.option("--agency", required=True, help="The agency's name; made if it is new.")
@click.option("--branch", required=True, help="The branch; made, switched off, if it is new.")
@click.option("--base-url", required=True, help="Where the ATS is called.")
@click.option("--secret", "given", multiple=True, help="A webhook secret; made and printed if none is given.")
@credential_option
@click.option(
    "--consultant", "consultants", multiple=True, metavar="EMAIL=NAME", help="May sign in to the desk."
)
@click.option(
    "--manager", "managers", multiple=True, metavar="EMAIL=NAME", help="Sees every consultant's rows."
)
@click.option("--timezone", default="Europe/London", show_default=True)
@click.option("--region", default="GB-SCT", show_default=True, help="Whose bank holidays are kept.")
@brand_options
@click.option(
    "--live", is_flag=True, help="Switch the branch on at once. Interviews of the past stay silent."
)
@json_option
@pass_installation
def connect(
    installation: Installation,
    /,
    adapter_name: str,
    base_url: str,
    given: Sequence[str],
    credentials: Sequence[str],
    as_json: bool,
    **wanted: Any,
) -> None:
    """Connect an agency's account at an ATS, and print the address that its webhooks go to.

    ADAPTER is one of: standard (a signed webhook for Zapier, Make, n8n and agencies' own systems), odoo.
    """
    chosen = adapter(adapter_name)
    in_force = tuple(given) or (new_secret(),)
    account = Account(base_url, read_credentials(chosen, credentials), in_force)
    branch, people = _branch(wanted), _people(wanted)
    with installation.open(migrate=True) as runtime:
        key = set_up.connect(runtime, chosen, account, branch, people)
    hook_url = hook_url_of(installation, key, chosen, account)
    if as_json:
        made = {} if given else {"secret": in_force[0]}
        print_json({"hook_url": hook_url, "connection": key, **made})
        return
    click.echo(f"Connected. Have {chosen.title} send its webhooks to:\n  {hook_url}")
    if not given:
        click.echo(f"and give it this secret, which is not shown again:\n  {in_force[0]}")
    if not branch.live:
        click.echo(
            "The branch is switched off. Try it first:\n"
            f"  afterview branch '{branch.name}' dry_run --agency '{branch.agency}'"
        )


def hook_url_of(installation: Installation, key: str, chosen: Adapter, account: Account) -> str:
    """Where an account's webhooks go; with its newest secret, where that is how the ATS shows it."""
    query = urlencode(chosen.webhook_query(account))
    return f"{installation.settings.base_url}/hooks/{key}" + (f"?{query}" if query else "")


def new_secret() -> str:
    """A webhook secret in the form that Standard Webhooks wants (WH-07)."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def _branch(wanted: Mapping[str, Any]) -> NewBranch:
    try:
        Policy(wanted["timezone"], wanted["region"])
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    brand: Brand = wanted["brand"]
    return NewBranch(
        agency=wanted["agency"],
        name=wanted["branch"],
        timezone=wanted["timezone"],
        region=wanted["region"],
        brand={
            "sender_name": wanted["agency"],
            "sender_address": "interviews@afterview.example",
            "postal_address": wanted["agency"],
            **brand,
        },
        live=wanted["live"],
    )


def _people(wanted: Mapping[str, Any]) -> list[NewPerson]:
    return [
        NewPerson(email, name, role)
        for role in ("consultant", "manager")
        for email, name in _pairs(wanted[f"{role}s"], role)
    ]


def read_credentials(chosen: Adapter, given: Sequence[str]) -> Mapping[str, str]:
    """The credentials as the adapter's schema loads them. Fails as wrong usage, and says which are wrong."""
    try:
        loaded: Mapping[str, str] = chosen.credentials.load(dict(_pairs(given, "credential")))
    except ValidationError as error:
        raise click.UsageError(f"{chosen.title} needs other credentials: {_said(error)}") from error
    return loaded


def _said(error: ValidationError) -> str:
    """Names and reasons, never a value."""
    messages = error.messages
    if not isinstance(messages, dict):
        return str(messages)
    return "; ".join(f"{name}: {' '.join(map(str, why))}" for name, why in messages.items())


def _pairs(given: Sequence[str], what: str) -> list[tuple[str, str]]:
    pairs = [pair.partition("=") for pair in given]
    for name, sign, value in pairs:
        if not sign or not value:
            raise click.UsageError(f"--{what} {name}: write it as NAME=VALUE.")
    return [(name, value) for name, _, value in pairs]
