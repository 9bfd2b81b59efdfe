"""Workers at once on PostgreSQL: they wait for each other in one order, and none is thrown out (RL-01)."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from config.names import Queue
from integrations.ats.contract import Event, Interview
from integrations.mail.contract import Message
from plugin.app import create_app
from plugin.effects import EffectKind, EffectState, Want
from plugin.flow.send import send_turn
from plugin.flow.stop import Stops
from plugin.flow.understand import understand_turn
from plugin.keys import Purpose
from plugin.outbox.store import Wish, write
from plugin.queue import begin, take_turn
from plugin.reading import Reading
from plugin.reflection import Flag
from plugin.tables import branches, candidates, deliveries, effects, journeys, reflections
from plugin.views import StopScope
from tests.support.ats.in_hand import AtsInHand
from tests.support.world import FakeMail, World, build_world


@pytest.fixture
def world(postgres_url: str) -> Iterator[World]:
    ats = AtsInHand()
    built = build_world(postgres_url, adapters=lambda _: ats)
    yield built
    built.runtime.close()


def at_once(*acts: Callable[[], object]) -> list[BaseException]:
    """Run these in threads; what they raised."""
    raised: list[BaseException] = []

    def run(act: Callable[[], object]) -> None:
        try:
            act()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


def drain_inbox(world: World) -> None:
    while understand_turn(world.runtime):
        pass


def test_batches_about_the_same_people_in_other_orders_do_not_lock_each_other_out(world: World) -> None:
    for number in [*range(1, 100), *range(99, 0, -1)]:
        who = {"id": f"c-{number}", "email": f"c{number}@example.com"}
        world.hears("interview.completed", candidate=who, interview={"id": f"i-{number}"})

    raised = at_once(*[lambda: drain_inbox(world)] * 4)

    assert raised == []
    assert {row.state for row in world.rows(deliveries)} == {"understood"}
    assert {row.attempts for row in world.rows(deliveries)} == {1}
    assert len(world.rows(candidates)) == len(world.rows(journeys)) == len(world.rows(effects)) == 99


class MeetingMail(FakeMail):
    """Does something else while it holds a message."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self._meanwhile = meanwhile

    def send(self, message: Message) -> str:
        self._meanwhile()
        return super().send(message)


def test_news_of_an_interview_while_its_survey_is_recorded_locks_nobody_out(world: World) -> None:
    """Both touch the journey and its survey; whoever took the survey first would lock the other out."""
    world.hears("interview.completed")
    world.work()
    world.clock.forward(hours=2)
    held, raised = threading.Event(), []

    def hear_news() -> None:
        with world.runtime.db.transaction() as tx:
            tx.execute(select(journeys.c.id).where(journeys.c.id == 1).with_for_update())
            held.set()
            wait_until_waiting(world, 1)
            write(tx, [Wish(1, 1, 1, Want(EffectKind.SURVEY, world.clock.at))], world.clock.at)

    def meanwhile() -> None:
        thread.start()
        assert held.wait(30)

    thread = threading.Thread(target=lambda: raised.extend(at_once(hear_news)))
    sender = replace(world.runtime, mail=MeetingMail(meanwhile))
    raised += at_once(lambda: send_turn(sender, Queue.SURVEYS))
    thread.join(60)

    assert raised == []
    [survey], [journey] = world.rows(effects), world.rows(journeys)
    assert survey.state == EffectState.DONE
    assert journey.invited_at == world.clock.at


class MeetingAts(AtsInHand):
    """Does something else, once, when it is asked whether an interview stands."""

    rereads = True

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], object] = bool

    def reread(self, interview: Interview, candidate: str, application: str) -> tuple[Event, ...]:
        meanwhile, self.meanwhile = self.meanwhile, bool
        meanwhile()
        return ()


