"""A candidate tells us something that a person has to see, and the people whom a branch names for it."""

from dataclasses import dataclass

from sqlalchemy import insert, select

from plugin.flow.progress import advance
from plugin.journeys.machine import Step
from plugin.reading import Reading
from plugin.reflection import Flag, Lane, Reflection
from plugin.surveys.answers import dump
from plugin.tables import consultants, journeys, reflections
from plugin.tenants import agencies
from plugin.views import SignedIn
from tests.support.world import World

PRIVATE_WORDS = "Canary: I cannot go on like this"
CALUM, EWAN, NADIA = (f"{name}@northgate.example" for name in ("calum", "ewan", "nadia"))
"""The owner of Isla's journey, who covers for him, and the manager."""
PLAIN, DESPAIR, AWFUL, UNFAIR = (
    "I lost my nerve on the budget",
    "there is no point in going on",
    "I feel awful",
    "they asked whether I plan children",
)
READINGS = {
    DESPAIR: Reading(flags=(Flag.CRISIS, Flag.PRIVATE)),
    AWFUL: Reading(flags=(Flag.DISTRESS,)),
    UNFAIR: Reading(flags=(Flag.TREATMENT,)),
}
"""What a reader that knows a few sentences says of them."""


@dataclass(frozen=True, slots=True)
class Team:
    """The cover's and the manager's numbers."""

    cover: int
    manager: int


def name_team(world: World) -> Team:
    """Let Ewan cover for Paisley and Nadia manage it."""
    with world.runtime.db.transaction() as db:
        cover = agencies.add_consultant(db, world.agency_id, EWAN, "Ewan Gray", "consultant")
        manager = agencies.add_consultant(db, world.agency_id, NADIA, "Nadia Rahman", "manager")
        agencies.name_for_alerts(db, world.branch_id, {"cover_id": cover, "manager_id": manager})
    return Team(cover, manager)


def signed_in(world: World, email: str) -> SignedIn:
    """Somebody at the desk."""
    (row,) = world.rows(consultants, email=email)
    return SignedIn(world.agency_id, row.id, row.name, "Northgate Recruitment", row.role == "manager")


def tells(world: World, *flags: Flag, journey: int = 1) -> None:
    """The candidate writes something in private that raises these flags, for the first time or later."""
    runtime = world.runtime
    reflection = Reflection(felt=1, in_words=PRIVATE_WORDS, flags=flags, lanes={"felt": Lane.ONLY_ME})
    with runtime.db.transaction() as db:
        row = db.execute(select(journeys).where(journeys.c.id == journey)).one()
        values = {"answers": runtime.keys.seal_json(dump(reflection)), "submitted_at": runtime.now()}
        known = db.execute(reflections.update().where(reflections.c.journey_id == journey).values(**values))
        step = Step.REFLECTION_CHANGED if known.rowcount else Step.REFLECTION_SUBMITTED
        if not known.rowcount:
            db.execute(insert(reflections).values(agency_id=row.agency_id, journey_id=journey, **values))
        queues = advance(runtime, db, journey, step, flags=frozenset(flags))
    runtime.wakeup.nudge(*queues)
