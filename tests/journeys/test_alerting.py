"""Who is asked when, and what a candidate may be told of it (PEERS 6.8, 9.14 and 10)."""

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.alerts import CallTime, Recipient, Urgency, When, urgency_of
from plugin.journeys.alerting import alert_wants, call_time, recipient_of, ring_by
from plugin.journeys.timing import Policy, hurried, next_open
from plugin.reflection import Flag

LONDON = ZoneInfo("Europe/London")
POLICY = Policy("Europe/London", "GB-ENG")
OWNER, COVER, MANAGER = Recipient
SERIOUS = [flag for flag in Flag if flag != Flag.PRIVATE]


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment of 2026 in London; 23 November is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


def asked(
    flags: Collection[Flag], raised: datetime, policy: Policy = POLICY
) -> list[tuple[Recipient, datetime]]:
    """Whom an alert raised then asks, in the order of time."""
    wants = alert_wants(urgency_of(flags), raised, policy, raised_before=0)
    told = [(recipient_of(want.sequence), want.due.astimezone(LONDON)) for want in wants]
    return sorted(told, key=lambda one: one[1])


def test_crisis_in_office_hours_is_handed_on_every_quarter_of_an_hour() -> None:
    assert asked([Flag.CRISIS], at(24, 10)) == [
        (OWNER, at(24, 10)),
        (COVER, at(24, 10, 15)),
        (MANAGER, at(24, 10, 30)),
    ]


SATURDAY_NIGHT = at(28, 22, 40)


@pytest.mark.parametrize(
    ("raised", "opening"),
    [
        (SATURDAY_NIGHT, at(30, 9)),
        (at(24, 7, 30), at(24, 9)),
        (at(24, 17, 10), at(25, 9)),
        # The Saturday before Easter Monday, which is kept.
        (at(4, 12, month=4), at(7, 9, month=4)),
    ],
)
def test_crisis_when_nobody_is_at_a_desk_asks_all_at_once_and_again_from_opening_on(
    raised: datetime, opening: datetime
) -> None:
    again = [(who, opening + timedelta(minutes=15 * step)) for step, who in enumerate(Recipient)]

    assert asked([Flag.CRISIS], raised) == [*((who, raised) for who in Recipient), *again]


@pytest.mark.parametrize(
    ("raised", "owner", "cover", "manager"),
    [
        (at(24, 10), at(24, 10), at(24, 10, 30), at(24, 11)),
        (at(24, 17, 10), at(24, 17, 10), at(25, 9, 10), at(25, 9, 40)),
        (SATURDAY_NIGHT, at(30, 9), at(30, 9, 30), at(30, 10)),
    ],
)
def test_distress_is_handed_on_every_half_hour_that_the_office_is_open(
    raised: datetime, owner: datetime, cover: datetime, manager: datetime
) -> None:
    assert asked([Flag.DISTRESS], raised) == [(OWNER, owner), (COVER, cover), (MANAGER, manager)]


@pytest.mark.parametrize("flag", [Flag.ADJUSTMENT, Flag.WITHDRAWING, Flag.CONTACT_ME])
def test_what_is_for_today_is_handed_on_every_two_hours(flag: Flag) -> None:
    assert asked([flag], at(24, 15)) == [(OWNER, at(24, 15)), (COVER, at(24, 17)), (MANAGER, at(25, 10, 30))]


@pytest.mark.parametrize(("raised", "reminded"), [(at(24, 10), at(24, 11)), (SATURDAY_NIGHT, at(30, 10))])
def test_treatment_goes_to_the_manager_at_once_and_to_nobody_else(
    raised: datetime, reminded: datetime
) -> None:
    assert asked([Flag.TREATMENT], raised) == [(MANAGER, raised), (MANAGER, reminded)]
    assert asked([Flag.TREATMENT, Flag.CONTACT_ME], raised) == [(MANAGER, raised), (MANAGER, reminded)]


@pytest.mark.parametrize(
    ("flag", "raised", "reminded"),
    [
        (Flag.DISTRESS, at(24, 10), at(24, 10, 30)),
        (Flag.DISTRESS, SATURDAY_NIGHT, at(30, 9, 30)),
        (Flag.CRISIS, at(24, 10), at(24, 10, 15)),
        (Flag.CRISIS, at(24, 17, 25), at(25, 9)),
        (Flag.CRISIS, SATURDAY_NIGHT, at(30, 9)),
    ],
)
def test_what_is_raised_beside_treatment_goes_to_the_manager_alone_by_its_own_clock(
    flag: Flag, raised: datetime, reminded: datetime
) -> None:
    assert asked([Flag.TREATMENT, flag], raised) == [(MANAGER, raised), (MANAGER, reminded)]


def test_an_email_that_waited_goes_to_the_manager_once_the_alert_is_theirs() -> None:
    for_others = {recipient_of(step, Urgency.SOON) for step in range(6)}
    for_manager = {recipient_of(step, Urgency.MANAGER_SOON) for step in range(6)}

    assert (for_others, for_manager) == (set(Recipient), {MANAGER})


