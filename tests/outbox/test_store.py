"""The outbox's rows: what is wanted once, moved, dropped and revived (RL-03)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Row, delete, insert, select, update

from config.names import Queue
from integrations.ats.contract import Account
from plugin.db import Database
from plugin.effects import QUEUE_OF, Drop, EffectKind, EffectState, SkipReason, Want
from plugin.keys import Keys
from plugin.migrate import upgrade
from plugin.outbox.store import Wish, recall, want_sign_in, write
from plugin.queue import take_turn
from plugin.tables import candidates, effects, journeys
from plugin.tenants import agencies, connections

NOW = datetime(2026, 6, 9, 10, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)


def set_up(url: str) -> Database:
    """A database with one journey of one candidate."""
    db = Database(url)
    upgrade(db)
    keys = Keys(["k" * 40])
    with db.transaction() as tx:
        owner = agencies.add_agency(tx, keys, "Northgate", "Europe/London", "GB-SCT", NOW)
        branch = agencies.add_branch(tx, owner, "Paisley", "Europe/London", "GB-SCT", {})
        account = Account("https://ats.example", {})
        connections.add(tx, keys, owner, branch, "standard", account, NOW, polls=False)
        agencies.add_consultant(tx, owner, "calum@northgate.example", "Calum Reid", "consultant")
        mine = {"agency_id": owner, "connection_id": 1}
        empty = dict.fromkeys(("name", "email", "address_hash", "phone", "locale", "timezone", "country"), "")
        tx.execute(insert(candidates).values(**mine, **empty, ref="c-1", said_at=NOW, contact="open"))
        texts = ("consultant_ref", "ref", "application_ref", "job", "client", "title")
        tx.execute(
            insert(journeys).values(
                **mine,
                **dict.fromkeys(texts, ""),
                branch_id=branch,
                candidate_id=1,
                interviewers=[],
                debriefed=False,
                said_at=NOW,
                interview="ahead",
                application="live",
                contact="open",
                state="expected",
                created_at=NOW,
            )
        )
    return db


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    database = set_up(database_url)
    yield database
    database.close()


def wish(db: Database, *wanted: Want | Drop, now: datetime = NOW) -> set[Queue]:
    with db.transaction() as tx:
        return write(tx, [Wish(1, 1, 1, effect) for effect in wanted], now)


def rows(db: Database) -> list[Row[Any]]:
    with db.reading() as tx:
        return list(tx.execute(select(effects).order_by(effects.c.id)))


def be(db: Database, state: EffectState, **values: Any) -> None:
    with db.transaction() as tx:
        tx.execute(update(effects).values(state=state, **values))


def survey(due: datetime = LATER, sequence: int = 0) -> Want:
    return Want(EffectKind.SURVEY, due, sequence)


@pytest.mark.parametrize("kind", EffectKind)
def test_a_want_waits_in_its_kinds_lane_until_it_is_due(db: Database, kind: EffectKind) -> None:
    wish(db, Want(kind, LATER))

    [row] = rows(db)
    assert (row.state, row.due_at, row.lane) == ("waiting", LATER, f"{QUEUE_OF[kind]}:1")
    assert row.dedupe_key == f"{kind}:1:0"


def test_the_queues_with_work_due_now_are_told(db: Database) -> None:
    due = wish(db, survey(LATER), Want(EffectKind.COACHING, NOW), Want(EffectKind.NOTE, NOW))

    assert due == {Queue.COACHING, Queue.ATS}


def test_wanting_it_twice_is_wanting_it_once(db: Database) -> None:
    """RL-03."""
    wish(db, survey())
    wish(db, survey())

    assert len(rows(db)) == 1


def test_another_sequence_is_another_effect(db: Database) -> None:
    wish(db, survey(sequence=0), survey(sequence=1))

    assert [row.dedupe_key for row in rows(db)] == ["survey:1:0", "survey:1:1"]


def test_a_want_moves_one_that_waits(db: Database) -> None:
    wish(db, survey(NOW))
    wish(db, survey(LATER))

    assert [row.due_at for row in rows(db)] == [LATER]


def test_a_want_that_moves_takes_a_claim_away(db: Database) -> None:
    wish(db, survey(NOW))
    with db.transaction() as tx:
        take_turn(tx, effects, Queue.SURVEYS, NOW, 10)

    wish(db, survey(LATER))

    [row] = rows(db)
    assert (row.state, row.lease_token) == ("waiting", None)


def test_a_want_that_changes_nothing_leaves_a_claim_alone(db: Database) -> None:
    wish(db, survey(NOW))
    with db.transaction() as tx:
        take_turn(tx, effects, Queue.SURVEYS, NOW, 10)
    before = rows(db)

    wish(db, survey(NOW))

    assert rows(db) == before


def test_a_want_revives_what_was_skipped(db: Database) -> None:
    wish(db, survey(), Drop(EffectKind.SURVEY, SkipReason.CANCELLED))

    wish(db, survey())

    [row] = rows(db)
    assert (row.state, row.reason, row.done_at) == ("waiting", "", None)


BEGUN = [EffectState.SENDING, EffectState.DONE, EffectState.UNKNOWN, EffectState.FAILED]


@pytest.mark.parametrize("state", BEGUN)
def test_what_has_begun_is_neither_moved_nor_dropped(db: Database, state: EffectState) -> None:
    """RL-04."""
    wish(db, survey(NOW))
    be(db, state)
    before = rows(db)

    wish(db, survey(LATER), Drop(EffectKind.SURVEY, SkipReason.CANCELLED))

    assert rows(db) == before


@pytest.mark.parametrize("state", [EffectState.WAITING, EffectState.CLAIMED])
def test_a_drop_skips_what_has_not_begun_and_says_why(db: Database, state: EffectState) -> None:
    wish(db, survey(), Want(EffectKind.NOTE, LATER))
    be(db, state, lease_token="t" if state == EffectState.CLAIMED else None)

    wish(db, Drop(EffectKind.SURVEY, SkipReason.REJECTED), now=LATER)

    dropped, note = rows(db)
    assert (dropped.state, dropped.reason, dropped.done_at) == ("skipped", "rejected", LATER)
    assert dropped.lease_token is None
    assert note.state == state


def test_a_drop_of_nothing_is_nothing(db: Database) -> None:
    assert wish(db, Drop(EffectKind.SURVEY, SkipReason.CANCELLED)) == set()
    assert rows(db) == []


def recall_branch(db: Database, branch_id: int) -> None:
    with db.transaction() as tx:
        recall(tx, branch_id)


@pytest.mark.parametrize("kind", [EffectKind.SURVEY, EffectKind.COACHING])
def test_a_recalled_email_was_never_taken(db: Database, kind: EffectKind) -> None:
    wish(db, Want(kind, NOW))
    before = rows(db)
    with db.transaction() as tx:
        take_turn(tx, effects, QUEUE_OF[kind], NOW, 10)

    recall_branch(db, 1)

    assert rows(db) == before


@pytest.mark.parametrize("state", [state for state in EffectState if state != EffectState.CLAIMED])
def test_only_what_is_taken_and_has_not_begun_is_recalled(db: Database, state: EffectState) -> None:
    """RL-04."""
    wish(db, survey(NOW))
    be(db, state, attempts=1)
    before = rows(db)

    recall_branch(db, 1)

    assert rows(db) == before


@pytest.mark.parametrize(
    ("kind", "branch_id"), [(EffectKind.SURVEY, 2), (EffectKind.NOTE, 1), (EffectKind.ALERT, 1)]
)
def test_a_recall_leaves_other_branches_and_other_readers_alone(
    db: Database, kind: EffectKind, branch_id: int
) -> None:
    """What goes to a consultant or an ATS is no email to a candidate."""
    wish(db, Want(kind, NOW))
    be(db, EffectState.CLAIMED, lease_token="t", attempts=1)
    before = rows(db)

    recall_branch(db, branch_id)

    assert rows(db) == before


def test_a_want_that_moves_or_revives_begins_to_fail_anew(db: Database) -> None:
    """RL-11: an effect is given up so long after its first failure."""
    wish(db, survey(NOW))
    be(db, EffectState.WAITING, failing_since=NOW, attempts=3)

    wish(db, survey(LATER))

    [row] = rows(db)
    assert (row.failing_since, row.attempts) == (None, 0)


def test_each_sign_in_is_wanted_anew(db: Database) -> None:
    with db.transaction() as tx:
        want_sign_in(tx, 1, 1, NOW, "nonce-1")
        want_sign_in(tx, 1, 1, NOW, "nonce-2")

    first, second = rows(db)
    assert (first.kind, first.journey_id, first.lane) == ("sign_in", None, "coaching:1")
    assert first.dedupe_key != second.dedupe_key


wishes = st.one_of(
    st.builds(Want, st.just(EffectKind.SURVEY), st.sampled_from([NOW, LATER])),
    st.builds(Drop, st.just(EffectKind.SURVEY), st.sampled_from(SkipReason)),
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = set_up(f"sqlite:///{tmp_path_factory.mktemp('outbox') / 'afterview.db'}")
    yield database
    database.close()


@settings(max_examples=40)
@given(st.lists(wishes, min_size=1, max_size=8))
def test_the_last_wish_holds(kept: Database, said: list[Want | Drop]) -> None:
    with kept.transaction() as tx:
        tx.execute(delete(effects))

    for one in said:
        wish(kept, one)

    wanted = [one for one in said if isinstance(one, Want)]
    found = rows(kept)
    assert len(found) == min(1, len(wanted))
    if found and isinstance(said[-1], Want):
        assert (found[0].state, found[0].due_at) == ("waiting", said[-1].due)
    elif found:
        assert found[0].state == "skipped"