def test_a_candidate_who_stops_all_while_the_gate_looks_at_their_surveys_locks_nobody_out(
    postgres_url: str,
) -> None:
    """The gate skips the later journey's survey first; the stop begins with the earlier journey."""
    ats = MeetingAts()
    world = build_world(postgres_url, adapters=lambda _: ats)
    for number, minutes in ((1, 5), (2, 0)):
        ends_at = world.clock.at + timedelta(minutes=minutes)
        interview, application = {"id": f"i-{number}"}, {"id": f"a-{number}"}
        world.hears("interview.completed", interview=interview, application=application, ends_at=ends_at)
    world.work()
    world.clock.forward(hours=3)
    with world.runtime.db.transaction() as tx:
        tx.execute(update(branches).values(mode="off"))
    held, raised = threading.Event(), []

    def stop_once_the_gate_waits() -> None:
        with world.runtime.db.transaction() as tx:
            tx.execute(select(effects.c.id).where(effects.c.id == 2).with_for_update())
            held.set()
            wait_until_waiting(world, 1)
            stopping.start()
            wait_until_waiting(world, 2)

    def stop_all() -> None:
        Stops(world.runtime).stop(world.runtime.keys.sign(Purpose.STOP, 1), StopScope.ALL)

    holding = threading.Thread(target=lambda: raised.extend(at_once(stop_once_the_gate_waits)))
    stopping = threading.Thread(target=lambda: raised.extend(at_once(stop_all)))

    def meanwhile() -> None:
        holding.start()
        assert held.wait(30)

    ats.meanwhile = meanwhile
    raised += at_once(lambda: send_turn(world.runtime, Queue.SURVEYS))
    for thread in (holding, stopping):
        thread.join(60)

    assert raised == []
    assert [row.stopped for row in world.rows(journeys)] == [True, True]
    assert {row.state for row in world.rows(effects)} == {EffectState.SKIPPED}
    world.runtime.close()


def invited(world: World) -> str:
    """The path of Isla's survey, in a world that reads every text as despair."""
    despair = Reading(flags=(Flag.CRISIS,))
    read = replace(world.runtime, read=lambda *_: despair, read_here=lambda *_: despair)
    reading = world.reading_with(read)
    world.runtime, world.client = reading.runtime, reading.client
    world.hears("interview.completed")
    world.work()
    world.clock.forward(hours=2)
    world.work()
    return world.survey_path()


def test_a_crisis_told_as_the_coaching_email_begins_brings_a_letter_of_its_own(world: World) -> None:
    """What is still taken for waiting as it begins would be trusted with what it can say no more."""
    path = invited(world)
    world.submits(path, felt="2")
    world.clock.forward(minutes=5)
    with world.runtime.db.transaction() as tx:
        turn = take_turn(tx, effects, Queue.COACHING, world.clock.at, 48)
    assert turn is not None
    begun = threading.Event()

    def begin_while_isla_presses() -> None:
        with world.runtime.db.transaction() as tx:
            begin(tx, effects, turn.token, [row.id for row in turn.rows], world.clock.at)
            begun.set()
            wait_until_waiting(world, 1)

    def press() -> None:
        assert begun.wait(30)
        assert world.submits(path, felt="1", in_words="I cannot go on").status_code == 303

    raised = at_once(begin_while_isla_presses, press)

    assert raised == []
    states = {row.dedupe_key: row.state for row in world.rows(effects, kind=EffectKind.COACHING)}
    assert states == {"coaching:1:0": EffectState.SENDING, "coaching:1:1": EffectState.WAITING}


def test_words_that_come_too_late_twice_at_once_are_kept_once(world: World) -> None:
    path = invited(world)
    world.hears("application.rejected")
    world.work()
    pages: list[int] = []

    def press() -> None:
        client = create_app(world.runtime.settings, world.runtime).test_client()
        pages.append(client.post(path, data={"in_words": "I cannot go on"}).status_code)

    raised = at_once(*[press] * 4)

    assert (raised, pages) == ([], [200] * 4)
    assert [row.version for row in world.rows(reflections)] == [1]
    assert len(world.rows(effects, kind=EffectKind.ALERT)) == 3


def wait_until_waiting(world: World, number: int) -> None:
    """Until so many other connections wait for a lock that we hold."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with world.runtime.db.reading() as db:
            if db.execute(waiting).scalar_one() >= number:
                return
        time.sleep(0.01)
    raise AssertionError(f"fewer than {number} waited")
