"""Alerts over a whole world: who gets them when somebody is not there, and what becomes of one that fails."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from integrations.errors import CallFailed, OutcomeUnknown
from plugin.effects import EffectKind, EffectState
from plugin.errors import NotFound
from plugin.flow.desk import Desk
from plugin.flow.operator.erase import erase
from plugin.flow.operator.restore import calm_restored
from plugin.flow.operator.set_up import switch_all_off
from plugin.reflection import Flag
from plugin.tables import effects, history, journeys
from plugin.tenants import agencies
from plugin.views import DeskGroup, SignedIn
from tests.support.ats.in_hand import AtsInHand
from tests.support.serious import CALUM, EWAN, NADIA, name_team, signed_in, tells
from tests.support.world import World, build_world

REPLIES = "hello@northgate.example"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Isla has been interviewed this morning. Nobody is named yet for Paisley's alerts."""
    ats = AtsInHand()
    world = build_world(f"sqlite:///{tmp_path / 'afterview.db'}", adapters=lambda _name: ats)
    world.hears("interview.completed")
    world.work()
    yield world
    world.runtime.close()


def asked(world: World) -> list[str]:
    """Whose inboxes an alert has reached so far."""
    return [one.to.address for one in world.mail.sent if one.subject.startswith("Please ring")]


def pass_time(world: World, minutes: int) -> None:
    for _ in range(minutes):
        world.clock.forward(minutes=1)
        world.work()


def alert_states(world: World) -> list[str]:
    return [row.state for row in world.rows(effects, kind=EffectKind.ALERT)]


def set_away(world: World, *emails: str) -> None:
    with world.runtime.db.transaction() as db:
        for email in emails:
            until = world.clock.at + timedelta(days=1)
            agencies.set_away(db, signed_in(world, email).consultant_id, until)


def test_where_nobody_is_named_whoever_reads_the_replies_is_asked_after_the_owner(world: World) -> None:
    tells(world, Flag.DISTRESS)
    world.work()
    pass_time(world, 61)

    assert asked(world) == [CALUM, REPLIES, REPLIES]
    assert "nobody else is named" in world.mail.sent[-1].text


def test_what_is_for_the_manager_never_falls_to_a_consultant(world: World) -> None:
    name_team(world)
    set_away(world, NADIA)

    tells(world, Flag.TREATMENT)
    world.work()

    assert asked(world) == [REPLIES]


@pytest.mark.parametrize(
    ("away", "told"),
    [
        ([], [CALUM, EWAN, NADIA]),
        ([CALUM], [EWAN, EWAN, NADIA]),
        ([EWAN], [CALUM, NADIA, NADIA]),
        ([CALUM, EWAN], [NADIA, NADIA, NADIA]),
        ([CALUM, EWAN, NADIA], [REPLIES, REPLIES, REPLIES]),
    ],
)
def test_who_is_away_is_passed_over(world: World, away: list[str], told: list[str]) -> None:
    name_team(world)
    set_away(world, *away)

    tells(world, Flag.DISTRESS)
    world.work()
    pass_time(world, 61)

    assert asked(world) == told


def test_whoever_is_back_is_asked_again(world: World) -> None:
    name_team(world)
    set_away(world, CALUM)
    world.clock.forward(days=1)

    tells(world, Flag.DISTRESS)
    world.work()

    assert asked(world) == [CALUM]


def test_an_address_that_is_refused_has_the_next_one_asked_at_once(world: World) -> None:
    name_team(world)
    world.mail.refused = {CALUM}

    tells(world, Flag.DISTRESS)
    world.work()

    assert asked(world) == [EWAN]
    assert alert_states(world) == [EffectState.FAILED, EffectState.DONE, EffectState.WAITING]


def test_two_copies_are_better_than_none(world: World) -> None:
    """Of every other email two are worse than none (RL-04)."""
    world.mail.answers = [OutcomeUnknown("no answer within 30 s")]
    tells(world, Flag.DISTRESS)
    world.work()

    pass_time(world, 5)

    assert (asked(world), alert_states(world)[0]) == ([CALUM], EffectState.DONE)


def test_an_alert_is_never_given_up(world: World) -> None:
    world.mail.down = CallFailed("the mail server cannot be reached")
    tells(world, Flag.DISTRESS)
    world.work()
    for _ in range(40):
        world.clock.forward(hours=1)
        world.work()
    world.mail.down = None

    world.clock.forward(hours=1)
    world.work()

    assert sorted(asked(world)) == [CALUM, REPLIES, REPLIES]
    assert alert_states(world) == [EffectState.DONE] * 3


def test_a_worker_that_died_as_it_sent_loses_no_alert(world: World) -> None:
    tells(world, Flag.DISTRESS)
    begun = {"state": EffectState.SENDING, "lease_token": "dead", "lease_until": world.clock.at}
    with world.runtime.db.transaction() as db:
        db.execute(update(effects).where(effects.c.dedupe_key == "alert:1:0").values(**begun))

    world.clock.forward(seconds=1)
    world.work()

    assert (asked(world), alert_states(world)[0]) == ([CALUM], EffectState.DONE)


