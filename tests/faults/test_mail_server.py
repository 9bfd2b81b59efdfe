"""RL-11: the mail server is down, then slow, then refuses one address."""

from collections.abc import Callable

from integrations.mail.server import CONNECTIONS
from plugin.effects import EffectKind
from tests.support.installation import Installation
from tests.support.ledger import Ledger
from tests.support.load import address_of, references
from tests.support.processes import wait_until


def test_mail_server_down_then_slow_then_refusing_one_address(
    installed: Callable[[str, str], Installation],
    postgres_url: str,
    redis_url: str,
    told: Callable[[Ledger], Ledger],
) -> None:
    """Nothing that surely did not go is given up, nobody waits for the one who is refused."""
    afterview = installed(postgres_url, redis_url)
    afterview.start("web", "worker")
    refs = references("mail", 100)
    afterview.mail.stop()
    afterview.load.send(refs)
    wait_until(lambda: afterview.tried(EffectKind.SURVEY), "an email has been tried in vain")

    afterview.mail.seconds = 0.5
    afterview.mail.refused = {address_of(refs[-1])}
    afterview.mail.start()

    ledger = told(afterview.settle(EffectKind.SURVEY, refs))
    assert ledger == Ledger(accepted=100, done=99, failed=1)


def test_hanging_mail_server_holds_up_neither_the_inbox_nor_the_notes(
    installed: Callable[[str, str], Installation],
    postgres_url: str,
    redis_url: str,
    told: Callable[[Ledger], Ledger],
) -> None:
    """Design rule 8: what is slow stays apart from the rest, even in a single worker."""
    afterview = installed(postgres_url, redis_url)
    afterview.start("web", "worker")
    first, second = references("answered", 8), references("asked", 400)
    afterview.load.send(first)
    afterview.settle(EffectKind.SURVEY, first)

    afterview.mail.hold()
    afterview.load.send(second)
    wait_until(lambda: afterview.mail.in_the_air == CONNECTIONS, "emails hang in the air")
    afterview.candidates_answer()
    ledger = told(afterview.settle(EffectKind.NOTE, first))
    still_hanging = afterview.mail.in_the_air
    afterview.mail.release()

    assert ledger == Ledger(accepted=8, done=8)
    assert still_hanging >= CONNECTIONS
