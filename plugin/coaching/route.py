"""How a candidate's follow-up may go to the interviewer: the agency's rule. Pure and total.

A branch keeps its rule in its policy, under `route`:

    {"default": "copy", "clients": {"Acme Foods": "through"}, "countries": {"US": "direct"}}

What is said of the client decides; if nothing is, what is said of the country; else the branch's default;
else the note goes directly.
"""

from collections.abc import Mapping
from typing import Any

from plugin.reflection import Route

POLICY = "route"
"""Where a branch's policy keeps its rule."""


def route_of(rules: Mapping[str, Any], client: str, country: str) -> Route:
    """The route for a note to this client.

    `country` is an ISO 3166 alpha-2 code; either may be empty. Names are compared without regard to case and
    spaces. A rule that cannot be read lets nothing go past the consultant.
    """
    by_client = {_key(name): route for name, route in _table(rules, "clients").items()}
    by_country = {_key(name): route for name, route in _table(rules, "countries").items()}
    for known, name in ((by_client, client), (by_country, country)):
        if name.strip() and _key(name) in known:
            return _route(known[_key(name)])
    return _route(rules.get("default", Route.DIRECT))


def _table(rules: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = rules.get(name, {})
    return table if isinstance(table, Mapping) else {}


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _route(value: object) -> Route:
    return next((route for route in Route if route == value), Route.THROUGH)
