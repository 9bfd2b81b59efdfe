"""RL-02, RL-04, RL-09: the worker dies by `kill -9` in the middle of what it does to the outside world."""

from collections.abc import Callable

from plugin.effects import EffectKind
from tests.support.installation import Installation
from tests.support.ledger import Ledger
from tests.support.load import Load, references
from tests.support.processes import wait_until

KILLS = 3


def test_worker_killed_in_the_middle_of_sends(
    installed: Callable[[str, str], Installation],
    postgres_url: str,
    redis_url: str,
    told: Callable[[Ledger], Ledger],
) -> None:
    """No email is repeated: what hung in the air is in doubt, all else is sent once."""
    afterview = installed(postgres_url, redis_url)
    _, worker = afterview.start("web", "worker")
    refs = references("send", 200)
    afterview.mail.hold()
    afterview.load.send(refs)
    in_doubt: set[int] = set()

    for _ in range(KILLS):
        wait_until(lambda: afterview.mail.in_the_air >= 2, "emails hang in the air")
        in_doubt |= afterview.kill_in_the_middle(worker)
        wait_until(lambda: afterview.mail.in_the_air == 0, "the mail server has noticed")
        (worker,) = afterview.start("worker")
    afterview.mail.release()

    ledger = told(afterview.settle(EffectKind.SURVEY, refs))
    assert ledger == Ledger(accepted=200, done=200 - len(in_doubt), unknown=len(in_doubt))
    assert len(in_doubt) >= 2 * KILLS


def test_worker_killed_in_the_middle_of_notes(
    installed: Callable[[str, str], Installation],
    postgres_url: str,
    redis_url: str,
    told: Callable[[Ledger], Ledger],
) -> None:
    """An ATS can be asked: whatever hung in the air is looked for by its marker, and written once."""
    afterview = installed(postgres_url, redis_url)
    afterview.connect("Eastgate Recruitment")
    afterview.connect("Westgate Recruitment")
    _, worker = afterview.start("web", "worker")
    refs = [
        ref for number, load in enumerate(afterview.loads) for ref in _interviewed(f"note-{number}", load)
    ]
    afterview.settle(EffectKind.SURVEY, refs)
    afterview.notes.hold()
    afterview.candidates_answer()
    hung: list[int] = []

    for _ in range(KILLS):
        wait_until(lambda: afterview.notes.in_the_air >= 2, "notes hang in the air")
        hung.append(len(afterview.kill_in_the_middle(worker)))
        afterview.notes.release()
        wait_until(lambda: afterview.notes.in_the_air == 0, "the ATS has noticed")
        afterview.notes.hold()
        (worker,) = afterview.start("worker")
    afterview.notes.release()

    ledger = told(afterview.settle(EffectKind.NOTE, refs))
    assert ledger == Ledger(accepted=60, done=60)
    # At the first kill all that hung were notes; later it may be the search for one that is in doubt.
    assert hung[0] >= 2
    assert len(hung) == KILLS


def test_worker_killed_in_the_middle_of_alerts(
    installed: Callable[[str, str], Installation],
    postgres_url: str,
    redis_url: str,
    told: Callable[[Ledger], Ledger],
) -> None:
    """PEERS 9.14: no alert is lost or left in doubt. Of these two copies are better than none."""
    afterview = installed(postgres_url, redis_url)
    _, worker = afterview.start("web", "worker")
    refs = _interviewed("alert", afterview.load)
    afterview.settle(EffectKind.SURVEY, refs)
    afterview.mail.hold()
    afterview.candidates_answer(call_me="yes")
    in_doubt: set[int] = set()

    for _ in range(2 * KILLS):
        wait_until(lambda: afterview.mail.in_the_air >= 2, "emails hang in the air")
        in_doubt |= afterview.kill_in_the_middle(worker)
        wait_until(lambda: afterview.mail.in_the_air == 0, "the mail server has noticed")
        (worker,) = afterview.start("worker")
    afterview.mail.release()

    ledger = told(afterview.settle(EffectKind.ALERT, refs))
    assert (ledger.done, ledger.unknown, ledger.failed, ledger.lost) == (20, 0, 0, 0)
    assert EffectKind.ALERT in afterview.kinds(in_doubt)


def _interviewed(story: str, load: Load) -> list[str]:
    refs = references(story, 20)
    load.send(refs)
    return refs
