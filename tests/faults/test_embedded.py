"""The embedded system, one process over SQLite, dies and comes back."""

from collections.abc import Callable
from pathlib import Path

from plugin.effects import EffectKind
from tests.support.installation import Installation
from tests.support.ledger import Ledger
from tests.support.load import references
from tests.support.processes import wait_until


def test_embedded_system_killed_in_the_middle_of_sends(
    installed: Callable[[str, str], Installation], tmp_path: Path, told: Callable[[Ledger], Ledger]
) -> None:
    """Its broker dies with it, and holds nothing that matters."""
    afterview = installed(f"sqlite:///{tmp_path / 'afterview.db'}", "memory://")
    process = afterview.deployment.serve()
    refs = references("embedded", 100)
    afterview.mail.hold()
    afterview.load.send(refs)
    in_doubt: set[int] = set()

    for _ in range(2):
        wait_until(lambda: afterview.mail.in_the_air >= 1, "emails hang in the air")
        in_doubt |= afterview.kill_in_the_middle(process)
        wait_until(lambda: afterview.mail.in_the_air == 0, "the mail server has noticed")
        process = afterview.deployment.serve()
    afterview.mail.release()

    ledger = told(afterview.settle(EffectKind.SURVEY, refs))
    assert ledger == Ledger(accepted=100, done=100 - len(in_doubt), unknown=len(in_doubt))
    assert len(in_doubt) >= 2


def test_embedded_system_sends_while_it_is_stopped_and_started(
    installed: Callable[[str, str], Installation], tmp_path: Path, told: Callable[[Ledger], Ledger]
) -> None:
    """RL-21: stopped in good order it leaves nothing in doubt."""
    afterview = installed(f"sqlite:///{tmp_path / 'afterview.db'}", "memory://")
    process = afterview.deployment.serve()
    refs = references("stopped", 100)
    afterview.mail.seconds = 0.1
    afterview.load.begin(refs)
    wait_until(lambda: len(afterview.mail.kept) >= 10, "emails go out")

    orderly = process.stop()
    afterview.deployment.serve()
    afterview.load.finish()

    assert told(afterview.settle(EffectKind.SURVEY, refs)) == Ledger(accepted=100, done=100)
    assert orderly
