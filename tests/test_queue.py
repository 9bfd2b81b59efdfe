"""Rows as work: claims, fencing, fairness, breaks and pauses (RL-02, RL-11, WH-23)."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Row, event, insert, select, text

from config.names import Queue
from plugin.breaker import FAILURES_TO_OPEN, LONGEST_BREAK, note_failure, note_success, pause_after, rest_lane
from plugin.db import Database
from plugin.keys import Keys
from plugin.migrate import upgrade
from plugin.queue import LEASE, Turn, begin, expire, give_back, lane_name, release, take_turn
from plugin.settle import failing_for, hold_back, postpone, settle, settle_all, try_later
from plugin.tables import deliveries, effects, lanes
from plugin.tenants.agencies import add_agency

NOW = datetime(2026, 6, 9, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Rows:
    """A database with agencies, each with a lane for its surveys and one for its coaching emails."""

    db: Database
    agencies: Sequence[int]

    def add(self, agency: int, number: int = 1, due_at: datetime = NOW, queue: Queue = Queue.SURVEYS) -> None:
        lane, first = lane_name(queue, agency), len(self.all())
        rows = [
            {
                "agency_id": agency,
                "kind": "survey",
                "dedupe_key": f"survey:{first + n}:0",
                "lane": lane,
                "state": "waiting",
                "due_at": due_at + n * timedelta(milliseconds=1),
                "created_at": NOW,
            }
            for n in range(number)
        ]
        with self.db.transaction() as tx:
            tx.execute(insert(effects), rows)

    def take(self, now: datetime = NOW + SECOND, most: int = 10, queue: Queue = Queue.SURVEYS) -> Turn | None:
        with self.db.transaction() as tx:
            return take_turn(tx, effects, queue, now, most)

    def taken(self, now: datetime = NOW + SECOND, most: int = 10, queue: Queue = Queue.SURVEYS) -> Turn:
        turn = self.take(now, most, queue)
        assert turn is not None, "nothing was due"
        return turn

    def all(self) -> Sequence[Row[Any]]:
        with self.db.reading() as tx:
            return tx.execute(select(effects).order_by(effects.c.id)).all()


@pytest.fixture
def rows(database_url: str) -> Iterator[Rows]:
    db = Database(database_url)
    upgrade(db)
    keys = Keys(["k" * 40])
    with db.transaction() as tx:
        made = [add_agency(tx, keys, f"Agency {n}", "Europe/London", "GB-SCT", NOW) for n in (1, 2, 3)]
    yield Rows(db, made)
    db.close()


def test_take_turn_claims_what_is_due_the_oldest_first(rows: Rows) -> None:
    rows.add(rows.agencies[0], 3)
    rows.add(rows.agencies[0], due_at=NOW + timedelta(hours=1))

    turn = rows.taken(most=2)

    assert [row.dedupe_key for row in turn.rows] == ["survey:0:0", "survey:1:0"]
    assert [row.state for row in rows.all()] == ["claimed", "claimed", "waiting", "waiting"]
    assert [row.attempts for row in rows.all()] == [1, 1, 0, 0]
    assert turn.until == NOW + SECOND + LEASE


def test_take_turn_gives_nothing_when_nothing_is_due(rows: Rows) -> None:
    rows.add(rows.agencies[0], due_at=NOW + timedelta(hours=1))

    assert rows.take() is None


def test_take_turn_keeps_to_its_queue(rows: Rows) -> None:
    rows.add(rows.agencies[0], queue=Queue.COACHING)

    assert rows.take(queue=Queue.SURVEYS) is None
    assert len(rows.taken(queue=Queue.COACHING).rows) == 1


def test_a_claim_is_not_shared(rows: Rows) -> None:
    """RL-02."""
    rows.add(rows.agencies[0], 15)

    first, second = rows.taken(), rows.taken()

    ids = [row.id for row in (*first.rows, *second.rows)]
    assert len(ids) == len(set(ids)) == 15
    assert rows.take() is None


def test_claims_of_many_workers_at_once_are_not_shared(rows: Rows) -> None:
    """RL-02: on SQLite workers wait for each other; on PostgreSQL they step past locked rows."""
    rows.add(rows.agencies[0], 60)
    rows.add(rows.agencies[1], 60)
    claimed: Counter[int] = Counter()
    guard = threading.Lock()

    def work() -> None:
        while turn := rows.take(most=7):
            with guard:
                claimed.update(row.id for row in turn.rows)

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(claimed) == [row.id for row in rows.all()]
    assert set(claimed.values()) == {1}


def test_a_lane_with_a_thousand_rows_does_not_starve_another(rows: Rows) -> None:
    """WH-23."""
    noisy, quiet, other = rows.agencies
    rows.add(noisy, 1000)
    rows.add(quiet, 1)
    rows.add(other, 1)

    served = [rows.taken(NOW + n * SECOND).agency_id for n in range(1, 5)]

    assert sorted(served[:3]) == [noisy, quiet, other]
    assert served[3] == noisy


def test_only_the_holder_of_a_lease_may_write_the_outcome(rows: Rows) -> None:
    """RL-02: a worker that stalled past its lease wakes up to find that its row is another's."""
    rows.add(rows.agencies[0])
    stalled = rows.taken()
    later = NOW + LEASE + 2 * SECOND
    with rows.db.transaction() as tx:
        expire(tx, effects, later)
    holder = rows.taken(later)

    row_id = stalled.rows[0].id
    with rows.db.transaction() as tx:
        settled = settle(tx, effects, stalled.token, row_id, "done", later)
        postponed = postpone(tx, effects, stalled.token, row_id, later)
        settle_all(tx, effects, stalled.token, [row_id], "done", later)
        give_back(tx, effects, stalled)

    [row] = rows.all()
    assert (settled, postponed) == (False, False)
    assert (row.state, row.lease_token, row.attempts) == ("claimed", holder.token, 2)


