"""When a message may go: the delay after the real end, quiet hours, working days and bank holidays.

Functions of values; nothing here reads a clock. Moments come in aware and go out in UTC; the rules are kept
in the recipient's own zone, through every change of its clocks (RL-19). What answers the candidate's own
act (the coaching email) goes at once and needs none of this.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import count
from zoneinfo import ZoneInfo, available_timezones

import holidays

REVIEW_TIME = timedelta(minutes=5)
"""How long a candidate's own last look at their answers is waited for, before these are made something of."""
TIME_TO_READ = timedelta(minutes=1)
"""People read no faster by a fast clock."""
ASKED_AGAIN_AT = time(9)
MONDAY_TO_FRIDAY = frozenset(range(5))
PREPARED_AT = time(16)
"""Late enough to be remembered tomorrow, with an evening left to do something about it."""
MORNING = time(7), time(9)
"""The earliest and the latest that a morning's email is due."""
TWO_HOURS = timedelta(hours=2)
LAST_HOUR = timedelta(hours=1)
"""Before an interview (or before the office shuts) an email is no longer of use."""


@dataclass(frozen=True, slots=True)
class Policy:
    """When one branch writes to a candidate, and what of the emails that it may choose.

    `zone` is an IANA name. `region` says whose bank holidays are kept: a country, with its subdivision where
    it has one ('GB-SCT', 'IE', 'DE-BY'). `opens` (included) and `closes` (not) are local times;
    `working_days` counts Monday as 0. `delay` runs from an interview's real end (A3: an hour or two),
    `stale_after` from when a survey was due. `always_open` ignores hours, working days and holidays.
    `general_preparation` prepares those for an interview who have not told us about one before.
    `office_opens` and `office_closes` are when its people are at their desks, in `office_zone` (`zone` where
    that is empty); `pace` says how many times as fast as the world's this clock goes. Raises `ValueError`,
    naming the field, for what cannot be kept.
    """

    zone: str
    region: str
    opens: time = time(8)
    closes: time = time(20, 30)
    working_days: frozenset[int] = MONDAY_TO_FRIDAY
    delay: timedelta = timedelta(minutes=90)
    stale_after: timedelta = timedelta(hours=24)
    always_open: bool = False
    general_preparation: bool = False
    after_rejection: bool = True
    after_offer: bool = True
    office_opens: time = time(9)
    office_closes: time = time(17, 30)
    office_zone: str = ""
    pace: float = 1

    def __post_init__(self) -> None:
        if not is_zone(self.zone):
            raise ValueError(f"zone: {self.zone!r} is not an IANA time zone such as 'Europe/London'")
        bank_holidays(self.region, 2026)
        if self.opens.tzinfo or self.closes.tzinfo or not self.opens < self.closes:
            raise ValueError("opens, closes: want two local times, the first before the second")
        if not self.office_opens < self.office_closes:
            raise ValueError("office_opens, office_closes: want the first before the second")
        if not self.working_days or not self.working_days <= set(range(7)):
            raise ValueError("working_days: want at least one of 0 (Monday) to 6 (Sunday)")
        if min(self.delay, self.stale_after) < timedelta(0):
            raise ValueError("delay, stale_after: want neither below zero")

    @property
    def day(self) -> timedelta:
        """How long a day lasts by this clock."""
        return timedelta(days=1) / self.pace

    def in_zone(self, zone: str) -> "Policy":
        """This policy in the recipient's own zone; the branch's holds where that is empty or unknown."""
        if not is_zone(zone):
            return self
        return replace(self, zone=zone, office_zone=self.office_zone or self.zone)

    def office(self) -> "Policy":
        """The same days, in the hours and the zone in which the branch's own people work."""
        zone = self.office_zone or self.zone
        return replace(self, zone=zone, opens=self.office_opens, closes=self.office_closes)


def survey_due(ended_at: datetime, policy: Policy) -> datetime:
    """The first open moment once `policy.delay` has passed since the interview's real end."""
    return next_open(ended_at + policy.delay, policy)


def review_due(at: datetime, policy: Policy) -> datetime:
    """When answers that were saved at that moment are taken as they are, if nobody confirms them."""
    return _utc(at) + max(REVIEW_TIME / policy.pace, TIME_TO_READ)


def tomorrow_at_nine(at: datetime, policy: Policy) -> datetime:
    """Nine o'clock of the recipient's next working day, or when the branch opens if it opens later."""
    zone = ZoneInfo(policy.zone)
    today = _utc(at).astimezone(zone).date()
    if policy.always_open:
        nine = _nine(today + timedelta(days=1), zone)
        return _utc(at) + (nine - _utc(at)) / policy.pace
    days = (today + timedelta(days=n) for n in count(1))
    return next_open(_nine(next(day for day in days if _is_working_day(day, policy)), zone), policy)


def _nine(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, ASKED_AGAIN_AT, zone).astimezone(UTC)


