"""The candidate's own follow-up: its words, and how far it has come on its way to the interviewer."""

from dataclasses import dataclass
from datetime import datetime

LONGEST_SUBJECT, LONGEST_BODY = 300, 6000
"""Characters. Ten times what is of use: a text in the wrong field is told so, and nothing is cut off."""


@dataclass(frozen=True, slots=True)
class Words:
    """One follow-up as it is typed: line breaks are plain newlines."""

    subject: str = ""
    body: str = ""

    @property
    def too_much(self) -> bool:
        """Whether it is more than is kept or passed on."""
        return len(self.subject) > LONGEST_SUBJECT or len(self.body) > LONGEST_BODY


@dataclass(frozen=True, slots=True)
class PassedOn:
    """That the candidate gave these words to be passed on, and what became of it; in the candidate's zone."""

    at: datetime
    sent_on_at: datetime | None = None
    sent_on_by: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """The follow-up to one of the interviewers. `to` names whom it is for, '' where there is only one.

    `words` are what the candidate saved or gave to be passed on, else the plan's draft. `went_anyway`: they
    took it back, and it was sent on all the same.
    """

    number: int
    words: Words
    to: str = ""
    saved_at: datetime | None = None
    passed_on: PassedOn | None = None
    went_anyway: PassedOn | None = None


@dataclass(frozen=True, slots=True)
class NoteToPassOn:
    """A candidate's words that the consultant was asked to pass on, for the desk; times in the branch's zone.

    Taken back, it has no words any more. Each set of words is told from those before by when it was asked.
    """

    number: int
    words: Words
    asked_at: datetime
    to: str = ""
    taken_back_at: datetime | None = None
    sent_on_at: datetime | None = None
    sent_on_by: str = ""

    @property
    def waits(self) -> bool:
        """Whether it is still to be sent on."""
        return self.sent_on_at is None and self.taken_back_at is None