def test_the_holder_of_a_lease_settles_and_postpones(rows: Rows) -> None:
    rows.add(rows.agencies[0], 2)
    turn = rows.taken()
    first, second = (row.id for row in turn.rows)
    until = NOW + timedelta(hours=1)

    with rows.db.transaction() as tx:
        assert settle(tx, effects, turn.token, first, "done", NOW, reference="r")
        assert postpone(tx, effects, turn.token, second, until, "later", doubtful=True)

    done, waiting = rows.all()
    assert (done.state, done.reference, done.done_at, done.lease_token) == ("done", "r", NOW, None)
    assert (waiting.state, waiting.due_at, waiting.reason) == ("waiting", until, "later")
    assert (waiting.doubtful, waiting.lease_token) == (True, None)


def test_a_dead_workers_claims_wait_again_once_their_lease_has_run_out(rows: Rows) -> None:
    """RL-02."""
    rows.add(rows.agencies[0], 2)
    turn = rows.taken()

    with rows.db.transaction() as tx:
        too_early = expire(tx, effects, turn.until)
        in_time = expire(tx, effects, turn.until + SECOND)

    assert (too_early, in_time) == (0, 2)
    assert [row.state for row in rows.all()] == ["waiting", "waiting"]


def test_what_is_given_back_was_never_taken(rows: Rows) -> None:
    rows.add(rows.agencies[0], 3)
    before = rows.all()
    turn = rows.taken()

    with rows.db.transaction() as tx:
        give_back(tx, effects, turn)

    assert rows.all() == before


def test_what_was_begun_and_not_handed_over_can_be_given_back_too(rows: Rows) -> None:
    """RL-04: nothing is in doubt of which its holder knows that it never left."""
    rows.add(rows.agencies[0], 3)
    before = rows.all()
    turn = rows.taken()

    with rows.db.transaction() as tx:
        ids = [row.id for row in turn.rows]
        begun = begin(tx, effects, turn.token, ids[:2], NOW)
        settle(tx, effects, turn.token, ids[0], "done", NOW)
        give_back(tx, effects, turn, begun=True)

    assert begun == {*ids[:2]}
    assert [row.state for row in rows.all()] == ["done", "waiting", "waiting"]
    assert rows.all()[1:] == before[1:]


def ats_lane(rows: Rows) -> int:
    """A lane of the ATS queue, which one worker at a time serves."""
    agency = rows.agencies[0]
    with rows.db.transaction() as tx:
        name = lane_name(Queue.ATS, agency)
        values = {"name": name, "queue": Queue.ATS, "agency_id": agency, "served_at": NOW, "serial": True}
        tx.execute(insert(lanes).values(values))
    return agency


def test_a_serial_lane_is_served_by_one_worker_at_a_time(rows: Rows) -> None:
    """So that a slow ATS holds one worker and no more."""
    rows.add(ats_lane(rows), 5, queue=Queue.ATS)

    turn = rows.taken(most=2, queue=Queue.ATS)

    assert rows.take(queue=Queue.ATS) is None
    assert rows.take(turn.until - SECOND, queue=Queue.ATS) is None
    assert len(rows.taken(turn.until, queue=Queue.ATS).rows) == 3


