"""An installation of real processes, with a mail server and an ATS in our hands at its other sides."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.installation import Installation, install
from tests.support.ledger import PROPERTY, Ledger, as_property
from tests.support.mail_sink import MailSink
from tests.support.notes_sink import NotesSink, notes_sink


@pytest.fixture
def mail() -> Iterator[MailSink]:
    """A running mail server."""
    sink = MailSink()
    sink.start()
    yield sink
    sink.release()
    sink.stop()


@pytest.fixture
def notes() -> Iterator[NotesSink]:
    """A running ATS record."""
    with notes_sink() as sink:
        yield sink


@pytest.fixture
def installed(
    tmp_path: Path, mail: MailSink, notes: NotesSink
) -> Iterator[Callable[[str, str], Installation]]:
    """Installs Afterview on a database and a broker; ended afterwards, with all that it started."""
    with ExitStack() as stack:

        def on(database_url: str, broker_url: str) -> Installation:
            return stack.enter_context(install(tmp_path, database_url, broker_url, mail, notes))

        yield on


@pytest.fixture
def told(record_property: Callable[[str, object], None]) -> Callable[[Ledger], Ledger]:
    """Hands a story's ledger to the summary, and back."""

    def tell(ledger: Ledger) -> Ledger:
        record_property(PROPERTY, as_property(ledger))
        return ledger

    return tell
