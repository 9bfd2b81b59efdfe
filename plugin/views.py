"""What the browser pages show: the values that the flow returns and `plugin.web` draws."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from config.content import Helpline
from config.guidance import Guidance
from config.languages import ENGLISH
from plugin.colour import Colour
from plugin.follow_up import NoteToPassOn, Version
from plugin.reading import Reading
from plugin.reflection import CallBack, Flag, Meeting, Reflection, Route

SessionId = NewType("SessionId", str)
"""Names one signed-in browser; the product keeps what it stands for."""


@dataclass(frozen=True, slots=True)
class PageBrand:
    """How a page looks and who speaks on it. An empty URL is left out."""

    agency: str
    colour: Colour
    footer: tuple[str, ...] = ()
    privacy_url: str = ""


class StopScope(StrEnum):
    """How much a candidate asks to be left alone: about this interview, about its job, or at all."""

    THIS = "this"
    JOB = "job"
    ALL = "all"


class Later(StrEnum):
    """What a candidate may press instead of answering; `RESUME` takes back that the job is not for them."""

    TOMORROW = "tomorrow"
    ADVICE = "advice"
    NOT_THIS_JOB = "not_this_job"
    NEVER = "never"
    RESUME = "resume"


class SurveyState(StrEnum):
    """What a genuine survey link can still do. `CLOSED`: the application ended before there was an answer."""

    OPEN = "open"
    ANSWERED = "answered"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    OPTED_OUT = "opted_out"


@dataclass(frozen=True, slots=True)
class SurveyView:
    """One survey, as its candidate may see it.

    `meetings` are what it asks about, at least one; `modules` name the agency's own questions. `version`
    counts the answers saved, and `overtook` says that what has just been saved replaced some that its page
    did not know. `first_help` is the beginning of the plan, for the page that thanks; `coached` says that the
    whole of it has been sent. `heard` is what is serious in words that came once the survey was over, and
    were kept. `call_back` is who has been asked to ring, without a time once that has gone by, and empty if
    nobody was. `ask_again_at`, by the candidate's clock, is when a survey that was put off comes again.
    `email_to_come`: their answers bring them an email that has not gone yet. `asks_outside` says that a
    language model elsewhere is shown what they type.
    """

    state: SurveyState
    meetings: tuple[Meeting, ...]
    brand: PageBrand
    reflection: Reflection | None = None
    reading: Reading = field(default_factory=Reading)
    version: int = 0
    overtook: bool = False
    modules: tuple[str, ...] = ()
    first_help: tuple[str, ...] = ()
    coached: bool = False
    email_to_come: bool = True
    heard: tuple[Flag, ...] = ()
    call_back: CallBack = field(default_factory=CallBack)
    help_lines: tuple[Helpline, ...] = ()
    language: str = ENGLISH
    asks_outside: bool = False
    ask_again_at: datetime | None = None
    stopped: StopScope | None = None

    @property
    def meeting(self) -> Meeting:
        """The first of the meetings, whose candidate and consultant the page names."""
        return self.meetings[0]


@dataclass(frozen=True, slots=True)
class StopView:
    """What an unsubscribe link stands for. `stopped` is what has been asked already, None for nothing."""

    brand: PageBrand
    meeting: Meeting
    stopped: StopScope | None = None
    language: str = ENGLISH


class ComposerState(StrEnum):
    """What the composer can do. `OPEN`: the words can be changed and go; in the others there is no form.

    `HELD`: the consultant speaks first. `THEIRS`: the agency asks candidates of this client not to write.
    `NO_NOTE`: there is none to write, for they no longer want the job. `CRISIS`: help, and nothing else.
    `CLOSED`: the application has ended, which the page does not say: they may not have heard. `THANKED`: they
    are compared with the coached, and get no draft. `UNANSWERED`: there is no plan yet.
    """

    OPEN = "open"
    HELD = "held"
    THEIRS = "theirs"
    NO_NOTE = "no_note"
    CRISIS = "crisis"
    CLOSED = "closed"
    EXPIRED = "expired"
    THANKED = "thanked"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class ComposerView:
    """The composer as its candidate may see it; unless it is open `versions` are those that were given.

    `told` are the plan's own words for where it stands.
    """

    state: ComposerState
    brand: PageBrand
    meeting: Meeting
    language: str = ENGLISH
    help_lines: tuple[Helpline, ...] = ()
    told: tuple[str, ...] = ()
    route: Route = Route.DIRECT
    versions: tuple[Version, ...] = ()

    def version(self, number: int) -> Version:
        """The version of this number, or the first. There is at least one."""
        return next((one for one in self.versions if one.number == number), self.versions[0])


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who uses the desk. `sees_everyone` allows the rows of others, as a manager has it."""

    agency_id: int
    consultant_id: int
    name: str
    agency: str
    sees_everyone: bool = False


