"""What an event says, as columns: of the candidate, the application, the interview and the consultant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from integrations.ats.contract import Event, Interview, Person
from plugin.journeys.machine import Application, Contact, Journey
from plugin.journeys.records import FACTS
from plugin.keys import address_hash

FORGOTTEN = dict.fromkeys(
    ("name", "email", "address_hash", "phone", "locale", "timezone", "country"),
    "",
)
"""What a row still says of a candidate whom the ATS has deleted (WH-17)."""


@dataclass(frozen=True, slots=True)
class Account:
    """Whose events these are: what the ledger must know of the connection and its agency."""

    agency_id: int
    connection_id: int
    branch_id: int
    branches: Mapping[str, int]
    address_key: bytes = field(repr=False)

    def branch(self, name: str) -> int:
        """The branch that the ATS calls by this name, or the connection's own."""
        return self.branches.get(name.casefold(), self.branch_id)

    def row(self, ref: str) -> dict[str, Any]:
        """The columns that every row of this account begins with."""
        return {"agency_id": self.agency_id, "connection_id": self.connection_id, "ref": ref}


def of_candidate(account: Account, person: Person) -> dict[str, Any]:
    """A candidate's details."""
    return {
        "name": person.name,
        "email": person.email,
        "address_hash": address_hash(account.address_key, person.email) if person.email else "",
        "phone": person.phone,
        "locale": person.locale,
        "timezone": person.timezone,
        "country": person.country,
    }


def of_interview(event: Event, interview: Interview, consultant_id: int | None) -> dict[str, Any]:
    """An interview's details; when it ends is a fact of its journey, and not among them."""
    return {
        "application_ref": event.application,
        "job": event.job,
        "client": event.client,
        "title": interview.title,
        "location": interview.location,
        "interviewers": list(interview.interviewers),
        "starts_at": interview.starts_at,
        "consultant_id": consultant_id,
        "consultant_ref": event.consultant.ref if event.consultant else "",
        "debriefed": interview.debriefed,
    }


def new_candidate(account: Account, event: Event) -> dict[str, Any]:
    """The row of a candidate of whom nothing was known."""
    return {
        **account.row(event.candidate.ref),
        **of_candidate(account, event.candidate),
        "said_at": event.at,
        "contact": Contact.OPEN,
    }


def new_application(account: Account, event: Event) -> dict[str, Any]:
    """The row of an application of which nothing was known."""
    return {**account.row(event.application), "status": Application.LIVE}


def new_journey(
    account: Account, event: Event, interview: Interview, consultant_id: int | None, facts: Journey
) -> dict[str, Any]:
    """The row of a journey that begins with what is known already of its candidate and application."""
    return {
        **account.row(interview.ref),
        **{name: getattr(facts, name) for name in FACTS},
        **of_interview(event, interview, consultant_id),
        "branch_id": account.branch(event.branch),
        "said_at": event.at,
        "state": facts.state,
    }


def new_consultant(account: Account, email: str, person: Person) -> dict[str, Any]:
    """The row of a consultant who was not known; `email` in the case in which we keep it."""
    return {
        "agency_id": account.agency_id,
        "email": email,
        "name": person.name,
        "phone": person.phone,
        "role": "consultant",
    }
