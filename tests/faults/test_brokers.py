"""RL-16: whatever becomes of the broker, webhooks are accepted and nothing is lost; no operator is needed.

The processes live through it all: the same worker and the same clock go on when the broker is back. That
restarting Redis does not end the worker is what keeps Kombu below 5.7.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import kombu
import pytest
import redis

from config.names import Queue
from plugin.effects import EffectKind
from tests.support.installation import Installation, install
from tests.support.ledger import Ledger
from tests.support.load import answer_all, references
from tests.support.mail_sink import MailSink
from tests.support.notes_sink import notes_sink
from tests.support.postgres import Databases
from tests.support.processes import Running
from tests.support.rabbitmq import RabbitMQ
from tests.support.redis import Redis
from tests.support.servers import Server, breakable

HALF = 60


@dataclass
class Brokered:
    """An installation at work over a broker that a test may break."""

    broker: Server
    installation: Installation
    processes: list[Running]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(Redis, id="redis", marks=pytest.mark.xdist_group("brokers-redis")),
        pytest.param(RabbitMQ, id="rabbitmq", marks=pytest.mark.xdist_group("rabbitmq")),
    ],
)
def brokered(
    request: pytest.FixtureRequest, postgres: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Brokered]:
    """One installation for all the stories of a broker: each finds what the one before it left."""
    folder: Path = tmp_path_factory.mktemp("brokered")
    mail = MailSink()
    mail.start()
    with (
        breakable(request.param) as broker,
        postgres.fresh() as database_url,
        notes_sink() as notes,
        install(folder, database_url, broker.url, mail, notes) as installation,
    ):
        processes = installation.start("web", "worker")
        # The worker is up once it has done something: until then there would be nothing to break.
        installation.load.send(["first"])
        installation.settle(EffectKind.SURVEY, ["first"])
        yield Brokered(broker, installation, processes)
    mail.stop()


def test_broker_flushed_with_work_waiting(brokered: Brokered, told: Callable[[Ledger], Ledger]) -> None:
    before, after = _halves("flushed")
    brokered.installation.load.send(before)

    _flush(brokered.broker)
    brokered.installation.load.send(after)

    assert told(_settle(brokered, before + after)) == Ledger(accepted=2 * HALF, done=2 * HALF)
    assert [process.alive for process in brokered.processes] == [True, True]


def test_broker_killed_with_work_waiting(brokered: Brokered, told: Callable[[Ledger], Ledger]) -> None:
    before, after = _halves("killed")
    brokered.installation.load.send(before)

    brokered.broker.kill()
    brokered.installation.load.send(after)
    brokered.broker.start()

    assert told(_settle(brokered, before + after)) == Ledger(accepted=2 * HALF, done=2 * HALF)
    assert [process.alive for process in brokered.processes] == [True, True]


def test_broker_restarted_under_a_live_worker(brokered: Brokered, told: Callable[[Ledger], Ledger]) -> None:
    """TRUST 0.1.6, M7: Kombu 5.7.0's worker ends for good here."""
    before, after = _halves("restarted")
    brokered.installation.load.send(before)

    brokered.broker.restart()
    brokered.installation.load.send(after)

    assert told(_settle(brokered, before + after)) == Ledger(accepted=2 * HALF, done=2 * HALF)
    assert [process.alive for process in brokered.processes] == [True, True]


def test_broker_frozen_while_candidates_answer(brokered: Brokered, told: Callable[[Ledger], Ledger]) -> None:
    """A broker that hangs is worse than one that is gone; still webhooks and answers are taken."""
    before, after = _halves("frozen")
    brokered.installation.load.send(before)
    _settle(brokered, before)
    asked = [letter for letter in brokered.installation.mail.kept if letter.recipient.startswith("frozen")]

    brokered.broker.freeze()
    try:
        brokered.installation.load.send(after)
        answer_all(asked)
    finally:
        brokered.broker.thaw()

    _settle(brokered, before + after)
    coached = brokered.installation.settle(EffectKind.COACHING, before)
    assert told(coached) == Ledger(accepted=HALF, done=HALF)
    assert [process.alive for process in brokered.processes] == [True, True]


def _halves(story: str) -> tuple[list[str], list[str]]:
    """The interviews heard of before something breaks, and after."""
    refs = references(story, 2 * HALF)
    return refs[:HALF], refs[HALF:]


def _settle(brokered: Brokered, refs: list[str]) -> Ledger:
    return brokered.installation.settle(EffectKind.SURVEY, refs)


def _flush(broker: Server) -> None:
    """Empty the broker under its users' feet."""
    if isinstance(broker, Redis):
        with redis.Redis.from_url(broker.url) as client:
            client.flushall()
        return
    with kombu.Connection(broker.url) as connection:
        for queue in Queue:
            kombu.Queue(queue)(connection.channel()).purge()