class Ring(StrEnum):
    """How soon to ring a candidate."""

    NOW = "now"
    TODAY = "today"
    NO_NEED = "no_need"


@dataclass(frozen=True, slots=True)
class AlertCard:
    """An alert, as one reader may see it.

    `told` says why to ring and how to begin, the most serious first. `open`: nobody has taken it. `mine`:
    this reader may take it; `for_manager`: nobody but the manager may. `due` is aware, in the zone of the
    branch; `clock` says how far off it is.
    """

    told: tuple[Guidance, ...]
    open: bool
    mine: bool
    due: datetime
    clock: str
    overdue: bool
    for_manager: bool = False
    taken_by: str = ""
    taken_at: datetime | None = None
    help_lines: tuple[Helpline, ...] = ()


class DeskGroup(StrEnum):
    """The parts of the desk's list, in the order in which they are worked."""

    ALERT = "alert"
    NOW = "now"
    TODAY = "today"
    WAITING = "waiting"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class NotSent:
    """Something that was held back, failed, or is in doubt: what and why, in words, and when."""

    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One journey on the desk. Times are aware, in the zone of the branch.

    `state_words` say where it stands; `interview_words` and `interview_at` read together ('Ended' and when);
    `said` are (label, answer) pairs, only what the candidate shared; `finished` means that nothing more will
    happen. `phone` is the candidate's, empty if unknown. `rung_at` and `rung_by` say that somebody has rung.
    `to_pass_on`: a note of the candidate's waits to be passed on.
    """

    journey: int
    candidate: str
    job: str
    client: str
    state_words: str
    ring: Ring
    ring_reason: str = ""
    finished: bool = False
    interview_words: str = ""
    interview_at: datetime | None = None
    phone: str = ""
    consultant: str = ""
    said: tuple[tuple[str, str], ...] = ()
    not_sent: tuple[NotSent, ...] = ()
    rung_at: datetime | None = None
    rung_by: str = ""
    to_pass_on: bool = False
    alert: AlertCard | None = None

    @property
    def note_held(self) -> bool:
        """Whether the note that waits must not go before the manager has spoken with the candidate."""
        return bool(self.to_pass_on and self.alert and self.alert.for_manager and self.rung_at is None)

    @property
    def group(self) -> DeskGroup:
        """The part of the list that this row stands in."""
        if self.alert and self.alert.open and self.alert.mine:
            return DeskGroup.ALERT
        to_pass_on = self.to_pass_on and not self.note_held
        if to_pass_on and (self.rung_at is not None or self.ring is not Ring.NOW):
            return DeskGroup.TODAY
        if self.rung_at is not None:
            return DeskGroup.DONE
        if self.alert:
            return DeskGroup.NOW if self.alert.mine else self._left_to_another(self.alert)
        if self.ring is not Ring.NO_NEED:
            return DeskGroup(self.ring.value)
        return DeskGroup.DONE if self.finished else DeskGroup.WAITING

    def _left_to_another(self, alert: AlertCard) -> DeskGroup:
        """Where it stands with somebody who may not ring before another has."""
        return DeskGroup.DONE if self.finished and not alert.open else DeskGroup.WAITING


@dataclass(frozen=True, slots=True)
class DeskView:
    """The desk's list, each group in the order in which the rows come."""

    rows: tuple[DeskRow, ...]
    everyone: bool = False

    def groups(self) -> Iterator[tuple[DeskGroup, tuple[DeskRow, ...]]]:
        """Every group with its rows, empty ones too."""
        for group in DeskGroup:
            yield group, tuple(row for row in self.rows if row.group is group)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened to a journey, in words."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class JourneyView:
    """One journey with its history, oldest first, and the notes that its candidate gave to be passed on."""

    row: DeskRow
    timeline: tuple[TimelineEntry, ...]
    notes: tuple[NoteToPassOn, ...] = ()
