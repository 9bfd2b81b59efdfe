"""Sending: at most once, whatever mail server, worker or candidate do meanwhile (RL-04, RL-08)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from config.names import Queue
from integrations.errors import AddressRefused, CallFailed, OutcomeUnknown
from integrations.mail.contract import Message
from plugin.effects import EffectState, SkipReason
from plugin.flow.send import send_turn
from plugin.flow.stop import Stops
from plugin.flow.upkeep import keep_up
from plugin.keys import Purpose, address_hash
from plugin.queue import LEASE
from plugin.tables import agencies, branches, effects, journeys, lanes, suppressions
from plugin.views import StopScope
from tests.support.world import FakeMail, World


class Killed(BaseException):
    """The worker's process is gone: nothing after this line of its code runs."""


class InterruptedMail(FakeMail):
    """Calls back while it holds a message, before it answers."""

    def __init__(self, meanwhile: Callable[[], Any]) -> None:
        super().__init__()
        self._meanwhile = meanwhile

    def send(self, message: Message) -> str:
        reference = super().send(message)
        self._meanwhile()
        return reference


def interrupted(world: World, meanwhile: Callable[[], Any]) -> World:
    """The same world to a worker whose mail server takes its time."""
    mail = InterruptedMail(meanwhile)
    return replace(world, runtime=replace(world.runtime, mail=mail), mail=mail)


def hear_interviews(world: World, number: int) -> None:
    for n in range(1, number + 1):
        who = {"id": f"c-{n}", "email": f"c{n}@example.com"}
        world.hears("interview.completed", candidate=who, interview={"id": f"i-{n}"})


def let_surveys_fall_due(world: World, number: int = 1) -> None:
    hear_interviews(world, number)
    world.work()
    world.clock.forward(hours=2)


def states(world: World) -> list[str]:
    return [row.state for row in world.rows(effects)]


def test_a_mail_server_that_is_down_is_left_alone_after_three_failures(world: World) -> None:
    """RL-11: what had not begun is given back as if it had never been taken."""
    let_surveys_fall_due(world, 10)
    world.mail.answers = [CallFailed("The mail server does not answer.")] * 3

    send_turn(world.runtime, Queue.SURVEYS)

    [lane] = world.rows(lanes, queue="surveys")
    assert lane.open_until == world.clock.at + timedelta(seconds=10)
    assert [row.attempts for row in world.rows(effects)] == [1, 1, 1] + [0] * 7
    assert states(world) == [EffectState.WAITING] * 10
    assert world.mail.answers == []


def test_all_goes_once_the_mail_server_is_back(world: World) -> None:
    let_surveys_fall_due(world, 10)
    world.mail.answers = [CallFailed("The mail server does not answer.")] * 3
    for _ in range(4):
        world.work()
        world.clock.forward(seconds=15)

    assert states(world) == [EffectState.DONE] * 10
    assert len({message.to.address for message in world.mail.sent}) == len(world.mail.sent) == 10


def test_a_mail_server_that_asks_for_rest_gets_it(world: World) -> None:
    """RL-11."""
    let_surveys_fall_due(world)
    world.mail.answers = [CallFailed("Come back later.", retry_after=600)]

    world.work()

    [lane], [survey] = world.rows(lanes, queue="surveys"), world.rows(effects)
    assert lane.open_until == world.clock.at + timedelta(seconds=600)
    assert survey.due_at >= world.clock.at + timedelta(seconds=600)


def test_a_message_that_no_server_takes_for_a_day_fails(world: World) -> None:
    """RL-20."""
    let_surveys_fall_due(world)
    world.work()
    world.answers(world.survey_path())
    world.mail.answers = [CallFailed("The mail server does not answer.")] * 100
    for _ in range(6):
        world.work()
        world.clock.forward(hours=6)

    [coaching] = world.rows(effects, kind="coaching")
    assert coaching.state == EffectState.FAILED
    assert coaching.reason == "The mail server does not answer."


