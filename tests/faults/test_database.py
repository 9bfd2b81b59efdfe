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

    The worker lives on. What it had claimed when the database went waits out its lease, for the full 90 s.
    """
    refs = references("database", 300)
    with Databases(breakable_postgres.url).fresh() as database_url:
        afterview = installed(database_url, redis_url)
        processes = afterview.start("web", "clock", "worker")
        afterview.load.begin(refs)

        wait_until(lambda: len(afterview.load.accepted) >= 50, "the load is under way")
        breakable_postgres.restart()
        wait_until(lambda: len(afterview.load.accepted) >= 150, "the load goes on")
        breakable_postgres.kill()
        breakable_postgres.start()
        afterview.load.finish()
        ledger = told(afterview.settle(EffectKind.SURVEY, refs))

        assert (ledger.accepted, ledger.failed, ledger.lost, ledger.doubled) == (300, 0, 0, 0)
        assert ledger.done + ledger.unknown == 300
        assert afterview.load.refusals > 0
        assert [process.alive for process in processes] == [True, True, True]
