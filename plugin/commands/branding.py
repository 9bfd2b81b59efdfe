"""The options that say how a branch looks and speaks in its emails, and the command that changes them."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import click

from plugin.colour import Colour
from plugin.commands.installation import Installation, pass_installation
from plugin.flow.operator.set_up import change_brand

Brand = Mapping[str, str]
"""What of a brand was given, by the names under which it is kept."""

_OPTIONS = {
    "sender": ("sender_address", "The address that emails come from; its domain needs SPF, DKIM and DMARC."),
    "sender-name": ("sender_name", "The name that emails come from."),
    "reply-to": ("reply_to", "Who reads replies where a candidate has no consultant."),
    "postal-address": ("postal_address", "The agency's own, for the foot of its emails."),
    "privacy-url": ("privacy_url", "The agency's privacy notice (https)."),
    "colour": ("colour", "The brand's colour, as #1f6f64."),
}


def brand_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add a brand's options to a command, which takes what was given as `brand`."""

    @wraps(command)
    def with_brand(**options: Any) -> None:
        given = {name: options.pop(name) for name, _ in _OPTIONS.values()}
        brand = {name: value for name, value in given.items() if value}
        _check(brand)
        command(brand=brand, **options)

    for flag, (name, words) in reversed(_OPTIONS.items()):
        with_brand = click.option(f"--{flag}", name, default="", help=words)(with_brand)
    return with_brand


def _check(brand: Brand) -> None:
    if "@" not in brand.get("sender_address", "@") or "@" not in brand.get("reply_to", "@"):
        raise click.UsageError("--sender and --reply-to are email addresses.")
    if not brand.get("privacy_url", "https://").startswith("https://"):
        raise click.UsageError("--privacy-url begins https://")
    try:
        Colour(brand.get("colour", "#000000"))
    except ValueError as error:
        raise click.UsageError(str(error)) from error


@click.command(short_help="Change how a branch's emails look.")
@click.argument("name")
@click.option("--agency", required=True)
@brand_options
@pass_installation
def brand(installation: Installation, name: str, agency: str, brand: Brand) -> None:
    """Change how the branch NAME looks and speaks in its emails; what is not given stays as it is."""
    if not brand:
        raise click.UsageError("Say what to change; see --help.")
    with installation.open() as runtime:
        change_brand(runtime, agency, name, brand)
    click.echo(f"{name}: changed {', '.join(sorted(brand))}. The next email shows it.")