def test_a_message_of_which_nobody_knows_is_never_sent_again(world: World) -> None:
    """RL-04."""
    let_surveys_fall_due(world)
    world.mail.answers = [OutcomeUnknown("The connection broke after the message.")]

    for _ in range(3):
        world.work()
        world.clock.forward(hours=10)
    world.hears("interview.completed", ends_at=world.rows(journeys)[0].ends_at)
    world.work()

    assert states(world) == [EffectState.UNKNOWN]
    assert world.mail.sent == []


def test_a_refused_address_fails_for_good_and_holds_up_no_other(world: World) -> None:
    let_surveys_fall_due(world, 3)
    world.mail.answers = [AddressRefused("550 no such user")]

    world.work()

    assert states(world) == [EffectState.FAILED, EffectState.DONE, EffectState.DONE]
    [failed] = world.rows(effects, state="failed")
    assert failed.reason == "550 no such user"


def test_a_worker_whose_lease_ran_out_while_it_sent_writes_nothing(world: World) -> None:
    """RL-02, RL-04."""
    let_surveys_fall_due(world, 2)

    def stall() -> None:
        world.clock.forward(seconds=LEASE.total_seconds() + 1)
        keep_up(world.runtime)

    stalled = interrupted(world, stall)
    send_turn(stalled.runtime, Queue.SURVEYS)

    assert len(stalled.mail.sent) == 1
    assert states(world) == [EffectState.UNKNOWN, EffectState.WAITING]
    assert [row.invited_at for row in world.rows(journeys)] == [None, None]


def test_a_mail_server_that_takes_everything_slowly_leaves_nothing_in_doubt(world: World) -> None:
    """Each message has a lease of its own, from when it was begun."""
    let_surveys_fall_due(world, 2)

    def meanwhile() -> None:
        world.clock.forward(seconds=48)
        keep_up(world.runtime)

    mail = InterruptedMail(meanwhile)
    slow = world.reading_with(replace(world.runtime, mail=mail))
    send_turn(slow.runtime, Queue.SURVEYS)
    slow.work()

    assert len(mail.sent) == 2
    assert {row.state for row in world.rows(effects)} == {EffectState.DONE}


def test_a_worker_that_dies_while_it_sends_leaves_one_message_in_doubt(world: World) -> None:
    """RL-04: the others were not begun, and go."""
    let_surveys_fall_due(world, 3)

    def die() -> None:
        raise Killed

    with pytest.raises(Killed):
        send_turn(interrupted(world, die).runtime, Queue.SURVEYS)
    world.clock.forward(seconds=LEASE.total_seconds() + 1)
    world.work()

    assert states(world) == [EffectState.UNKNOWN, EffectState.DONE, EffectState.DONE]
    assert [message.to.address for message in world.mail.sent] == ["c2@example.com", "c3@example.com"]
    assert world.rows(effects)[0].reason == "The worker stopped while it was sending."


def several_at_once(world: World, number: int) -> World:
    """The same world with a mail server that takes so many messages at one time."""
    world.mail.at_once = number
    return world


def test_a_worker_that_dies_while_it_sends_several_leaves_those_in_doubt(world: World) -> None:
    """RL-04: what was under way at one time, and no more."""
    let_surveys_fall_due(world, 5)

    def die() -> None:
        raise Killed

    dying = several_at_once(interrupted(world, die), 3)
    with pytest.raises(Killed):
        send_turn(dying.runtime, Queue.SURVEYS)
    world.clock.forward(seconds=LEASE.total_seconds() + 1)
    world.work()

    assert states(world) == [EffectState.UNKNOWN] * 3 + [EffectState.DONE] * 2
    assert [message.to.address for message in world.mail.sent] == ["c4@example.com", "c5@example.com"]