def next_open(at: datetime, policy: Policy) -> datetime:
    """The first moment from `at` on, `at` included, that lies in the open hours of a working day."""
    moment = _utc(at)
    if policy.always_open:
        return moment
    windows = _open_hours(moment, policy)
    return next(first for opens, closes in windows if (first := max(moment, opens)) < closes)


def after_open_time(at: datetime, amount: timedelta, policy: Policy) -> datetime:
    """The open moment at which `amount` of open time has passed since `at`."""
    moment = _utc(at)
    if policy.always_open:
        return moment + amount
    left = amount
    for opens, closes in _open_hours(moment, policy):
        first = max(moment, opens)
        if left < closes - first:
            return first + left
        left -= max(closes - first, timedelta(0))
    raise AssertionError("unreachable: working days never end")


@dataclass(frozen=True, slots=True)
class Window:
    """When an email is of use: from `opens` (when it is due) until `closes`, which is not part of it."""

    opens: datetime
    closes: datetime


def day_before(starts_at: datetime, policy: Policy) -> Window:
    """When to prepare for an interview: the afternoon of the working day before, until its own day begins."""
    if policy.always_open:
        return Window(_utc(starts_at) - policy.day, _utc(starts_at) - policy.day / 8)
    on = _local(starts_at, policy).date()
    before = next(day for n in count(1) if _is_working_day(day := on - timedelta(days=n), policy))
    opens, closes = _hours(before, policy)
    at = datetime.combine(before, PREPARED_AT, ZoneInfo(policy.zone)).astimezone(UTC)
    midnight = datetime.combine(on, time(0), ZoneInfo(policy.zone)).astimezone(UTC)
    return Window(max(opens, min(at, closes - LAST_HOUR)), midnight)


def morning_of(starts_at: datetime, policy: Policy) -> Window:
    """When to send a last word: on the morning of the interview, while there is an hour left to read it.

    It keeps no working days: who has an interview on a Saturday is at work on it. Where the interview is too
    early for that, the window is empty.
    """
    if policy.always_open:
        return Window(_utc(starts_at) - policy.day / 12, _utc(starts_at) - policy.day / 24)
    on, zone = _local(starts_at, policy).date(), ZoneInfo(policy.zone)
    first, last = (datetime.combine(on, at, zone).astimezone(UTC) for at in MORNING)
    return Window(max(first, min(last, _utc(starts_at) - TWO_HOURS)), _utc(starts_at) - LAST_HOUR)


def ending_due(ended_at: datetime, policy: Policy) -> datetime:
    """When to write about an application that has ended: a day later, so that a person may speak first."""
    return next_open(ended_at + policy.day, policy)


def is_stale(due: datetime, now: datetime, policy: Policy) -> bool:
    """Whether a message is so late that it is dropped rather than sent (RL-20)."""
    return _utc(now) - _utc(due) > policy.stale_after


def same_local_day(a: datetime, b: datetime, zone: str) -> bool:
    """Whether two moments fall on one date in `zone`."""
    return _utc(a).astimezone(ZoneInfo(zone)).date() == _utc(b).astimezone(ZoneInfo(zone)).date()


def hurried(policy: Policy, factor: float) -> Policy:
    """The same policy on a clock `factor` times as fast, open at all hours: for trying, never for people."""
    return replace(policy, delay=policy.delay / factor, always_open=True, pace=factor)


def is_zone(name: str) -> bool:
    """Whether `name` is an IANA time zone."""
    return name in _zones()


@lru_cache(maxsize=256)
def bank_holidays(region: str, year: int) -> frozenset[date]:
    """The public holidays of a region in one year. Raises `ValueError` for a region that is not known."""
    country, _, subdivision = region.partition("-")
    # 'GB' alone knows only the days that all four nations share: no Easter Monday, no 2 January.
    if country == "GB" and not subdivision:
        raise ValueError("region: 'GB' is four calendars; want GB-ENG, GB-SCT, GB-WLS or GB-NIR")
    try:
        return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))
    except NotImplementedError:
        raise ValueError(f"region: no bank holidays are known for {region!r}; want 'IE' or 'DE-BY'") from None


def _open_hours(moment: datetime, policy: Policy) -> Iterator[tuple[datetime, datetime]]:
    first = _local(moment, policy).date()
    days = (first + timedelta(days=n) for n in count())
    return (_hours(day, policy) for day in days if _is_working_day(day, policy))


def _is_working_day(day: date, policy: Policy) -> bool:
    """Whether the branch works on this local date."""
    return day.weekday() in policy.working_days and day not in bank_holidays(policy.region, day.year)


def _hours(day: date, policy: Policy) -> tuple[datetime, datetime]:
    zone = ZoneInfo(policy.zone)
    opens = datetime.combine(day, policy.opens, zone)
    closes = datetime.combine(day, policy.closes, zone)
    return opens.astimezone(UTC), closes.astimezone(UTC)


def _local(moment: datetime, policy: Policy) -> datetime:
    return _utc(moment).astimezone(ZoneInfo(policy.zone))


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("want an aware datetime: a naive one would be read in the machine's own zone")
    return moment.astimezone(UTC)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
