"""The database goes away in the middle of a turn: nothing is lost, and nothing is done twice (RL-18)."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import OperationalError

from config.names import Queue
from plugin.db import Database
from plugin.effects import EffectState
from plugin.flow.send import send_turn
from plugin.flow.sync import sync_turn
from plugin.tables import effects
from tests.support.ats.in_hand import AtsInHand
from tests.support.interviews import let_surveys_fall_due
from tests.support.world import World, build_world


def let_leases_run_out(world: World) -> None:
    for _ in range(4):
        world.clock.forward(minutes=1)
        world.work()


class LossyDatabase(Database):
    """Goes away once, after it has committed the transaction of this number and before it could say so."""

    def __init__(self, url: str, number: int) -> None:
        super().__init__(url)
        self._left = number

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        with super().transaction() as connection:
            yield connection
        self._left -= 1
        if self._left == 0:
            gone = Exception("server closed the connection unexpectedly")
            raise OperationalError("COMMIT", {}, gone, connection_invalidated=True)


@pytest.mark.parametrize("number", range(1, 6))
def test_a_commit_whose_answer_was_lost_costs_no_survey_and_doubles_none(
    world: World, database_url: str, number: int
) -> None:
    """RL-04: of the five of a turn with two messages: to claim, pass the gate, begin, go on, end."""
    let_surveys_fall_due(world, 2)
    lossy = LossyDatabase(database_url, number)

    with suppress(OperationalError):
        send_turn(replace(world.runtime, db=lossy), Queue.SURVEYS)
    let_leases_run_out(world)
    lossy.close()

    assert [row.state for row in world.rows(effects)] == [EffectState.DONE] * 2
    assert sorted(message.to.address for message in world.mail.sent) == ["c1@example.com", "c2@example.com"]


def close_the_backend_at(world: World, words: str) -> None:
    """Have PostgreSQL close the connection, once, on which the next such query is about to run."""
    closed: list[int] = []

    def close(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if closed or words not in statement:
            return
        pid = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
        with world.runtime.db.engine.begin() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
        closed.append(pid)

    event.listen(world.runtime.db.engine, "before_cursor_execute", close)


def test_a_connection_that_is_closed_while_a_note_is_put_together_costs_no_note(postgres_url: str) -> None:
    """It says nothing of the note: that is looked for, not there, and written."""
    ats = AtsInHand()
    world = build_world(postgres_url, adapters=lambda _: ats)
    let_surveys_fall_due(world, 1)
    world.work()
    world.answers(world.survey_path())
    close_the_backend_at(world, "reflections.answers")

    with pytest.raises(OperationalError):
        sync_turn(world.runtime)
    let_leases_run_out(world)

    [note] = world.rows(effects, kind="note")
    assert note.state == EffectState.DONE
    assert len(ats.notes) == 1
    world.runtime.close()