def test_of_several_messages_each_is_recorded_with_what_came_of_it(world: World) -> None:
    let_surveys_fall_due(world, 4)
    world.mail.answers = [
        AddressRefused("550 no such user"),
        OutcomeUnknown("The connection broke after the message."),
        CallFailed("The mail server went away."),
    ]

    send_turn(several_at_once(world, 4).runtime, Queue.SURVEYS)

    rows = world.rows(effects)
    assert [row.state for row in rows] == ["failed", "unknown", "waiting", "done"]
    assert [row.reference for row in rows] == ["", "", "", "accepted 1"]
    assert [row.invited_at for row in world.rows(journeys)] == [None] * 3 + [world.clock.at]


def test_each_message_keeps_the_reference_of_its_own(world: World) -> None:
    let_surveys_fall_due(world, 5)

    send_turn(several_at_once(world, 3).runtime, Queue.SURVEYS)

    assert [row.reference for row in world.rows(effects)] == [f"accepted {n}" for n in range(1, 6)]
    assert {row.invited_at for row in world.rows(journeys)} == {world.clock.at}


def test_what_fails_at_one_time_is_one_failure_of_the_mail_server(world: World) -> None:
    """RL-11: else one hiccup under many messages would have it left alone for minutes."""
    let_surveys_fall_due(world, 4)
    world.mail.answers = [CallFailed("The mail server does not answer.")] * 4

    send_turn(several_at_once(world, 4).runtime, Queue.SURVEYS)

    [lane] = world.rows(lanes, queue="surveys")
    assert (lane.failures, lane.open_until) == (1, None)


def test_an_opt_out_is_honoured_up_to_the_moment_at_which_a_message_is_begun(world: World) -> None:
    """RL-08: the third is claimed already while the first two go."""
    let_surveys_fall_due(world, 3)
    third = world.rows(journeys)[2]

    other = several_at_once(interrupted(world, lambda: stop_all(world, third.id)), 2)
    other.work()

    assert [message.to.address for message in other.mail.sent] == ["c1@example.com", "c2@example.com"]
    assert [row.reason for row in world.rows(effects)] == ["", "", SkipReason.OPTED_OUT]


def test_a_call_that_goes_beside_a_coaching_email_that_does_not_leaves_it_uncoached(world: World) -> None:
    """Both are about one journey, and only the email to the candidate moves it."""
    let_surveys_fall_due(world)
    world.work()
    world.answers(world.survey_path(), felt="2", themes=["blanked"], noticed="maybe", call_me="yes")
    world.mail.refused = {"c1@example.com"}

    send_turn(several_at_once(world, 2).runtime, Queue.COACHING)

    assert next(row.state for row in world.rows(effects, kind="alert")) == EffectState.DONE
    assert [row.state for row in world.rows(effects, kind="coaching")] == [EffectState.FAILED]
    assert [row.coached_at for row in world.rows(journeys)] == [None]


def test_a_worker_that_died_before_it_began_loses_nothing(world: World) -> None:
    """RL-02."""
    let_surveys_fall_due(world)
    with world.runtime.db.transaction() as db:
        db.execute(
            update(effects).values(
                state="claimed", lease_token="gone", lease_until=world.clock.at + LEASE, attempts=1
            )
        )
    world.work()
    assert world.mail.sent == []

    world.clock.forward(seconds=LEASE.total_seconds() + 1)
    world.work()

    assert states(world) == [EffectState.DONE]
    assert len(world.mail.sent) == 1


def stop_all(world: World, journey: int) -> None:
    token = world.runtime.keys.sign(Purpose.STOP, journey)
    Stops(world.runtime).stop(token, StopScope.ALL)


def test_an_opt_out_between_claim_and_begin_is_honoured(world: World) -> None:
    """RL-08: the second survey is claimed already while the first one goes."""
    let_surveys_fall_due(world, 2)
    second = world.rows(journeys)[1]

    other = interrupted(world, lambda: stop_all(world, second.id))
    other.work()

    assert [message.to.address for message in other.mail.sent] == ["c1@example.com"]
    assert [row.reason for row in world.rows(effects)] == ["", SkipReason.OPTED_OUT]


