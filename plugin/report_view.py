"""What the report shows: whether the coaching helps, and how many were asked, answered and were coached."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Range:
    """A share with its 95 % interval, each in per cent and rounded to one place."""

    rate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ArmView:
    """One of the two groups that are compared: how many people, how many of them went further.

    `went_further` and `share` are None for a group of too few people to be shown.
    """

    name: str
    people: int
    went_further: int | None
    share: Range | None


@dataclass(frozen=True, slots=True)
class TrialView:
    """A comparison, running or ended. `share` is in per cent; `missing` says how many more people each group
    needs, as (coached, held out); `waiting` counts those whose outcome is not known yet. `difference` is in
    points of a hundred, None where a group is too small. `words` say what may be said."""

    share: int
    started_at: datetime
    stopped_at: datetime | None
    arms: tuple[ArmView, ArmView]
    difference: Range | None
    needed: tuple[int, int]
    missing: tuple[int, int]
    waiting: int
    words: str


@dataclass(frozen=True, slots=True)
class BranchView:
    """One branch over the last twelve months. Counts are None where fewer than eight people were asked."""

    name: str
    asked: int | None
    answered: int | None = None
    coached: int | None = None
    answer_rate: Range | None = None


@dataclass(frozen=True, slots=True)
class ReportView:
    """An agency's report. `trial` is the latest comparison, None if there has been none."""

    agency: str
    trial: TrialView | None
    branches: tuple[BranchView, ...]
