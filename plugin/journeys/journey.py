"""A journey, and what happens to it: the values that are decided on. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from integrations.ats.contract import EventKind
from plugin.alerts import Urgency
from plugin.effects import SkipReason
from plugin.journeys.facts import (
    APPLICATION_REASONS,
    CONTACT_REASONS,
    INTERVIEW_REASONS,
    Application,
    Contact,
    Interview,
    State,
)
from plugin.reflection import Flag


class Step(StrEnum):
    """What happens on our own side of a journey."""

    SURVEY_SENT = "survey.sent"
    SURVEY_SNOOZED = "survey.snoozed"
    REFLECTION_SUBMITTED = "reflection.submitted"
    REFLECTION_CHANGED = "reflection.changed"
    REFLECTION_CONFIRMED = "reflection.confirmed"
    REFLECTION_LATE = "reflection.late"
    COACHING_SENT = "coaching.sent"
    CANDIDATE_STOPPED = "candidate.stopped"
    CANDIDATE_RESUMED = "candidate.resumed"
    ALERT_TAKEN = "alert.taken"
    ALERT_GIVEN_BACK = "alert.given_back"


@dataclass(frozen=True, slots=True)
class Happening:
    """One event, as far as a journey is concerned.

    `ends_at` is the interview's end, where it is said. `flags` are what a submitted reflection raises, what a
    changed one raises anew, or what an alert that is given back was about; a call asked for is among them
    (`contact_me`). `note` is the sequence of the note that is to carry the answers; None where every note has
    what there is to tell. `letter` is that of the coaching email, None where the one that went says enough.
    """

    kind: EventKind | Step
    at: datetime
    ends_at: datetime | None = None
    flags: frozenset[Flag] = frozenset()
    note: int | None = None
    letter: int | None = 0


@dataclass(frozen=True, slots=True)
class Journey:
    """The facts of one interview of one candidate. `*_as_of` is when the fact was last said to change.

    `starts_at` is told with the details, and held by their clock. `alerts` counts those raised; of
    the last one, `alert` is how urgent, `alerted_at` since when it waits, `alert_due` by when somebody should
    have rung, and `taken_at` when a person took it.
    """

    interview: Interview = Interview.AHEAD
    interview_as_of: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    ends_as_of: datetime | None = None
    application: Application = Application.LIVE
    application_as_of: datetime | None = None
    contact: Contact = Contact.OPEN
    contact_as_of: datetime | None = None
    stopped: bool = False
    ask_again_at: datetime | None = None
    invited_at: datetime | None = None
    answered_at: datetime | None = None
    coached_at: datetime | None = None
    alerts: int = 0
    alert: Urgency | None = None
    alerted_at: datetime | None = None
    alert_due: datetime | None = None
    taken_at: datetime | None = None

    @property
    def alert_open(self) -> bool:
        """Whether an alert waits for somebody to take it."""
        return self.alerted_at is not None and self.taken_at is None and self.contact != Contact.DELETED

    @property
    def closed_because(self) -> SkipReason | None:
        """Why nothing more is to be sent; None while something may be."""
        if self.contact != Contact.OPEN:
            return CONTACT_REASONS[self.contact]
        if self.application != Application.LIVE:
            return APPLICATION_REASONS[self.application]
        if self.stopped:
            return SkipReason.OPTED_OUT
        # An interview that the candidate has told us about did happen, whatever its record says later.
        return None if self.answered_at else INTERVIEW_REASONS.get(self.interview)

    @property
    def state(self) -> State:
        """How far it has come."""
        if self.closed_because:
            return State.CLOSED
        if self.coached_at:
            return State.COACHED
        if self.answered_at:
            return State.ANSWERED
        if self.invited_at:
            return State.INVITED
        return State.DUE if self.interview == Interview.OVER else State.EXPECTED
