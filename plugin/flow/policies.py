"""A branch's rules about when to write, as the journeys need them."""

from collections.abc import Mapping
from datetime import time, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, select

from plugin.journeys.timing import Policy, hurried
from plugin.tables import branches

SWITCHES = ("general_preparation", "after_rejection", "after_offer")
"""The emails that a branch may switch on or off."""


def policies_of(db: Connection, agency_id: int, fast_clock: int) -> dict[int, Policy]:
    """The policy of every branch of an agency, by the branch's id."""
    rows = db.execute(
        select(branches.c.id, branches.c.timezone, branches.c.region, branches.c.policy).where(
            branches.c.agency_id == agency_id
        )
    )
    return {row.id: policy_of(row._asdict(), fast_clock) for row in rows}


def policy_of(branch: Mapping[str, Any], fast_clock: int) -> Policy:
    """One branch's policy: what it set itself, and the defaults for the rest."""
    rules = branch["policy"]
    return _policy(
        branch["timezone"],
        branch["region"],
        rules.get("opens", "08:00"),
        rules.get("closes", "20:30"),
        int(rules.get("delay_minutes", 90)),
        rules.get("office_opens", "09:00"),
        rules.get("office_closes", "17:30"),
        fast_clock,
        tuple((name, bool(rules[name])) for name in SWITCHES if name in rules),
    )


def modules_of(branch: Mapping[str, Any]) -> tuple[str, ...]:
    """The modules of questions that a branch asks beside everybody's."""
    return tuple(branch["policy"].get("modules", ()))


@lru_cache(maxsize=4096)
def in_zone(policy: Policy, zone: str) -> Policy:
    """A policy in the recipient's own zone."""
    return policy.in_zone(zone)


@lru_cache(maxsize=1024)
def _policy(
    zone: str,
    region: str,
    opens: str,
    closes: str,
    delay_minutes: int,
    office_opens: str,
    office_closes: str,
    fast_clock: int,
    switches: tuple[tuple[str, bool], ...],
) -> Policy:
    policy = Policy(
        zone=zone,
        region=region,
        opens=time.fromisoformat(opens),
        closes=time.fromisoformat(closes),
        delay=timedelta(minutes=delay_minutes),
        office_opens=time.fromisoformat(office_opens),
        office_closes=time.fromisoformat(office_closes),
        **dict(switches),  # type: ignore[arg-type]
    )
    return hurried(policy, fast_clock) if fast_clock > 1 else policy
