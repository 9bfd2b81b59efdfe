"""What goes on an ATS record about a journey: the call sheet as a note, and a call to make as a task."""

import hashlib
from base64 import b32encode
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from config.languages import ENGLISH
from integrations.ats.contract import Client, Note, Target, Task
from plugin.desk.call_sheet import CallSheet, Update
from plugin.effects import EffectKind
from plugin.flow.coached import note_for
from plugin.flow.letters import journey_query, meeting_of
from plugin.flow.policies import modules_of
from plugin.outbox.store import sequence_of
from plugin.runtime import Runtime
from plugin.surveys.answers import load
from plugin.tables import connections, journeys


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """A note, and the record that it belongs on."""

    target: Target
    note: Note

    def find(self, client: Client) -> str | None:
        """Whether it is there already; see `Client.find_note`."""
        return client.find_note(self.target, self.note.marker)

    def add(self, client: Client) -> str:
        """Put it there."""
        return client.add_note(self.target, self.note)


@dataclass(frozen=True, slots=True)
class TaskEntry:
    """A task, and the record that it belongs on."""

    target: Target
    task: Task

    def find(self, client: Client) -> str | None:
        """Whether it is there already; see `Client.find_task`."""
        return client.find_task(self.target, self.task.marker)

    def add(self, client: Client) -> str:
        """Put it there."""
        return client.add_task(self.target, self.task)


Entry = NoteEntry | TaskEntry


def load_entry(runtime: Runtime, db: Connection, effect: Row[Any]) -> Entry:
    """The note or task of an effect, made from what the candidate shared and nothing else."""
    row = db.execute(journey_query().where(journeys.c.id == effect.journey_id)).one()
    key = db.execute(select(connections.c.key).where(connections.c.id == row.connection_id)).scalar_one()
    target = Target(row.candidate_ref, row.application_ref, row.ref, row.consultant_ref)
    sheet = sheet_of(runtime, row, replaces=sequence_of(effect.dedupe_key) > 0)
    marker = marker_of(key, effect.dedupe_key)
    if effect.kind == EffectKind.NOTE:
        return NoteEntry(target, Note(marker, sheet.title, sheet.lines))
    # Whoever may open the record reads its tasks: no word of why.
    title = f"Please ring {row.candidate_name or 'the candidate'}"
    return TaskEntry(target, Task(marker, title, (sheet.title,), row.alert_due or effect.created_at))


def sheet_of(runtime: Runtime, row: Row[Any], *, replaces: bool = False) -> CallSheet:
    """The call sheet of a journey that has been answered; `replaces` an earlier one on the record."""
    reflection = load(runtime.keys.unseal_json(row.answers))
    zone = ZoneInfo(row.timezone)
    changed_at = (row.changed_at or row.submitted_at).astimezone(zone)
    questions = runtime.questions[ENGLISH]
    # What was answered is told by its label, though its module has been switched off since.
    modules = [*modules_of(row._asdict()), *questions.asked_by(reflection.extras)]
    return note_for(
        reflection,
        meeting_of(row._asdict()),
        questions.asking(dict.fromkeys(modules)),
        row.submitted_at.astimezone(zone),
        Update(changed_at, reflection.taken_back) if replaces else None,
    )


def marker_of(connection_key: str, dedupe_key: str) -> str:
    """Our mark on an ATS record: short enough to stand in sight, and the same however often it is made."""
    digest = hashlib.sha256(f"{connection_key} {dedupe_key}".encode()).digest()
    return f"AV-{b32encode(digest).decode()[:10]}"