def test_a_serial_lane_that_is_released_keeps_its_pace(rows: Rows) -> None:
    rows.add(ats_lane(rows), 5, queue=Queue.ATS)
    turn = rows.taken(most=2, queue=Queue.ATS)
    pace = NOW + timedelta(seconds=10)

    with rows.db.transaction() as tx:
        release(tx, turn, pace)

    assert rows.take(pace - SECOND, queue=Queue.ATS) is None
    assert len(rows.taken(pace, queue=Queue.ATS).rows) == 3


def test_a_hold_that_has_passed_to_another_is_not_released(rows: Rows) -> None:
    rows.add(ats_lane(rows), 5, queue=Queue.ATS)
    stalled = rows.taken(most=2, queue=Queue.ATS)
    rows.taken(stalled.until, most=2, queue=Queue.ATS)

    with rows.db.transaction() as tx:
        release(tx, stalled, stalled.until)

    assert rows.take(stalled.until + SECOND, queue=Queue.ATS) is None


def fail(rows: Rows, times: int, asked: float | None = None) -> list[bool]:
    lane = lane_name(Queue.SURVEYS, rows.agencies[0])
    with rows.db.transaction() as tx:
        return [note_failure(tx, lane, NOW, asked) for _ in range(times)]


def test_a_lane_rests_after_three_failures_and_is_tried_again_after_a_break(rows: Rows) -> None:
    """RL-11: the breaker opens, and half-opens when the break is over."""
    rows.add(rows.agencies[0], 3)

    assert fail(rows, FAILURES_TO_OPEN) == [False, False, True]

    assert rows.take(NOW + timedelta(seconds=9)) is None
    assert rows.take(NOW + timedelta(seconds=10), most=1) is not None


def test_one_more_failure_after_a_break_rests_the_lane_for_longer(rows: Rows) -> None:
    rows.add(rows.agencies[0], 3)
    fail(rows, FAILURES_TO_OPEN + 1)

    assert rows.take(NOW + timedelta(seconds=19)) is None
    assert rows.take(NOW + timedelta(seconds=20)) is not None


def test_a_break_is_never_longer_than_five_minutes(rows: Rows) -> None:
    rows.add(rows.agencies[0], 3)
    fail(rows, 40)

    assert rows.take(NOW + LONGEST_BREAK) is not None


def test_a_success_closes_the_breaker(rows: Rows) -> None:
    rows.add(rows.agencies[0], 3)
    fail(rows, FAILURES_TO_OPEN)

    with rows.db.transaction() as tx:
        note_success(tx, lane_name(Queue.SURVEYS, rows.agencies[0]))

    assert rows.take() is not None
    assert fail(rows, 2) == [False, False]


def test_a_lane_rests_at_once_for_as_long_as_the_other_side_asks(rows: Rows) -> None:
    """RL-11: Retry-After."""
    rows.add(rows.agencies[0])

    assert fail(rows, 1, asked=400) == [True]

    assert rows.take(NOW + timedelta(seconds=399)) is None
    assert rows.take(NOW + timedelta(seconds=400)) is not None


def test_a_lane_rests_no_longer_than_an_hour_whatever_the_other_side_asks(rows: Rows) -> None:
    """Some systems send a date as Retry-After: seconds since 1970 would be a rest of decades."""
    rows.add(rows.agencies[0])

    assert fail(rows, 1, asked=1_764_072_000) == [True]

    assert rows.take(NOW + timedelta(minutes=59)) is None
    assert rows.take(NOW + timedelta(hours=1)) is not None


def test_a_row_has_been_failing_since_it_first_failed_however_long_it_waited_before(rows: Rows) -> None:
    """RL-11."""
    rows.add(rows.agencies[0])
    first, second = NOW + timedelta(days=3), NOW + timedelta(days=3, hours=5)

    for now in (first, second):
        turn = rows.taken(now)
        with rows.db.transaction() as tx:
            try_later(tx, effects, turn.token, turn.rows[0], now, "It is down.")

    [row] = rows.all()
    assert (row.state, row.attempts, row.reason) == ("waiting", 2, "It is down.")
    assert failing_for(row, second) == timedelta(hours=5)


