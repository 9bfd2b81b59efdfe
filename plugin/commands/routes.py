"""How candidates' follow-ups may go to the interviewer: the agency's rule, by branch, client or country."""

from typing import Any

import click
from babel import Locale

from plugin.commands.installation import Installation, as_option, pass_installation
from plugin.flow.operator.routes import Rule, knows_client, set_route
from plugin.reflection import Route

TAKE_AWAY = "unset"
ROUTES = (*(route.value for route in Route), TAKE_AWAY)


class CountryType(click.ParamType[str]):
    """A country by its two letters (ISO 3166 alpha-2)."""

    name = "country"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read it, in whatever case. Fails as wrong usage."""
        code = str(value).strip().upper()
        if len(code) != 2 or code not in Locale("en").territories:
            self.fail(f"{value!r} is not a country's two letters, such as GB or PL.", param, ctx)
        return code


@click.command(short_help="Say how follow-ups may go to the interviewer.")
@click.argument("branch")
@click.argument("route", type=click.Choice(ROUTES))
@click.option("--agency", required=True)
@click.option("--client", default="", help="Only for interviews at this client, as the ATS spells it.")
@click.option("--country", type=CountryType(), help="Only for candidates in this country, as GB.")
@as_option
@pass_installation
def route(
    installation: Installation,
    branch: str,
    route: str,
    agency: str,
    client: str,
    country: str | None,
    who: str,
) -> None:
    """Say how candidates of BRANCH may send their follow-up to the interviewer, from now on.

    \b
    direct   they send it themselves
    copy     they send it, with the consultant copied in
    through  the consultant passes it on for them
    none     nobody writes: no draft is made, and the consultant speaks first
    unset    take the rule away

    A client's own rule comes before its country's, and that before the branch's; without any it is direct.
    """
    if client.strip() and country:
        raise click.UsageError("Give --client or --country, not both: the client's rule comes first anyway.")
    rule = Rule(" ".join(client.split()), country or "")
    with installation.open() as runtime:
        rules = set_route(runtime, agency, branch, rule, None if route == TAKE_AWAY else Route(route), who)
        unheard = bool(rule.client) and not knows_client(runtime, agency, branch, rule.client)
    click.echo(f"{branch}: " + "; ".join(f"{name}: {chosen}" for name, chosen in rules.items()) + ".")
    if unheard:
        click.echo(f"No interview at {rule.client} has been heard of yet. Check the spelling in the ATS.")