def test_what_is_only_private_asks_nobody() -> None:
    assert (alert_wants(urgency_of([Flag.PRIVATE]), at(24, 10), POLICY, 0), urgency_of([Flag.PRIVATE])) == (
        (),
        None,
    )


def test_a_branch_has_its_own_office_hours() -> None:
    late = Policy("Europe/London", "GB-ENG", office_opens=time(10), office_closes=time(19))

    assert asked([Flag.DISTRESS], at(24, 8), late)[0] == (OWNER, at(24, 10))


def test_a_hurried_clock_hurries_an_alert_too() -> None:
    hurry = hurried(POLICY, 30)

    assert asked([Flag.DISTRESS], at(28, 22), hurry)[-1] == (MANAGER, at(28, 22, 2))
    assert ring_by(Urgency.SOON, at(28, 22), hurry) == at(28, 22, 1)


# Minutes of two years, changes of the clocks, Christmases and Easters among them.
moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
raised_flags = st.sets(st.sampled_from(SERIOUS), min_size=1)


@given(raised_flags, moments)
def test_somebody_is_asked_by_the_next_opening_at_the_latest(flags: set[Flag], raised: datetime) -> None:
    first, last = (asked(flags, raised)[end] for end in (0, -1))

    assert raised <= first[1] <= next_open(raised, POLICY.office())
    assert last[0] == MANAGER


@given(raised_flags, moments)
def test_only_a_life_at_risk_or_the_manager_is_asked_out_of_hours(flags: set[Flag], raised: datetime) -> None:
    for recipient, due in asked(flags, raised):
        in_hours = next_open(due, POLICY.office()) == due
        at_once = due == raised and (Flag.CRISIS in flags or recipient == MANAGER)
        assert in_hours or at_once


@given(raised_flags, moments, st.integers(0, 5))
def test_no_two_alerts_of_a_journey_share_an_email(flags: set[Flag], raised: datetime, before: int) -> None:
    first = {want.sequence for want in alert_wants(urgency_of(SERIOUS), raised, POLICY, before)}
    second = {want.sequence for want in alert_wants(urgency_of(flags), raised, POLICY, before + 1)}

    assert first & second == set()


@pytest.mark.parametrize(
    ("flag", "now", "told"),
    [
        (Flag.CRISIS, at(24, 10), CallTime(When.WITHIN_THE_HOUR, at(24, 10))),
        (Flag.DISTRESS, at(24, 10), CallTime(When.WITHIN_THE_HOUR, at(24, 10))),
        (Flag.CONTACT_ME, at(24, 10), CallTime(When.TODAY, at(24, 10))),
        (Flag.TREATMENT, at(24, 10), CallTime(When.TODAY, at(24, 10))),
        (Flag.CONTACT_ME, at(24, 16), CallTime(When.TOMORROW, at(25, 9))),
        (Flag.DISTRESS, at(24, 17, 10), CallTime(When.TOMORROW, at(25, 9))),
        (Flag.CONTACT_ME, at(24, 7), CallTime(When.LATER_TODAY, at(24, 9))),
        (Flag.CRISIS, SATURDAY_NIGHT, CallTime(When.ON_DAY, at(30, 9))),
        (Flag.CRISIS, at(29, 12), CallTime(When.TOMORROW, at(30, 9))),
        # From Christmas Eve, a Thursday, to the Tuesday: Friday and Monday are holidays.
        (Flag.DISTRESS, at(24, 18, month=12), CallTime(When.ON_DAY, at(29, 9, month=12))),
    ],
)
def test_a_candidate_is_told_no_more_than_office_hours_allow(
    flag: Flag, now: datetime, told: CallTime
) -> None:
    urgency = urgency_of([flag])
    assert urgency is not None

    assert call_time(now, urgency, POLICY) == told


def test_a_candidate_in_another_zone_reads_their_own_clock() -> None:
    in_new_york = POLICY.in_zone("America/New_York")

    told = call_time(SATURDAY_NIGHT, Urgency.AT_ONCE, in_new_york)

    assert told == CallTime(When.ON_DAY, at(30, 9))
    assert told.at.hour == 4


@given(st.sampled_from(Urgency), moments)
def test_what_is_promised_is_when_somebody_has_been_asked_and_is_there(
    urgency: Urgency, now: datetime
) -> None:
    told, office = call_time(now, urgency, POLICY), POLICY.office()

    by = ring_by(urgency, now, POLICY)
    assert next_open(told.at, office) == told.at
    assert told.at <= by
    if told.when is When.WITHIN_THE_HOUR:
        assert by - now <= timedelta(hours=1)
    if told.when in (When.WITHIN_THE_HOUR, When.TODAY, When.LATER_TODAY):
        assert told.at.date() == now.astimezone(LONDON).date()
