"""Routes: a branch's rule about how its candidates' follow-ups may go (see `plugin.coaching.route`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from plugin.coaching.route import POLICY
from plugin.flow.operator.audit import note
from plugin.flow.operator.set_up import branch_named
from plugin.reflection import Route
from plugin.runtime import Runtime
from plugin.tables import branches, journeys


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule is about: one client, one country (ISO 3166 alpha-2), or with neither the whole branch."""

    client: str = ""
    country: str = ""


def set_route(
    runtime: Runtime, agency: str, branch: str, rule: Rule, route: Route | None, who: str
) -> Mapping[str, str]:
    """Put a route in force from now on, or take the rule away (None); the branch's rules as they are then.

    Raises `NotFound`.
    """
    with runtime.db.transaction() as db:
        row_id = branch_named(db, agency, branch)
        row = db.execute(select(branches).where(branches.c.id == row_id).with_for_update()).one()
        policy = {**row.policy, POLICY: _changed(row.policy.get(POLICY, {}), rule, route)}
        db.execute(update(branches).where(branches.c.id == row_id).values(policy=policy))
        about = "a client" if rule.client else rule.country or "the branch"
        what = f"branch {row_id}: follow-ups, route for {about} {'taken away' if route is None else route}"
        note(runtime, db, row.agency_id, who, what)
    return routes(policy)


def knows_client(runtime: Runtime, agency: str, branch: str, client: str) -> bool:
    """Whether an interview at this client has been heard of: else a rule for it does nothing."""
    with runtime.db.reading() as db:
        row_id = branch_named(db, agency, branch)
        names = db.execute(select(journeys.c.client).where(journeys.c.branch_id == row_id).distinct())
        return _key(client) in {_key(name) for name in names.scalars()}


def routes(policy: Mapping[str, Any]) -> Mapping[str, str]:
    """A branch's rules in words for its operator: 'default', then countries, then clients."""
    rules = policy.get(POLICY, {})
    return {
        "default": rules.get("default", Route.DIRECT.value),
        **dict(sorted(rules.get("countries", {}).items())),
        **dict(sorted(rules.get("clients", {}).items())),
    }


def _changed(rules: Mapping[str, Any], rule: Rule, route: Route | None) -> Mapping[str, Any]:
    if not rule.client and not rule.country:
        rest = {name: value for name, value in rules.items() if name != "default"}
        return {**rest, "default": route.value} if route else rest
    table, name = ("clients", rule.client) if rule.client else ("countries", rule.country)
    kept = {known: value for known, value in rules.get(table, {}).items() if _key(known) != _key(name)}
    return {**rules, table: {**kept, " ".join(name.split()): route.value} if route else kept}


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()
