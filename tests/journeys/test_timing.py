"""When a survey may go (RL-19, RL-20, A3)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.journeys.timing import (
    Policy,
    bank_holidays,
    day_before,
    ending_due,
    hurried,
    is_stale,
    is_zone,
    morning_of,
    next_open,
    review_due,
    same_local_day,
    survey_due,
    tomorrow_at_nine,
)

LONDON = Policy(zone="Europe/London", region="GB-ENG")
EDINBURGH = Policy(zone="Europe/London", region="GB-SCT")

# Zones on both sides of the date line, with half-hour clocks and changes, and with none at all.
ZONES = {
    "Europe/London": "GB-ENG",
    "Europe/Dublin": "IE",
    "Europe/Berlin": "DE-BY",
    "Europe/Lisbon": "PT",
    "America/New_York": "US-NY",
    "America/St_Johns": "CA-NL",
    "America/Sao_Paulo": "BR-SP",
    "Asia/Kolkata": "IN-MH",
    "Asia/Tokyo": "JP",
    "Australia/Lord_Howe": "AU-NSW",
    "Pacific/Auckland": "NZ",
    "Pacific/Chatham": "NZ",
    "Pacific/Kiritimati": "KI",
    "Pacific/Pago_Pago": "AS",
    "UTC": "IE",
}


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def local(zone: str, *parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(zone), fold=fold)  # type: ignore[misc, arg-type]


def transitions(zone: str) -> Iterator[datetime]:
    """Every hour of 2026 to 2030 within which a zone's clocks change."""
    hour = utc(2026, 1, 1)
    offset = hour.astimezone(ZoneInfo(zone)).utcoffset()
    while hour < utc(2031, 1, 1):
        hour += timedelta(hours=1)
        if offset != (offset := hour.astimezone(ZoneInfo(zone)).utcoffset()):
            yield hour


TRANSITIONS = {zone: list(transitions(zone)) for zone in ZONES}


