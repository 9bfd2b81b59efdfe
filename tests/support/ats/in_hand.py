"""An ATS in our hands: deliveries by the standard webhook, and a record that keeps what is written on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from integrations.ats.contract import Account, Event, Interview, Note, Page, Target, Task
from integrations.ats.standard import Standard
from integrations.errors import IntegrationError, OutcomeUnknown


@dataclass(frozen=True, slots=True)
class Written:
    """One note or task on the record, and whose record that is."""

    candidate: str
    marker: str
    title: str
    lines: tuple[str, ...]


@dataclass
class AtsInHand(Standard):
    """The standard adapter with its notes kept here.

    `answers` are taken in turn by whatever writes: an error is raised; an `OutcomeUnknown` after keeping what
    was written, which is the case that a repeat would double. `down` is raised by every call.
    """

    notes: list[Written] = field(default_factory=list)
    tasks: list[Written] = field(default_factory=list)
    answers: list[IntegrationError] = field(default_factory=list)
    down: IntegrationError | None = None
    asked: int = 0

    def connect(self, account: Account) -> "AtsInHand":  # type: ignore[override]
        return self

    def check(self) -> str:
        return "an ATS in our hands"

    def poll(self, cursor: Mapping[str, str], now: datetime) -> Page:
        return Page(found=(), cursor=cursor)

    def reread(self, interview: Interview, candidate: str, application: str) -> tuple[Event, ...]:
        return ()

    def find_note(self, target: Target, marker: str) -> str | None:
        return self._find(self.notes, marker)

    def find_task(self, target: Target, marker: str) -> str | None:
        return self._find(self.tasks, marker)

    def add_note(self, target: Target, note: Note) -> str:
        return self._add(self.notes, target, note)

    def add_task(self, target: Target, task: Task) -> str:
        return self._add(self.tasks, target, task)

    def _find(self, kept: list[Written], marker: str) -> str | None:
        self._answer()
        return next((one.marker for one in kept if one.marker == marker), None)

    def _add(self, kept: list[Written], target: Target, what: Note | Task) -> str:
        self._answer()
        error = self.answers.pop(0) if self.answers else None
        if error is None or isinstance(error, OutcomeUnknown):
            kept.append(Written(target.candidate, what.marker, what.title, what.lines))
        if error:
            raise error
        return what.marker

    def _answer(self) -> None:
        self.asked += 1
        if self.down:
            raise self.down
