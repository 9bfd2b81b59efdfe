"""RL-15, RL-21: two clocks, and a new version that takes over from an old one under load."""

from collections.abc import Callable

from plugin.effects import EffectKind
from tests.support.installation import Installation
from tests.support.ledger import Ledger
from tests.support.load import references
from tests.support.processes import wait_until


def test_two_workers_and_so_two_clocks(
    installed: Callable[[str, str], Installation],
    postgres_url: str,
    redis_url: str,
    told: Callable[[Ledger], Ledger],
) -> None:
    """A tick only says: look. Twice as many do no harm."""
    afterview = installed(postgres_url, redis_url)
    afterview.start("web", "worker", "worker")
    refs = references("clocks", 200)

    afterview.load.send(refs)

    assert told(afterview.settle(EffectKind.SURVEY, refs)) == Ledger(accepted=200, done=200)


def test_a_deploy_in_the_middle(
    installed: Callable[[str, str], Installation],
    postgres_url: str,
    redis_url: str,
    told: Callable[[Ledger], Ledger],
) -> None:
    """The new worker starts while the old one still sends; the old one ends what it has in hand."""
    afterview = installed(postgres_url, redis_url)
    web, old = afterview.start("web", "worker")
    refs = references("deploy", 300)
    afterview.mail.seconds = 0.1
    afterview.load.begin(refs)
    wait_until(lambda: len(afterview.mail.kept) >= 20, "emails go out")

    afterview.start("worker")
    orderly = [process.stop() for process in (old, web)]
    afterview.start("web")
    afterview.load.finish()

    assert told(afterview.settle(EffectKind.SURVEY, refs)) == Ledger(accepted=300, done=300)
    assert orderly == [True, True]