def open_by_the_wall_clock(at: datetime, policy: Policy) -> bool:
    """The rule once more, told as a person with a wall clock and a calendar would."""
    wall = at.astimezone(ZoneInfo(policy.zone))
    works = wall.weekday() in policy.working_days
    holiday = wall.date() in bank_holidays(policy.region, wall.year)
    return works and not holiday and policy.opens <= wall.time() < policy.closes


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Any policy whose hours keep clear of the small hours, in which clocks change."""
    zone = draw(st.sampled_from(sorted(ZONES)))
    opens = draw(st.integers(4 * 12, 18 * 12))
    closes = draw(st.integers(opens + 12, 24 * 12 - 1))
    return Policy(
        zone=zone,
        region=ZONES[zone],
        opens=time(opens // 12, opens % 12 * 5),
        closes=time(closes // 12, closes % 12 * 5),
        working_days=draw(st.frozensets(st.integers(0, 6), min_size=3)),
        delay=timedelta(minutes=draw(st.integers(60, 120))),
    )


@st.composite
def ends(draw: st.DrawFn, policy: Policy) -> datetime:
    """Any moment of 2026 to 2030, more often than not near a change of the clocks."""
    anywhere = st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
    if not TRANSITIONS[policy.zone]:
        return draw(anywhere)
    beside = st.timedeltas(timedelta(days=-3), timedelta(days=3))
    near = st.builds(lambda at, by: at + by, st.sampled_from(TRANSITIONS[policy.zone]), beside)
    return draw(near | anywhere)


@given(st.data())
def test_survey_due_is_the_first_open_moment_after_the_delay(data: st.DataObject) -> None:
    """RL-19: no earlier, no later, over every change of the clocks from 2026 to 2030."""
    policy = data.draw(policies())
    ended_at = data.draw(ends(policy))

    due = survey_due(ended_at, policy)

    earliest = ended_at + policy.delay
    assert due >= earliest
    assert open_by_the_wall_clock(due, policy)
    assert due == earliest or not open_by_the_wall_clock(due - timedelta(microseconds=1), policy)
    steps = int((due - earliest) / timedelta(minutes=20))
    skipped = (earliest + n * timedelta(minutes=20) for n in range(steps))
    assert not any(open_by_the_wall_clock(moment, policy) for moment in skipped)


@pytest.mark.parametrize("zone", ["Europe/London", "Europe/Dublin", "Europe/Berlin"])
def test_survey_due_keeps_the_hours_around_every_change_of_the_clocks(zone: str) -> None:
    """RL-19: each transition of 2026 to 2030, a quarter of an hour at a time."""
    policy = Policy(zone=zone, region=ZONES[zone], working_days=frozenset(range(7)))
    ended = [at + n * timedelta(minutes=15) for at in TRANSITIONS[zone] for n in range(-100, 100)]

    dues = [survey_due(at, policy) for at in ended]

    assert len(TRANSITIONS[zone]) == 10
    assert all(open_by_the_wall_clock(due, policy) for due in dues)
    waits = [due - at for due, at in zip(dues, ended, strict=True) if not is_holiday_near(at, policy)]
    # The longest wait is from 19:00 to 08:00, in the night that is an hour longer.
    assert timedelta(minutes=90) == min(waits)
    assert timedelta(hours=14) == max(waits)


def is_holiday_near(at: datetime, policy: Policy) -> bool:
    day = at.astimezone(ZoneInfo(policy.zone)).date()
    return any(day + timedelta(days=n) in bank_holidays(policy.region, day.year) for n in (0, 1))


@given(st.data())
def test_next_open_stays_where_it_has_come_to(data: st.DataObject) -> None:
    policy = data.draw(policies())
    at = data.draw(ends(policy))

    first = next_open(at, policy)

    assert next_open(first, policy) == first
    assert (first == at) == open_by_the_wall_clock(at, policy)


@given(st.data())
def test_survey_due_never_overtakes_an_earlier_end(data: st.DataObject) -> None:
    policy = data.draw(policies())
    earlier, later = sorted((data.draw(ends(policy)), data.draw(ends(policy))))

    assert survey_due(earlier, policy) <= survey_due(later, policy)


@given(st.data())
def test_survey_due_asks_for_the_moment_not_its_notation(data: st.DataObject) -> None:
    policy = data.draw(policies())
    ended_at = data.draw(ends(policy))

    due = survey_due(ended_at.astimezone(ZoneInfo("Asia/Kolkata")), policy)

    assert (due, due.tzinfo) == (survey_due(ended_at, policy), UTC)


@pytest.mark.parametrize(
    ("ended_at", "due"),
    [
        pytest.param(utc(2026, 6, 9, 10), utc(2026, 6, 9, 11, 30), id="in the morning: the delay alone"),
        pytest.param(
            utc(2026, 6, 9, 17, 59), utc(2026, 6, 9, 19, 29), id="the last minute before half past eight"
        ),
        pytest.param(utc(2026, 6, 9, 18), utc(2026, 6, 10, 7), id="at half past eight: the next morning"),
        pytest.param(utc(2026, 6, 9, 2), utc(2026, 6, 9, 7), id="before dawn: that morning"),
        pytest.param(utc(2026, 6, 12, 18), utc(2026, 6, 15, 7), id="Friday evening: Monday"),
        pytest.param(utc(2028, 2, 28, 20), utc(2028, 2, 29, 8), id="leap day is a day"),
        pytest.param(
            utc(2026, 12, 31, 20), utc(2027, 1, 4, 8), id="New Year's Eve: past the holiday and weekend"
        ),
        pytest.param(
            utc(2026, 3, 27, 20), utc(2026, 3, 30, 7), id="over the spring change: eight by the new time"
        ),
        pytest.param(
            utc(2026, 10, 23, 20), utc(2026, 10, 26, 8), id="over the autumn change: eight by the old time"
        ),
    ],
)
def test_survey_due_in_london(ended_at: datetime, due: datetime) -> None:
    assert survey_due(ended_at, LONDON) == due


@pytest.mark.parametrize(
    ("region", "due"),
    [
        # Boxing Day 2026 is a Saturday; https://www.gov.uk/bank-holidays gives its Monday, the 28th, instead.
        pytest.param("GB-SCT", date(2026, 12, 29), id="Boxing Day's Monday is kept in Scotland"),
        pytest.param("IE", date(2026, 12, 28), id="a weekend's St Stephen's Day gets no Monday in Ireland"),
        pytest.param("DE-BY", date(2026, 12, 28), id="nor in Bavaria"),
    ],
)
def test_survey_due_after_christmas_eve_2026(region: str, due: date) -> None:
    policy = Policy(zone="Europe/London", region=region)

    assert survey_due(utc(2026, 12, 24, 20), policy) == datetime.combine(due, time(8), UTC)


@pytest.mark.parametrize(
    ("ended_at", "in_scotland", "in_england"),
    [
        pytest.param(utc(2028, 12, 31, 20), utc(2029, 1, 3, 8), utc(2029, 1, 2, 8), id="2 January"),
        pytest.param(utc(2026, 11, 27, 20), utc(2026, 12, 1, 8), utc(2026, 11, 30, 8), id="St Andrew's Day"),
        pytest.param(utc(2026, 4, 2, 20), utc(2026, 4, 6, 7), utc(2026, 4, 7, 7), id="Easter Monday"),
        pytest.param(
            utc(2026, 7, 31, 20), utc(2026, 8, 4, 7), utc(2026, 8, 3, 7), id="the summer bank holiday"
        ),
    ],
)
def test_survey_due_keeps_each_nations_own_holidays(
    ended_at: datetime, in_scotland: datetime, in_england: datetime
) -> None:
    dues = (survey_due(ended_at, EDINBURGH), survey_due(ended_at, LONDON))

    assert dues == (in_scotland, in_england)


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        ("Pacific/Kiritimati", utc(2026, 6, 9, 18)),  # 08:00 on the 10th, fourteen hours ahead
        ("Asia/Tokyo", utc(2026, 6, 9, 23)),
        ("Europe/London", utc(2026, 6, 9, 13, 30)),
        ("America/New_York", utc(2026, 6, 9, 13, 30)),
        ("America/Los_Angeles", utc(2026, 6, 9, 15)),
        ("Pacific/Pago_Pago", utc(2026, 6, 9, 19)),
    ],
)
def test_survey_due_keeps_quiet_where_the_recipient_is(zone: str, due: datetime) -> None:
    assert survey_due(utc(2026, 6, 9, 12), LONDON.in_zone(zone)) == due


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "europe/london", "Europe", "../etc/passwd", "GMT Standard Time"]
)
def test_in_zone_keeps_the_branchs_zone_where_the_recipients_is_unknown(name: str) -> None:
    assert LONDON.in_zone(name) is LONDON


@given(st.text())
def test_in_zone_takes_any_text_that_an_ats_may_hold(name: str) -> None:
    assert LONDON.in_zone(name) == (replace(LONDON, zone=name) if is_zone(name) else LONDON)


@pytest.mark.parametrize(
    ("late", "stale"),
    [
        (timedelta(hours=-1), False),
        (timedelta(hours=24), False),
        (timedelta(hours=24, microseconds=1), True),
        (timedelta(hours=26), True),
    ],
)
def test_is_stale_after_a_day_of_lateness(late: timedelta, stale: bool) -> None:
    """RL-20: late work is dropped with a reason."""
    due = utc(2026, 6, 9, 12)

    assert is_stale(due, due + late, LONDON) is stale


def test_is_stale_counts_hours_not_wall_clock_days() -> None:
    due = local("Europe/London", 2026, 10, 24, 12)
    next_noon = local("Europe/London", 2026, 10, 25, 12)

    assert is_stale(due, next_noon, LONDON) is True


@pytest.mark.parametrize(
    ("zone", "same"),
    [("Europe/London", True), ("America/New_York", False), ("Asia/Tokyo", False), ("UTC", False)],
)
def test_same_local_day_depends_on_the_zone(zone: str, same: bool) -> None:
    assert same_local_day(utc(2026, 6, 8, 23), utc(2026, 6, 9, 22), zone) is same


def test_same_local_day_holds_both_hours_of_a_fold() -> None:
    first, second = (local("Europe/London", 2026, 10, 25, 1, 30, fold=fold) for fold in (0, 1))

    assert same_local_day(first, second, "Europe/London") is True


def test_hurried_divides_the_waits_and_is_always_open() -> None:
    policy = hurried(EDINBURGH, 540)
    hogmanay = utc(2026, 12, 31, 23, 59)

    assert survey_due(hogmanay, policy) == hogmanay + timedelta(seconds=10)
    assert is_stale(hogmanay, hogmanay + timedelta(hours=23), policy) is False


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("zone", ""),
        ("zone", "Europe/Londn"),
        ("region", ""),
        ("region", "GB"),
        ("region", "GB-LONDON"),
        ("region", "Scotland"),
        ("opens", time(21)),
        ("opens", time(8, tzinfo=UTC)),
        ("working_days", frozenset()),
        ("working_days", frozenset({7})),
        ("delay", timedelta(seconds=-1)),
    ],
)
def test_policy_names_the_field_that_it_refuses(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=field):
        replace(LONDON, **{field: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("ask", [next_open, survey_due])
def test_naive_times_are_refused(ask: object) -> None:
    with pytest.raises(ValueError, match="aware"):
        ask(datetime(2026, 6, 9, 12), LONDON)  # type: ignore[operator]  # noqa: DTZ001


@pytest.mark.parametrize(
    ("starts", "due"),
    [
        (local("Europe/London", 2026, 6, 10, 14), local("Europe/London", 2026, 6, 9, 16)),
        (local("Europe/London", 2026, 6, 8, 9), local("Europe/London", 2026, 6, 5, 16)),
        (local("Europe/London", 2026, 12, 28, 9), local("Europe/London", 2026, 12, 24, 16)),
    ],
    ids=["the day before", "on Friday for Monday", "before the holidays"],
)
def test_a_preparation_is_due_in_the_afternoon_of_the_working_day_before(
    starts: datetime, due: datetime
) -> None:
    assert day_before(starts, LONDON).opens == due


def test_a_preparation_keeps_a_branch_s_own_hours() -> None:
    shuts_at_three = replace(LONDON, opens=time(10), closes=time(15))
    opens_at_five = replace(LONDON, opens=time(17), closes=time(20))
    starts = local("Europe/London", 2026, 6, 10, 14)

    assert day_before(starts, shuts_at_three).opens == local("Europe/London", 2026, 6, 9, 14)
    assert day_before(starts, opens_at_five).opens == local("Europe/London", 2026, 6, 9, 17)


@pytest.mark.parametrize(
    ("starts", "due"),
    [((15, 0), (9, 0)), ((10, 0), (8, 0)), ((8, 30), (7, 0)), ((8, 0), (7, 0))],
)
def test_the_last_word_is_due_on_the_morning_two_hours_before_but_not_before_seven(
    starts: tuple[int, int], due: tuple[int, int]
) -> None:
    window = morning_of(local("Europe/London", 2026, 6, 10, *starts), LONDON)

    assert window.opens == local("Europe/London", 2026, 6, 10, *due)
    assert window.closes == local("Europe/London", 2026, 6, 10, *starts) - timedelta(hours=1)


def test_an_interview_at_half_past_seven_has_no_morning() -> None:
    window = morning_of(local("Europe/London", 2026, 6, 10, 7, 30), LONDON)

    assert window.opens >= window.closes


moments = st.integers(0, 5 * 365 * 24 * 4).map(
    lambda quarters: utc(2026, 1, 2) + timedelta(minutes=15 * quarters)
)


@given(st.sampled_from(sorted(ZONES)), moments)
def test_a_preparation_is_for_an_open_hour_of_an_earlier_day_in_every_zone(
    zone: str, starts: datetime
) -> None:
    policy = Policy(zone, ZONES[zone])
    window = day_before(starts, policy)
    day = starts.astimezone(ZoneInfo(zone)).date()

    assert window.opens.astimezone(ZoneInfo(zone)).date() < day
    assert window.closes.astimezone(ZoneInfo(zone)).date() == day
    assert next_open(window.opens, policy) == window.opens


@given(st.sampled_from(sorted(ZONES)), moments)
def test_the_last_word_is_for_the_same_day_from_seven_on_in_every_zone(zone: str, starts: datetime) -> None:
    due = morning_of(starts, Policy(zone, ZONES[zone])).opens.astimezone(ZoneInfo(zone))

    assert due.date() == starts.astimezone(ZoneInfo(zone)).date()
    assert time(7) <= due.time() <= time(9)


def test_the_end_of_an_application_is_spoken_of_a_day_later_in_open_hours() -> None:
    friday_evening = local("Europe/London", 2026, 6, 5, 20)

    assert ending_due(friday_evening, LONDON) == local("Europe/London", 2026, 6, 8, 8)


def test_a_hurried_day_is_as_short_as_the_clock_is_fast() -> None:
    policy = hurried(LONDON, 24)
    starts = local("Europe/London", 2026, 6, 10, 14)

    assert day_before(starts, policy).opens == starts - timedelta(hours=1)
    assert morning_of(starts, policy).opens == starts - timedelta(minutes=5)
    assert ending_due(starts, policy) == starts + timedelta(hours=1)


@pytest.mark.parametrize(
    ("at", "zone", "again"),
    [
        ("2026-06-09T13:00+00:00", "Europe/London", "2026-06-10T08:00+00:00"),
        ("2026-06-09T23:30+00:00", "Europe/London", "2026-06-11T08:00+00:00"),
        ("2026-06-09T13:00+00:00", "America/New_York", "2026-06-10T13:00+00:00"),
        ("2026-06-12T13:00+00:00", "Europe/London", "2026-06-16T08:00+00:00"),
        ("2026-10-23T13:00+00:00", "Europe/London", "2026-10-26T09:00+00:00"),
    ],
    ids=["tomorrow", "past their midnight", "by their clock", "weekend and bank holiday", "clocks go back"],
)
def test_tomorrow_at_nine_is_nine_oclock_of_the_next_working_day(at: str, zone: str, again: str) -> None:
    """RL-19."""
    policy = Policy(zone, "GB-SCT")

    assert tomorrow_at_nine(datetime.fromisoformat(at), policy) == datetime.fromisoformat(again)


def test_a_branch_that_opens_later_asks_again_when_it_opens() -> None:
    policy = Policy("Europe/London", "GB-SCT", opens=time(10))

    again = tomorrow_at_nine(datetime(2026, 6, 9, 13, tzinfo=UTC), policy)

    assert again == datetime(2026, 6, 10, 9, tzinfo=UTC)


@given(st.integers(0, 365 * 24 * 60))
def test_asking_again_is_always_on_a_later_local_day_at_an_open_moment(minutes: int) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    policy = Policy("Europe/London", "GB-SCT")

    again = tomorrow_at_nine(at, policy)

    zone = ZoneInfo(policy.zone)
    assert again.astimezone(zone).date() > at.astimezone(zone).date()
    assert again.astimezone(zone).time() == time(9)
    assert next_open(again, policy) == again


def test_a_hurried_clock_hurries_the_asking_again_and_leaves_a_minute_for_the_review() -> None:
    at, policy = datetime(2026, 6, 9, 8, tzinfo=UTC), hurried(Policy("Europe/London", "GB-SCT"), 60)

    assert review_due(at, policy) == at + timedelta(minutes=1)
    assert tomorrow_at_nine(at, policy) == at + timedelta(minutes=24)
