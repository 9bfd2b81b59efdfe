"""What an ATS adapter is, and the values that pass between it and the product.

An adapter is the only code that knows one ATS. It turns what the ATS sends (or a poll brings) into
`Event`s in our words, and puts notes and tasks on the ATS record. It keeps nothing: secrets, cursors,
waiting and repeating belong to the product.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from marshmallow import Schema

LOOKBACK = timedelta(hours=72)
"""How far back a first poll looks: over a weekend, and past every sender's own repeats (WH-19)."""


class EventKind(StrEnum):
    """What can happen to an interview, an application or a candidate, in our words."""

    INTERVIEW_SCHEDULED = "interview.scheduled"
    INTERVIEW_MOVED = "interview.moved"
    INTERVIEW_COMPLETED = "interview.completed"
    INTERVIEW_CANCELLED = "interview.cancelled"
    INTERVIEW_NO_SHOW = "interview.no_show"
    INTERVIEW_DELETED = "interview.deleted"
    APPLICATION_REJECTED = "application.rejected"
    APPLICATION_WITHDRAWN = "application.withdrawn"
    APPLICATION_HIRED = "application.hired"
    APPLICATION_REOPENED = "application.reopened"
    CANDIDATE_OPTED_OUT = "candidate.opted_out"
    CANDIDATE_OPTED_IN = "candidate.opted_in"
    CANDIDATE_DELETED = "candidate.deleted"


@dataclass(frozen=True, slots=True)
class Person:
    """A candidate, consultant or interviewer as the ATS names them. `ref` is the ATS's own id."""

    ref: str
    name: str = ""
    email: str = ""
    phone: str = ""
    locale: str = ""
    timezone: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Interview:
    """One meeting of one candidate for one job. Times are UTC; `ends_at` is the end of its last slot."""

    ref: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    title: str = ""
    location: str = ""
    interviewers: tuple[str, ...] = ()
    debriefed: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, in our words.

    `at` is when it happened by the sender's clock (UTC): of two events about the same thing the later one
    holds, in whatever order they arrive. Empty strings mean 'not said here', never 'now empty'.
    `application` is the ATS's id of the candidate's application for one job; it groups the rounds of it.
    """

    kind: EventKind
    at: datetime
    candidate: Person
    application: str = ""
    interview: Interview | None = None
    job: str = ""
    client: str = ""
    consultant: Person | None = None
    branch: str = ""


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """One HTTP request to `/hooks/<connection>`, as received. Header names are lower-case."""

    method: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """What the ATS wants to hear. Some accept exactly 200, some exactly 202 (`ats` facts)."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A genuine delivery. `dedupe_key` names what was signed (or, unsigned, what was said), never a header
    outside the signature (WH-08). `keep` is False for a ping or a handshake: answered and not stored.
    `content` is what to store and to understand where that is not simply the request's body: some senders say
    what happened in signed headers."""

    dedupe_key: str
    reply: Reply = Reply()
    keep: bool = True
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Polled:
    """One raw thing that a poll brought; stored in the inbox like a webhook and understood the same way."""

    dedupe_key: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a poll. `cursor` is saved in the same transaction as `found`, before anything is acted on;
    `more` says that the next page waits. A queue that purges on read is re-read by its old cursor."""

    found: tuple[Polled, ...]
    cursor: Mapping[str, str]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """The record that a note or task belongs on, and whose name it should carry there."""

    candidate: str
    application: str = ""
    interview: str = ""
    consultant: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A note for an ATS record. `marker` is unique, stands visibly in the note and is searched for before
    any repeat. `lines` are plain text; the adapter escapes them into its ATS's own mark-up (EM-16)."""

    marker: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """Something that a consultant should do, on the ATS's own task list. `due` is UTC."""

    marker: str
    title: str
    lines: tuple[str, ...]
    due: datetime


