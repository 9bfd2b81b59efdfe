"""RL-09, RL-11: the ATS fails, answers 429, and loses its tongue after taking a note."""

from collections.abc import Callable

from plugin.effects import EffectKind
from tests.support.installation import Installation
from tests.support.ledger import Ledger
from tests.support.load import references
from tests.support.processes import wait_until


def test_ats_down_then_too_busy(
    installed: Callable[[str, str], Installation],
    postgres_url: str,
    redis_url: str,
    told: Callable[[Ledger], Ledger],
) -> None:
    """Every note is written once. The coaching emails do not wait for them."""
    afterview = installed(postgres_url, redis_url)
    afterview.start("web", "worker")
    refs = references("ats", 20)
    afterview.load.send(refs)
    afterview.settle(EffectKind.SURVEY, refs)
    afterview.notes.failing = (503, 1)
    afterview.candidates_answer()
    coached = afterview.settle(EffectKind.COACHING, refs)
    wait_until(lambda: afterview.tried(EffectKind.NOTE), "a note has been tried in vain")

    afterview.notes.failing = (429, 2)
    wait_until(lambda: afterview.notes.refused >= 2, "the ATS has said that it is too busy")
    afterview.notes.failing = None

    assert told(afterview.settle(EffectKind.NOTE, refs)) == Ledger(accepted=20, done=20)
    assert coached == Ledger(accepted=20, done=20)
