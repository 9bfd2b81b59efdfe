import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.ats.contract import LOOKBACK
from integrations.ats.odoo.poll import OVERLAP, PAGE
from tests.support.ats.harness import NOW
from tests.support.ats.odoo import FakeOdoo, OdooHarness

TICK = timedelta(minutes=10)


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def meeting(number: int, stop: datetime, written: datetime, **values: Any) -> dict[str, Any]:
    return {
        "id": number,
        "stop": stamp(stop),
        "write_date": stamp(written),
        "applicant_id": [number + 1000, "Engineer"],
        **values,
    }


def applicant(number: int, written: datetime, **values: Any) -> dict[str, Any]:
    return {"id": number, "write_date": stamp(written), **values}


class Poller:
    """What the product does with a poll: pages until there are no more, each key once, the cursor kept."""

    def __init__(self) -> None:
        harness = OdooHarness()
        self.client = harness.adapter.connect(harness.account)
        self.cursor: dict[str, str] = {}
        self.keys: set[str] = set()

    def new(self, now: datetime) -> list[tuple[str, int]]:
        """The records that this round told and no round before."""
        told: list[tuple[str, int]] = []
        more = True
        while more:
            page = self.client.poll(self.cursor, now)
            for polled in page.found:
                said = json.loads(polled.body)
                if polled.dedupe_key not in self.keys:
                    told.append((said["_model"], said["_id"]))
                self.keys.add(polled.dedupe_key)
            self.cursor, more = dict(page.cursor), page.more
        return told


@pytest.fixture
def odoo():
    with OdooHarness().serve() as odoo:
        yield odoo


@pytest.fixture
def poller():
    return Poller()


def test_a_polled_meeting_has_the_shape_of_a_webhook(odoo, poller):
    odoo.hold({"calendar.event": [meeting(8, NOW, NOW)]})

    (polled,) = poller.client.poll({}, NOW).found

    assert json.loads(polled.body) == {"_model": "calendar.event", "_id": 8, "applicant_id": 1008}


def test_a_first_poll_finds_what_ended_lately_and_all_that_is_to_come_wh_19(odoo, poller):
    long_ago = NOW - timedelta(days=60)
    odoo.hold(
        {
            "calendar.event": [
                meeting(1, NOW - LOOKBACK - timedelta(seconds=1), long_ago),
                meeting(2, NOW - LOOKBACK + timedelta(seconds=1), long_ago),
                meeting(3, NOW + timedelta(days=40), long_ago),
            ],
            "hr.applicant": [applicant(4, long_ago), applicant(5, NOW - timedelta(days=1))],
        }
    )

    assert poller.new(NOW) == [("calendar.event", 2), ("calendar.event", 3), ("hr.applicant", 5)]


def test_a_meeting_is_told_once_when_written_and_once_when_over(odoo, poller):
    odoo.hold({"calendar.event": [meeting(8, NOW + TICK, NOW)]})

    rounds = [poller.new(NOW + n * TICK) for n in range(4)]

    assert rounds == [[("calendar.event", 8)], [("calendar.event", 8)], [], []]


def test_a_meeting_entered_after_its_end_is_found_by_when_it_was_written(odoo, poller):
    poller.new(NOW)
    odoo.hold({"calendar.event": [meeting(8, NOW - timedelta(days=5), NOW + timedelta(minutes=1))]})

    assert poller.new(NOW + TICK) == [("calendar.event", 8)]


def test_a_row_that_a_long_transaction_shows_late_is_still_found(odoo, poller):
    poller.new(NOW)
    odoo.hold({"hr.applicant": [applicant(5, NOW - OVERLAP + timedelta(seconds=1))]})

    assert poller.new(NOW + TICK) == [("hr.applicant", 5)]


def test_archived_records_and_only_meetings_of_applicants_are_told(odoo, poller):
    odoo.hold(
        {
            "calendar.event": [
                meeting(1, NOW, NOW, active=False),
                meeting(2, NOW, NOW, applicant_id=False),
            ],
            "hr.applicant": [applicant(3, NOW, active=False)],
        }
    )

    assert poller.new(NOW) == [("calendar.event", 1), ("hr.applicant", 3)]


def test_a_long_list_comes_in_pages_and_each_record_once(odoo, poller):
    meetings = [meeting(n, NOW, NOW) for n in range(1, 2 * PAGE + 2)]
    odoo.hold({"calendar.event": meetings, "hr.applicant": [applicant(n, NOW) for n in range(1, PAGE + 1)]})

    first = poller.client.poll({}, NOW)
    told = poller.new(NOW)

    assert (first.more, len(first.found)) == (True, 2 * PAGE)
    assert sorted(told) == [
        *(("calendar.event", n) for n in range(1, 2 * PAGE + 2)),
        *(("hr.applicant", n) for n in range(1, PAGE + 1)),
    ]


def test_a_page_that_was_not_saved_is_read_again_by_its_cursor_wh_20(odoo, poller):
    odoo.hold({"calendar.event": [meeting(n, NOW, NOW) for n in range(1, PAGE + 2)]})
    cursor = poller.client.poll({}, NOW).cursor

    assert poller.client.poll(cursor, NOW) == poller.client.poll(cursor, NOW + TICK)


writes = st.lists(
    st.tuples(st.integers(1, 120), st.integers(-300, 300), st.integers(-30, 300)), min_size=1, max_size=30
)


@given(writes)
def test_whatever_is_written_whenever_its_end_is_told_wh_19(written):
    """Meetings are written at some minute and end at another. Each is told after it was last written, and
    told again after it has ended, however the polls fall between."""
    with OdooHarness().serve() as odoo:
        poller = Poller()
        told: dict[int, list[int]] = {}
        for minute in range(0, 320, 10):
            show(odoo, written, minute)
            for _, number in poller.new(NOW + timedelta(minutes=minute)):
                told.setdefault(number, []).append(minute)

    for number, (stop, at) in last(written).items():
        assert max(told[number]) >= max(at, min(stop, 300) if stop > at else at, 0)


def last(written) -> dict[int, tuple[int, int]]:
    """The end and the time of writing that stand in the end, by meeting."""
    return {number: (stop, at) for number, stop, at in sorted(written, key=lambda row: row[2])}


def show(odoo: FakeOdoo, written, minute: int) -> None:
    so_far = last([row for row in written if row[2] <= minute])
    odoo.hold(
        {
            "calendar.event": [
                meeting(number, NOW + timedelta(minutes=stop), NOW + timedelta(minutes=at))
                for number, (stop, at) in so_far.items()
            ]
        }
    )
