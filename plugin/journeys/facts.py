"""What a journey's facts may be, which event of an ATS says which, and for what each closes it. Pure."""

from enum import StrEnum

from integrations.ats.contract import EventKind
from plugin.effects import SkipReason


class Interview(StrEnum):
    """What became of the interview; of two said in the same second the lower one in this list holds."""

    AHEAD = "ahead"
    OVER = "over"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    DELETED = "deleted"


class Application(StrEnum):
    """What became of the application, in the same order of precedence."""

    LIVE = "live"
    HIRED = "hired"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"


class Contact(StrEnum):
    """Whether the candidate may be written to. Deleted is for good (WH-17)."""

    OPEN = "open"
    OPTED_OUT = "opted_out"
    DELETED = "deleted"


class State(StrEnum):
    """How far a journey has come."""

    EXPECTED = "expected"
    DUE = "due"
    INVITED = "invited"
    ANSWERED = "answered"
    COACHED = "coached"
    CLOSED = "closed"


INTERVIEW_AFTER: dict[EventKind, Interview] = {
    EventKind.INTERVIEW_SCHEDULED: Interview.AHEAD,
    EventKind.INTERVIEW_MOVED: Interview.AHEAD,
    EventKind.INTERVIEW_COMPLETED: Interview.OVER,
    EventKind.INTERVIEW_CANCELLED: Interview.CANCELLED,
    EventKind.INTERVIEW_NO_SHOW: Interview.NO_SHOW,
    EventKind.INTERVIEW_DELETED: Interview.DELETED,
}
APPLICATION_AFTER: dict[EventKind, Application] = {
    EventKind.APPLICATION_REOPENED: Application.LIVE,
    EventKind.APPLICATION_HIRED: Application.HIRED,
    EventKind.APPLICATION_WITHDRAWN: Application.WITHDRAWN,
    EventKind.APPLICATION_REJECTED: Application.REJECTED,
}
CONTACT_AFTER: dict[EventKind, Contact] = {
    EventKind.CANDIDATE_OPTED_IN: Contact.OPEN,
    EventKind.CANDIDATE_OPTED_OUT: Contact.OPTED_OUT,
    EventKind.CANDIDATE_DELETED: Contact.DELETED,
}
INTERVIEW_REASONS = {
    Interview.CANCELLED: SkipReason.CANCELLED,
    Interview.NO_SHOW: SkipReason.NO_SHOW,
    Interview.DELETED: SkipReason.INTERVIEW_DELETED,
}
APPLICATION_REASONS = {
    Application.HIRED: SkipReason.HIRED,
    Application.WITHDRAWN: SkipReason.WITHDRAWN,
    Application.REJECTED: SkipReason.REJECTED,
}
CONTACT_REASONS = {
    Contact.OPTED_OUT: SkipReason.OPTED_OUT,
    Contact.DELETED: SkipReason.CANDIDATE_DELETED,
}