def test_a_cancellation_between_claim_and_begin_is_honoured(world: World) -> None:
    """RL-08."""
    let_surveys_fall_due(world, 2)

    def cancel() -> None:
        who = {"id": "c-2", "email": "c2@example.com"}
        world.hears("interview.cancelled", candidate=who, interview={"id": "i-2"})
        world.work()

    other = interrupted(world, cancel)
    other.work()

    assert [message.to.address for message in other.mail.sent] == ["c1@example.com"]
    assert [row.reason for row in world.rows(effects)] == ["", SkipReason.CANCELLED]


def change(world: World, table: Any, **values: Any) -> None:
    with world.runtime.db.transaction() as db:
        db.execute(update(table).values(**values))


SURVEY_HELD_BACK = {
    SkipReason.BRANCH_NOT_LIVE: lambda world: change(world, branches, mode="off"),
    SkipReason.DRY_RUN: lambda world: change(world, branches, mode="dry_run"),
    SkipReason.BEFORE_GO_LIVE: lambda world: change(world, branches, live_from=world.clock.at),
    SkipReason.ALREADY_DEBRIEFED: lambda world: change(world, journeys, debriefed=True),
    SkipReason.STALE: lambda world: world.clock.forward(hours=24),
}


@pytest.mark.parametrize("reason", SURVEY_HELD_BACK)
def test_the_gate_keeps_a_survey_back_and_says_why(world: World, reason: SkipReason) -> None:
    """RL-08, RL-20."""
    let_surveys_fall_due(world)
    SURVEY_HELD_BACK[reason](world)

    world.work()

    assert [(row.state, row.reason) for row in world.rows(effects)] == [("skipped", reason)]
    assert world.mail.sent == []


def test_a_suppressed_address_is_never_written_to(world: World) -> None:
    """PR-15: by its hash, in whatever case the ATS writes it."""
    [agency] = world.rows(agencies)
    hashed = address_hash(world.runtime.keys.unseal(agency.sealed_address_key), "C1@EXAMPLE.com")
    with world.runtime.db.transaction() as db:
        db.execute(
            insert(suppressions).values(
                agency_id=agency.id, address_hash=hashed, reason="bounced", created_at=world.clock.at
            )
        )
    let_surveys_fall_due(world, 2)

    world.work()

    assert [message.to.address for message in world.mail.sent] == ["c2@example.com"]
    assert [row.reason for row in world.rows(effects)] == [SkipReason.SUPPRESSED, ""]


def test_a_debrief_that_the_ats_tells_of_keeps_the_survey_back(world: World) -> None:
    world.hears("interview.completed", interview={"debriefed": True})
    world.work()
    world.clock.forward(hours=2)

    world.work()

    assert [row.reason for row in world.rows(effects)] == [SkipReason.ALREADY_DEBRIEFED]


def test_a_message_that_cannot_be_written_fails_alone(world: World) -> None:
    let_surveys_fall_due(world, 2)
    with world.runtime.db.transaction() as db:
        other = db.execute(
            insert(branches)
            .values(
                agency_id=world.agency_id,
                name="Oban",
                mode="live",
                timezone="Europe/London",
                region="GB-SCT",
                brand={},
                policy={},
            )
            .returning(branches.c.id)
        ).scalar_one()
        db.execute(update(journeys).where(journeys.c.ref == "i-1").values(branch_id=other))

    world.work()

    assert states(world) == [EffectState.FAILED, EffectState.DONE]


def test_an_answer_twice_is_coached_once_and_told_once(world: World) -> None:
    let_surveys_fall_due(world)
    world.work()
    path = world.survey_path()

    world.answers(path, felt="2", themes=["blanked"], noticed="no")
    world.answers(path, felt="5", themes=["went_well"], noticed="none")
    world.work()

    assert [row.kind for row in world.rows(effects)] == ["survey", "coaching", "note"]
    assert len(world.mail.sent) == 2


def test_the_reference_of_the_mail_server_is_kept(world: World) -> None:
    """RL-07."""
    let_surveys_fall_due(world)

    world.work()

    [survey] = world.rows(effects)
    assert survey.reference == "accepted 1"
    assert world.mail.sent[0].tag == survey.dedupe_key