def test_a_row_that_never_failed_has_been_failing_for_no_time(rows: Rows) -> None:
    rows.add(rows.agencies[0])

    assert failing_for(rows.all()[0], NOW + timedelta(days=3)) == timedelta(0)


def test_a_row_that_was_held_back_has_not_been_tried_and_is_not_failing(rows: Rows) -> None:
    rows.add(rows.agencies[0])
    failed = rows.taken()
    with rows.db.transaction() as tx:
        try_later(tx, effects, failed.token, failed.rows[0], NOW, "It is down.")
    later, until = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    held = rows.taken(later)

    with rows.db.transaction() as tx:
        hold_back(tx, effects, held.token, held.rows[0], until, "It is paused.")

    [row] = rows.all()
    assert (row.state, row.due_at, row.reason) == ("waiting", until, "It is paused.")
    assert (row.attempts, row.failing_since) == (1, None)


def test_a_resting_lane_holds_up_no_other(rows: Rows) -> None:
    rows.add(rows.agencies[0])
    rows.add(rows.agencies[1])
    with rows.db.transaction() as tx:
        rest_lane(tx, lane_name(Queue.SURVEYS, rows.agencies[0]), NOW + timedelta(hours=1))

    assert rows.taken().agency_id == rows.agencies[1]
    assert rows.take() is None


@given(st.integers(1, 10_000))
def test_a_pause_doubles_from_five_seconds_to_fifteen_minutes_give_or_take_a_quarter(attempts: int) -> None:
    """RL-11."""
    plain = min(5 * 2 ** min(attempts - 1, 20), 900)

    pause = pause_after(attempts).total_seconds()

    assert 0.75 * plain <= pause <= 1.25 * plain


@given(st.integers(1, 100), st.floats(0.1, 1e12))
def test_a_pause_is_never_shorter_than_the_other_side_asks_up_to_an_hour(attempts: int, asked: float) -> None:
    """Some systems send a date as Retry-After; nobody waits for years."""
    pause = pause_after(attempts, asked)

    assert timedelta(seconds=min(asked, 3600)) <= pause <= timedelta(hours=1)


def test_pauses_are_spread() -> None:
    """RL-11: so that what failed together does not come back together."""
    assert len({pause_after(5) for _ in range(50)}) > 10


def statements(db: Database, act: Callable[[], object]) -> list[tuple[str, Any]]:
    """What the database was asked while we acted."""
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _x: Any, _many: bool) -> None:
        asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    act()
    event.remove(db.engine, "before_cursor_execute", note)
    return asked


def plan(db: Database, statement: str, parameters: Any) -> str:
    explain = "EXPLAIN " if db.engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    with db.engine.begin() as tx:
        return "\n".join(str(row) for row in tx.exec_driver_sql(explain + statement, parameters))


def test_a_claim_among_a_hundred_thousand_waiting_rows_goes_by_the_partial_index(rows: Rows) -> None:
    """RL-02, TS-07."""
    rows.add(rows.agencies[0], 100_000, due_at=NOW + timedelta(days=1))
    rows.add(rows.agencies[1], 20)
    with rows.db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as admin:
        admin.execute(text("ANALYZE"))

    asked = statements(rows.db, rows.taken)

    choice = next(one for one in asked if "FROM lanes" in one[0])
    claim = next(one for one in asked if "UPDATE effects" in one[0])
    for statement, parameters in (choice, claim):
        shown = plan(rows.db, statement, parameters)
        assert "ix_effects_due" in shown
        assert "Seq Scan on effects" not in shown
        assert "SCAN effects" not in shown


def test_the_inbox_is_worked_by_the_same_queue(rows: Rows) -> None:
    agency = rows.agencies[0]
    with rows.db.transaction() as tx:
        name = lane_name(Queue.INBOX, 7)
        values = {"name": name, "queue": Queue.INBOX, "agency_id": agency, "served_at": NOW, "failures": 0}
        tx.execute(insert(lanes).values(values))
        tx.execute(
            insert(deliveries).values(
                agency_id=agency,
                dedupe_key="7:d",
                source="webhook",
                body=b"sealed",
                lane=name,
                state="waiting",
                due_at=NOW,
                created_at=NOW,
            )
        )

    with rows.db.transaction() as tx:
        turn = take_turn(tx, deliveries, Queue.INBOX, NOW, 10)

    assert turn is not None
    assert [row.dedupe_key for row in turn.rows] == ["7:d"]
