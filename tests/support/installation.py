"""One installation under test: its processes, its load, and the count at the end."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from plugin.db import Database
from plugin.effects import EffectKind
from plugin.tables import effects
from tests.support.ledger import Ledger, age_leases, count, sending, settled
from tests.support.load import Load, answer_all
from tests.support.mail_sink import MailSink
from tests.support.notes_sink import NotesSink
from tests.support.processes import Deployment, Running, wait_until


@dataclass
class Installation:
    """Northgate's installation. `loads` are its agencies' ATSs, the first of them Northgate's own."""

    deployment: Deployment
    db: Database
    mail: MailSink
    notes: NotesSink
    loads: list[Load] = field(default_factory=list)

    @property
    def load(self) -> Load:
        """The first agency's ATS."""
        return self.loads[0]

    def connect(self, agency: str) -> Load:
        """Connect one more agency's ATS."""
        self.loads.append(Load(self.deployment.connect(agency, self.notes.url)))
        return self.loads[-1]

    def start(self, *names: str) -> list[Running]:
        """Start processes by their names in the Procfile."""
        return [self.deployment.start(name) for name in names]

    def kill_in_the_middle(self, worker: Running) -> set[int]:
        """Kill the only worker with `kill -9`; the effects that this left in doubt. Their leases run out."""
        worker.kill()
        in_doubt = sending(self.db)
        age_leases(self.db)
        return in_doubt

    def settle(self, kind: EffectKind, refs: Iterable[str]) -> Ledger:
        """Wait until these interviews have come to an end in this kind of effect, and count."""
        wanted = list(refs)
        wait_until(lambda: settled(self.db, kind, wanted), f"every {kind} has come to an end")
        return self.ledger(kind, wanted)

    def ledger(self, kind: EffectKind, refs: Iterable[str]) -> Ledger:
        """What became of these interviews so far, in this kind of effect."""
        if kind == EffectKind.NOTE:
            return count(self.db, kind, refs, self.notes.markers)
        return count(self.db, kind, refs, [letter.message_id for letter in self.mail.kept])

    def kinds(self, ids: Iterable[int]) -> set[str]:
        """The kinds of these effects."""
        with self.db.reading() as reader:
            return set(reader.scalars(select(effects.c.kind).where(effects.c.id.in_(sorted(ids)))))

    def tried(self, kind: EffectKind) -> bool:
        """Whether an effect of this kind has been tried in vain and waits to be tried again."""
        in_vain = (effects.c.kind == kind) & (effects.c.state == "waiting") & (effects.c.reason != "")
        with self.db.reading() as reader:
            return reader.execute(select(effects.c.id).where(in_vain).limit(1)).first() is not None

    def candidates_answer(self, **also: str) -> None:
        """Everybody who has been asked so far answers; `also` adds to their form."""
        answer_all(list(self.mail.kept), **also)


@contextmanager
def install(
    folder: Path,
    database_url: str,
    broker_url: str,
    mail: MailSink,
    notes: NotesSink,
    agency: str = "Northgate Recruitment",
) -> Iterator[Installation]:
    """An installation with one agency connected and no process started; all that it starts is ended."""
    deployment = Deployment(folder, database_url, broker_url, mail.url)
    installation = Installation(deployment, Database(database_url), mail, notes)
    try:
        installation.connect(agency)
        yield installation
    finally:
        deployment.stop()
        installation.db.close()
