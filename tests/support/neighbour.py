"""A second agency in the same database, whose ATS gives the same ids."""

from dataclasses import replace

from integrations.ats.contract import Account
from plugin.tenants import agencies, connections
from tests.support.world import SECRET, World


def add_neighbour(world: World) -> World:
    """Southgate, with a branch of its own in Paisley: the same world, seen from there."""
    brand = {"sender_address": "hello@southgate.example", "postal_address": "2 Low Street, Paisley"}
    account = Account("http://127.0.0.1:9/notes", {"notes_secret": SECRET, "can_look_up": "yes"}, (SECRET,))
    now, keys = world.clock.at, world.runtime.keys
    with world.runtime.db.transaction() as tx:
        agency = agencies.add_agency(tx, keys, "Southgate Staff", "Europe/London", "GB-SCT", now)
        branch = agencies.add_branch(tx, agency, "Paisley", "Europe/London", "GB-SCT", brand)
        agencies.switch(tx, branch, "live", now)
        key = connections.add(tx, keys, agency, branch, "standard", account, now, polls=False)
    return replace(world, agency_id=agency, branch_id=branch, hook_key=key)