def _nobody_saves(changed: Mapping[str, str]) -> None:
    raise RuntimeError(
        f"Nobody keeps what changed in this account's credentials: {', '.join(sorted(changed))}."
    )


@dataclass(frozen=True, slots=True)
class Account:
    """One agency's account at one ATS. `credentials` are as the adapter's `credentials` schema loads them;
    `secrets` are the webhook secrets in force, newest first (several while one is being changed).

    `private_network` says that the host may stand on this machine or in a private network: the installation's
    choice. `save` keeps credentials that the ATS changed (a single-use refresh token, a session's address): a
    client hands it the changed entries, and uses them only when it has returned.
    """

    base_url: str
    credentials: Mapping[str, str] = field(repr=False)
    secrets: Sequence[str] = field(default=(), repr=False)
    private_network: bool = False
    save: Callable[[Mapping[str, str]], None] = field(default=_nobody_saves, repr=False, compare=False)


class Client(Protocol):
    """One account's API. Every method may raise `CallFailed`, `RateLimited`, `Refused`,
    `CredentialsRefused`, `Unreadable` for a record that makes no sense or, for what writes,
    `OutcomeUnknown`. One client is for one thread at a time.

    `CredentialsRefused` is about the login, and rests the whole account; a right that is lacking for one
    record is `Refused`, and costs that record only."""

    def check(self) -> str:
        """Prove that the credentials work; says whom they belong to."""

    def poll(self, cursor: Mapping[str, str], now: datetime) -> Page:
        """What changed since `cursor` (empty: begin `LOOKBACK` before `now`)."""

    def reread(self, interview: Interview, candidate: str, application: str) -> tuple[Event, ...]:
        """What the record says now, as events; empty where this ATS cannot be asked."""

    def find_note(self, target: Target, marker: str) -> str | None:
        """The id of the note that carries `marker`, or None where it may be added: it is surely not there,
        or the receiver itself ignores a marker that it has had. Raises `OutcomeUnknown` where nobody can
        tell."""

    def add_note(self, target: Target, note: Note) -> str:
        """Put the note on the record; its id there."""

    def find_task(self, target: Target, marker: str) -> str | None:
        """As `find_note`, for tasks."""

    def add_task(self, target: Target, task: Task) -> str:
        """Put the task on the consultant's list; its id there."""


class Adapter(Protocol):
    """What the product needs to know of one ATS. One instance stands in `integrations.registry`."""

    name: str
    """The adapter's folder and its name in `afterview connect`."""
    title: str
    """As its users write it."""
    handles: frozenset[EventKind]
    """Every kind that `understand` can give; each has a fixture in the contract suite."""
    credentials: Schema
    """What an account needs, validated when it is connected."""
    settle: timedelta
    """How long a delivery waits before it is understood (a sender that fires before it commits)."""
    reads_on_understanding: bool
    """Whether `understand` calls the API: bodies that are unsigned, or hold only ids."""
    rereads: bool
    """Whether `Client.reread` can confirm an interview just before its survey goes out."""
    polls_every: timedelta | None
    """How often to reconcile by `Client.poll`; None where the ATS has nothing to poll."""
    calls_per_minute: int
    """The rate limit to keep to on one account."""

    def webhook_query(self, account: Account) -> Mapping[str, str]:
        """What its webhooks' address must carry: a secret, where the ATS signs nothing."""

    def receive(self, request: WebhookRequest, account: Account) -> Receipt:
        """Verify on the raw bytes. Pure; raises `SignatureInvalid` and nothing else."""

    def understand(self, body: bytes, client: Client | None) -> Sequence[Event]:
        """What a stored delivery means; empty if it is of no concern to us. Raises `Unreadable`.
        `client` is given exactly where `reads_on_understanding`."""

    def connect(self, account: Account) -> Client:
        """The client of one account. Opens nothing yet."""


def dedupe_hash(*parts: bytes | str) -> str:
    """A short, stable name for what a delivery said (SHA-256, hex)."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()
