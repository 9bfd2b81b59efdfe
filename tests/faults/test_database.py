"""RL-18, WH-10: the database goes away under load and comes back."""

from collections.abc import Callable

from plugin.effects import EffectKind
from tests.support.installation import Installation
from tests.support.ledger import Ledger
from tests.support.load import references
from tests.support.postgres import Databases
from tests.support.processes import wait_until
from tests.support.servers import Server


def test_database_restarted_and_killed_under_load(
    installed: Callable[[str, str], Installation],
    breakable_postgres: Server,
    redis_url: str,
    told: Callable[[Ledger], Ledger],
) -> None:
    """What is not stored is not acknowledged, and the sender sends it again.

    The worker lives on, and writes down what it learnt once the database is back. What it had claimed and
    could not go on with waits out its lease, for the full 90 s at worst.
    """
    refs = references("database", 300)
    with Databases(breakable_postgres.url).fresh() as database_url:
        afterview = installed(database_url, redis_url)
        processes = afterview.start("web", "worker")
        afterview.mail.seconds = 0.1

        afterview.load.send(refs[:100])
        wait_until(lambda: len(afterview.mail.kept) >= 20, "emails go out")
        afterview.load.begin(refs[100:200])
        breakable_postgres.restart()
        wait_until(lambda: len(afterview.mail.kept) >= 80, "emails go out again")
        afterview.load.begin(refs[200:])
        breakable_postgres.kill()
        breakable_postgres.start()
        afterview.load.finish()
        ledger = told(afterview.settle(EffectKind.SURVEY, refs))

        assert (ledger.accepted, ledger.failed, ledger.lost, ledger.doubled) == (300, 0, 0, 0)
        assert ledger.done + ledger.unknown == 300
        assert afterview.load.refusals > 0
        assert [process.alive for process in processes] == [True, True]
