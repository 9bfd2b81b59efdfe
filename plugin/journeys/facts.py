"""What may be known of an interview, its application and its candidate, and how far a journey has come."""

from enum import StrEnum


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