def test_a_restored_backup_keeps_its_alerts(world: World) -> None:
    tells(world, Flag.DISTRESS)

    calm_restored(world.runtime, "an operator")
    world.work()

    assert asked(world) == [CALUM]


def test_a_kill_switch_leaves_alerts_alone(world: World) -> None:
    switch_all_off(world.runtime, "an operator")

    tells(world, Flag.CRISIS)
    world.work()

    assert asked(world) == [CALUM]


def test_an_erased_candidate_is_told_of_to_nobody(world: World) -> None:
    tells(world, Flag.DISTRESS)

    erase(world.runtime, "Northgate Recruitment", "isla@example.com", "an operator", lambda _count: None)
    pass_time(world, 61)

    (row,) = world.rows(journeys)
    assert asked(world) == []
    assert (row.alert, row.alerted_at, row.taken_by) == (None, None, "")


def desk_of(world: World, who: SignedIn) -> list[DeskGroup]:
    return [row.group for row in Desk(world.runtime).desk(who, everyone=False).rows]


def test_cover_sees_a_journey_once_it_has_an_alert_and_not_before(world: World) -> None:
    name_team(world)
    ewan = signed_in(world, EWAN)
    before = desk_of(world, ewan)

    tells(world, Flag.DISTRESS)

    assert (before, desk_of(world, ewan)) == ([], [DeskGroup.ALERT])
    assert Desk(world.runtime).journey(ewan, 1).row.alert is not None


def test_cover_may_neither_see_nor_take_what_is_for_the_manager(world: World) -> None:
    name_team(world)
    tells(world, Flag.TREATMENT)

    with pytest.raises(NotFound):
        Desk(world.runtime).have(signed_in(world, EWAN), 1)

    assert [row.taken_at for row in world.rows(journeys)] == [None]


def test_owner_sees_whom_to_ask_first_and_cannot_take_what_is_for_the_manager(world: World) -> None:
    name_team(world)
    tells(world, Flag.TREATMENT)

    Desk(world.runtime).have(signed_in(world, CALUM), 1)

    assert [row.taken_at for row in world.rows(journeys)] == [None]


def test_the_first_who_takes_it_has_it(world: World) -> None:
    name_team(world)
    tells(world, Flag.DISTRESS)
    desk = Desk(world.runtime)
    desk.have(signed_in(world, EWAN), 1)

    desk.have(signed_in(world, CALUM), 1)

    alert = desk.journey(signed_in(world, CALUM), 1).row.alert
    assert alert is not None
    assert (alert.taken_by, alert.taken_at) == ("Ewan Gray", world.clock.at)
    assert [row.what for row in world.rows(history, outcome="done")] == ["alert.taken"]


def test_given_back_it_is_asked_for_anew(world: World) -> None:
    name_team(world)
    tells(world, Flag.DISTRESS)
    world.work()
    desk, calum = Desk(world.runtime), signed_in(world, CALUM)
    desk.have(calum, 1)
    pass_time(world, 40)

    desk.give_back(calum, 1)
    world.work()
    pass_time(world, 30)

    assert asked(world) == [CALUM, CALUM, EWAN]
    assert desk_of(world, calum) == [DeskGroup.ALERT]
    assert "Calum Reid gave it back" in [one.words for one in desk.journey(calum, 1).timeline]


def test_nobody_gives_back_what_nobody_has(world: World) -> None:
    tells(world, Flag.DISTRESS)
    before = world.rows(effects)

    Desk(world.runtime).give_back(signed_in(world, CALUM), 1)

    assert world.rows(effects) == before


def test_somebody_elses_alert_cannot_be_taken(world: World) -> None:
    """SE-07."""
    tells(world, Flag.DISTRESS)
    calum = signed_in(world, CALUM)

    for stranger in (replace(calum, consultant_id=99), replace(calum, agency_id=99, sees_everyone=True)):
        for act in (Desk(world.runtime).have, Desk(world.runtime).give_back):
            with pytest.raises(NotFound):
                act(stranger, 1)

    assert [row.taken_at for row in world.rows(journeys)] == [None]


def test_a_new_alert_puts_a_row_that_was_done_back_to_the_top(world: World) -> None:
    tells(world, Flag.CONTACT_ME)
    desk, calum = Desk(world.runtime), signed_in(world, CALUM)
    desk.rung(calum, 1)
    done = desk_of(world, calum)
    world.clock.forward(hours=1)

    tells(world, Flag.CRISIS)

    assert (done, desk_of(world, calum)) == ([DeskGroup.DONE], [DeskGroup.ALERT])


def test_an_alert_that_waits_stays_on_the_desk_however_old_its_journey(world: World) -> None:
    tells(world, Flag.DISTRESS)

    world.clock.forward(days=60)

    assert desk_of(world, signed_in(world, CALUM)) == [DeskGroup.ALERT]
