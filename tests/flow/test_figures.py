"""The figures that monitoring reads, and what the doctor makes of late work."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event, update

from config.names import Queue
from plugin.flow.figures import metrics_text
from plugin.flow.operator.checks import Level, check_work
from plugin.queue import take_turn
from plugin.reflection import Flag
from plugin.tables import branches, deliveries, effects, lanes
from plugin.tenants.agencies import add_agency, add_branch
from tests.support.serious import tells
from tests.support.world import World


def figures(world: World, name: str, label: str) -> dict[str, float]:
    """The samples of one figure, by one of their labels; without those that stand at nothing."""
    families = text_string_to_metric_families(metrics_text(world.runtime).decode())
    [family] = [family for family in families if family.name == name]
    return {sample.labels[label]: sample.value for sample in family.samples if sample.value}


def late(world: World) -> dict[str, float]:
    return figures(world, "afterview_oldest_due_seconds", "lane")


def take(world: World) -> None:
    with world.runtime.db.transaction() as db:
        assert take_turn(db, deliveries, Queue.INBOX, world.clock.at, 10)


def begin_survey(world: World) -> None:
    """A survey that a worker has taken, and begun."""
    world.hears("interview.completed")
    world.work()
    world.clock.forward(hours=2)
    with world.runtime.db.transaction() as db:
        db.execute(update(effects).values(state="sending", due_at=world.clock.at))


def test_work_that_nobody_takes_is_late_from_when_it_was_due(world: World) -> None:
    world.hears("interview.completed")
    world.clock.forward(seconds=40)
    world.hears("interview.completed", interview={"id": "i-2"})
    world.clock.forward(seconds=50)

    assert late(world) == {"inbox:1": 90.0}


def test_work_that_a_worker_has_taken_and_not_done_is_late_too(world: World) -> None:
    """A row that stalls is taken again as soon as its lease runs out, and so hardly ever waits."""
    world.hears("interview.completed")
    take(world)
    world.clock.forward(minutes=20)

    [finding] = check_work(world.runtime)

    assert late(world) == {"inbox:1": 1200.0}
    assert (finding.level, finding.words) == (
        Level.PROBLEM,
        "The oldest work has been due for 20 minutes.",
    )


def test_a_message_that_has_been_begun_is_late_too(world: World) -> None:
    begin_survey(world)
    world.clock.forward(minutes=20)

    [finding] = check_work(world.runtime)

    assert late(world) == {"surveys:1": 1200.0}
    assert finding.level is Level.PROBLEM


def test_the_oldest_counts_whether_it_waits_or_is_taken(world: World) -> None:
    world.hears("interview.completed")
    take(world)
    world.clock.forward(seconds=30)
    world.hears("interview.completed", interview={"id": "i-2"})
    world.clock.forward(seconds=30)

    assert late(world) == {"inbox:1": 60.0}


def test_what_is_done_or_not_yet_due_is_not_late(world: World) -> None:
    world.hears("interview.completed")
    world.work()
    world.clock.forward(minutes=30)

    [finding] = check_work(world.runtime)

    assert late(world) == {}
    assert finding.level is Level.OK


def test_a_lane_at_rest_is_late_in_the_figures_and_no_fault_of_ours(world: World) -> None:
    begin_survey(world)
    world.clock.forward(minutes=20)
    with world.runtime.db.transaction() as db:
        rests = {"open_until": world.clock.at + timedelta(minutes=1)}
        db.execute(update(lanes).where(lanes.c.name == "surveys:1").values(rests))

    [finding] = check_work(world.runtime)

    assert late(world) == {"surveys:1": 1200.0}
    assert finding.level is Level.OK


def test_what_was_skipped_is_counted_by_reason_for_a_day(world: World) -> None:
    with world.runtime.db.transaction() as db:
        db.execute(update(branches).values(mode="off"))
    for number in (1, 2):
        world.hears("interview.completed", interview={"id": f"i-{number}"}, application={"id": f"a-{number}"})
    world.work()
    world.clock.forward(hours=2)
    world.work()

    today = figures(world, "afterview_effects_skipped", "reason")
    world.clock.forward(hours=24)

    assert list(today.values()) == [2.0]
    assert figures(world, "afterview_effects_skipped", "reason") == {}


@pytest.fixture
def statements(world: World) -> Callable[[], int]:
    """Counts the statements of one scrape."""

    def count() -> int:
        said: list[str] = []

        def note(*args: object) -> None:
            said.append(str(args[2]))

        event.listen(world.runtime.db.engine, "before_cursor_execute", note)
        metrics_text(world.runtime)
        event.remove(world.runtime.db.engine, "before_cursor_execute", note)
        return len(said)

    return count


def test_a_scrape_asks_as_often_however_many_lanes_there_are(
    world: World, statements: Callable[[], int]
) -> None:
    before, known = statements(), len(world.rows(lanes))
    with world.runtime.db.transaction() as tx:
        for number in range(10):
            agency = add_agency(
                tx, world.runtime.keys, f"Agency {number}", "Europe/London", "GB-SCT", world.clock.at
            )
            add_branch(tx, agency, "Leith", "Europe/London", "GB-SCT", {})

    assert len(world.rows(lanes)) >= known + 10
    assert statements() == before


def test_the_oldest_alert_that_waits_is_told_by_urgency_and_never_by_what_it_is_about(world: World) -> None:
    for number in (1, 2):
        world.hears("interview.completed", interview={"id": f"i-{number}"})
    world.work()
    tells(world, Flag.TREATMENT)
    world.clock.forward(minutes=10)
    tells(world, Flag.CONTACT_ME, journey=2)
    world.clock.forward(minutes=5)

    told = figures(world, "afterview_alerts_open_seconds", "urgency")

    assert told == {"soon": 900.0, "today": 300.0}
