"""What the contract suite needs to know of one adapter, besides the adapter itself."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from integrations.ats.contract import Account, Adapter, Event, WebhookRequest

NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
FIXTURES = Path(__file__).parents[2] / "integrations" / "ats"


class FakeAts(ABC):
    """The other side: it takes notes and tasks, and can go wrong on demand."""

    answers_are_lost: bool = False
    """Whether it does what it is asked and then says nothing."""
    status: int = 200
    """What it answers instead of working, unless 200."""

    @abstractmethod
    def hold(self, records: Mapping[str, Any]) -> None:
        """Fill it with a fixture's records."""

    @abstractmethod
    def shown(self) -> list[list[str]]:
        """Each note and task that it took, as the lines a person sees."""


class Harness(ABC):
    """One adapter under the contract suite."""

    adapter: Adapter
    account: Account
    with_a_ping: ClassVar[bool]
    """Whether this sender tries an address out; its fixture is `ping.json`."""

    @abstractmethod
    def request(self, body: bytes, secret: str, at: datetime = NOW) -> WebhookRequest:
        """A delivery of `body`, made genuine by `secret` at `at`, and received at `NOW`."""

    @abstractmethod
    def forgeries(self, body: bytes) -> Iterator[WebhookRequest]:
        """Deliveries that are unsigned, badly signed or too old."""

    @abstractmethod
    def serve(self) -> AbstractContextManager[FakeAts]:
        """The other side, reachable at the account's address while this lasts."""

    def fixtures(self) -> dict[str, "Fixture"]:
        """Every fixture by its name."""
        folder = FIXTURES / self.adapter.name / "fixtures"
        return {path.stem: Fixture.read(path) for path in sorted(folder.glob("*.json"))}


@dataclass(frozen=True, slots=True)
class Fixture:
    """One delivery, the records behind it, and the events that it means.

    A file is named after the first event's kind; what sets it apart from others of that kind follows `__`.
    """

    kind: str
    body: bytes
    records: Mapping[str, Any]
    events: list[dict[str, Any]]

    @classmethod
    def read(cls, path: Path) -> "Fixture":
        """Read a fixture's file."""
        said = json.loads(path.read_text())
        return cls(
            kind=path.stem.partition("__")[0],
            body=json.dumps(said["delivery"]).encode(),
            records=said.get("records", {}),
            events=said["events"],
        )


def readable(event: Event) -> dict[str, Any]:
    """An event as fixtures write it: times in RFC 3339, and nothing that was not said."""
    return _said(asdict(event))


def _said(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case dict():
            return {key: _said(inner) for key, inner in value.items() if inner}
        case tuple():
            return [_said(inner) for inner in value]
    return str(value) if isinstance(value, str) else value
