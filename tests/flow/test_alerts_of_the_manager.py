"""What stays with the manager: whom its alert reaches, who may open and take it, and what is said."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from integrations.errors import CallFailed
from plugin.errors import NotFound
from plugin.flow.desk import Desk
from plugin.reading import Reading
from plugin.reflection import Flag
from plugin.tables import branches, journeys
from plugin.tenants import agencies
from plugin.views import AlertCard, DeskGroup
from tests.support.ats.in_hand import AtsInHand
from tests.support.serious import CALUM, EWAN, NADIA, name_team, signed_in
from tests.support.world import World, build_world

FOUND = {
    "they asked whether I plan children": Flag.TREATMENT,
    "I feel awful": Flag.DISTRESS,
    "there is no point in going on": Flag.CRISIS,
}
TREATED, AWFUL, NO_POINT = FOUND
ASK_MANAGER = "Speak to a manager before you contact them or the client"
PEOPLE = {CALUM: "Calum Reid", EWAN: "Ewan Gray", NADIA: "Nadia Rahman"}


@pytest.fixture
def ats() -> AtsInHand:
    return AtsInHand()


@pytest.fixture
def world(tmp_path: Path, ats: AtsInHand) -> Iterator[World]:
    """Isla has been asked how it went; Paisley's people are named, and a few sentences can be read."""
    built = build_world(f"sqlite:///{tmp_path / 'afterview.db'}", adapters=lambda _name: ats)

    def read(text: str, job: str, names: object) -> Reading:
        return Reading(flags=tuple(flag for words, flag in FOUND.items() if words in text))

    world = built.reading_with(replace(built.runtime, read=read))
    name_team(world)
    world.hears("interview.completed")
    pass_time(world, minutes=91)
    yield world
    world.runtime.close()


def pass_time(world: World, *, minutes: int, every: int = 10) -> None:
    world.work()
    for _ in range(0, minutes, every):
        world.clock.forward(minutes=min(every, minutes))
        world.work()


@pytest.fixture
def path(world: World) -> str:
    return world.survey_path()


def tells(world: World, path: str, *words: str, **more: str) -> None:
    """Isla saves these words, and what is due at once is done."""
    world.submits(path, felt="2", in_words=". ".join(words), **more)
    world.work()


def asked(world: World) -> list[str]:
    """Whose inboxes an alert has reached so far."""
    return [one.to.address for one in world.mail.sent if one.subject.startswith("Please ring")]


def alert_of(world: World, email: str) -> AlertCard:
    alert = Desk(world.runtime).journey(signed_in(world, email), 1).row.alert
    assert alert is not None
    return alert


def reasons(world: World, email: str) -> Sequence[str]:
    return [one.reason for one in alert_of(world, email).told]


def takes(world: World, email: str) -> str:
    """Who has the alert once this person has pressed 'I have this'."""
    Desk(world.runtime).have(signed_in(world, email), 1)
    (row,) = world.rows(journeys)
    return str(row.taken_by) if row.taken_at else ""


def said(world: World, path: str) -> list[str]:
    """What the candidate reads of it: the review, the thanks and the coaching email."""
    pages = [world.client.get(f"{path}{page}").text for page in ("/review", "/thanks")]
    emails = [one.text for one in world.mail.sent if one.subject.startswith("After your interview")]
    return [" ".join(text.split()) for text in (*pages, *emails)]


def rings(world: World, path: str) -> list[str]:
    """Who is named, on each of these, as asked to ring."""
    return ["".join(re.findall(r"(\w+ \w+) has been asked to ring you", text)) for text in said(world, path)]


@pytest.mark.parametrize("words", [AWFUL, NO_POINT])
def test_what_is_raised_beside_treatment_is_the_managers_everywhere(
    world: World, path: str, ats: AtsInHand, words: str
) -> None:
    tells(world, path, TREATED, words, call_me="yes")
    pass_time(world, minutes=10)
    named = rings(world, path)
    pass_time(world, minutes=120)

    assert named == ["Nadia Rahman"] * 3
    assert set(asked(world)) == {NADIA}
    assert ats.tasks == []
    assert reasons(world, CALUM) == [ASK_MANAGER]
    assert alert_of(world, CALUM).help_lines == ()
    assert takes(world, CALUM) == ""
    with pytest.raises(NotFound):
        alert_of(world, EWAN)
    assert len(reasons(world, NADIA)) == 3
    assert takes(world, NADIA) == "Nadia Rahman"


def test_the_owner_is_not_asked_to_ring_by_the_desk_what_is_the_managers(world: World, path: str) -> None:
    tells(world, path, TREATED, call_me="yes")

    row = Desk(world.runtime).journey(signed_in(world, CALUM), 1).row

    assert row.group == DeskGroup.WAITING


def test_a_call_asked_for_after_the_manager_took_it_is_the_managers_too(
    world: World, path: str, ats: AtsInHand
) -> None:
    tells(world, path, TREATED)
    pass_time(world, minutes=30)
    takes(world, NADIA)

    tells(world, path, TREATED, call_me="yes")
    named = rings(world, path)
    pass_time(world, minutes=300)

    assert named == ["Nadia Rahman"] * 3
    assert set(asked(world)) == {NADIA}
    assert ats.tasks == []
    assert takes(world, CALUM) == ""
    with pytest.raises(NotFound):
        alert_of(world, EWAN)
    assert takes(world, NADIA) == "Nadia Rahman"


def test_treatment_told_of_while_others_are_asked_moves_it_to_the_manager(world: World, path: str) -> None:
    tells(world, path, call_me="yes")
    before = asked(world)

    tells(world, path, TREATED, call_me="yes")
    named = rings(world, path)
    pass_time(world, minutes=300)

    assert before == [CALUM]
    assert set(asked(world)[1:]) == {NADIA}
    assert set(named) == {"Nadia Rahman"}
    assert reasons(world, CALUM) == [ASK_MANAGER]
    with pytest.raises(NotFound):
        alert_of(world, EWAN)


def test_whoever_was_asked_before_it_moved_can_open_it_and_is_told_whom_to_ask(
    world: World, path: str
) -> None:
    tells(world, path, AWFUL)
    pass_time(world, minutes=30)
    before = asked(world)

    tells(world, path, AWFUL, TREATED)

    assert before == [CALUM, EWAN]
    assert reasons(world, EWAN) == [ASK_MANAGER]
    assert takes(world, EWAN) == ""


def test_whoever_was_asked_can_open_and_take_it_though_somebody_else_is_named_by_now(
    world: World, path: str
) -> None:
    tells(world, path, AWFUL)
    pass_time(world, minutes=30)
    with world.runtime.db.transaction() as db:
        agencies.name_for_alerts(db, world.branch_id, {"cover_id": None})

    assert asked(world) == [CALUM, EWAN]
    assert takes(world, EWAN) == "Ewan Gray"


def test_whoever_was_asked_about_an_alert_that_is_over_does_not_see_the_next(world: World, path: str) -> None:
    tells(world, path, AWFUL)
    pass_time(world, minutes=30)
    takes(world, CALUM)
    world.clock.forward(minutes=1)

    tells(world, path, AWFUL, TREATED)

    with pytest.raises(NotFound):
        alert_of(world, EWAN)


READS_REPLIES = "hello@northgate.example"


def test_whoever_reads_the_replies_can_open_and_take_what_was_the_managers(world: World, path: str) -> None:
    with world.runtime.db.transaction() as db:
        agencies.add_consultant(db, world.agency_id, READS_REPLIES, "Morag Shaw", "consultant")
        agencies.set_away(db, signed_in(world, NADIA).consultant_id, world.clock.at + timedelta(days=1))

    tells(world, path, TREATED)
    pages = said(world, path)

    assert asked(world) == [READS_REPLIES]
    assert not [page for page in pages if "Calum Reid has been asked" in page]
    assert "Someone at Northgate Recruitment has been asked to ring you" in pages[0]
    assert takes(world, READS_REPLIES) == "Morag Shaw"


def test_an_owner_who_reads_the_replies_is_told_whom_to_ask(world: World, path: str) -> None:
    with world.runtime.db.transaction() as db:
        agencies.set_away(db, signed_in(world, NADIA).consultant_id, world.clock.at + timedelta(days=1))
        brand = db.execute(select(branches.c.brand)).scalar_one()
        db.execute(update(branches).values(brand={**brand, "reply_to": CALUM}))

    tells(world, path, TREATED)

    assert asked(world) == [CALUM]
    assert reasons(world, CALUM) == [ASK_MANAGER]
    assert takes(world, CALUM) == ""


def of_a_manager(world: World, *, named: bool) -> None:
    """Calum, whose candidate Isla is, sees everyone's rows; `named`: and is the branch's manager."""
    calum = signed_in(world, CALUM).consultant_id
    with world.runtime.db.transaction() as db:
        agencies.add_consultant(db, world.agency_id, CALUM, "Calum Reid", "manager")
        if named:
            agencies.name_for_alerts(db, world.branch_id, {"manager_id": calum})


@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize("nadia_is_away", [False, True])
@pytest.mark.parametrize("words", [(TREATED,), (TREATED, AWFUL), (TREATED, NO_POINT)])
def test_what_may_be_about_the_owner_never_reaches_them_though_they_are_a_manager(
    world: World, path: str, words: tuple[str, ...], nadia_is_away: bool, named: bool
) -> None:
    """Not by an alert, nor on the desk, nor by the candidate's answer, nor by taking it away from others."""
    of_a_manager(world, named=named)
    if nadia_is_away:
        with world.runtime.db.transaction() as db:
            agencies.set_away(db, signed_in(world, NADIA).consultant_id, world.clock.at + timedelta(days=1))

    tells(world, path, *words)
    named_to_them = rings(world, path)
    pass_time(world, minutes=120)

    assert set(asked(world)) == {READS_REPLIES if nadia_is_away else NADIA}
    assert reasons(world, CALUM) == [ASK_MANAGER]
    assert takes(world, CALUM) == ""
    assert "Calum Reid" not in named_to_them
    letters = [one for one in world.mail.sent if one.subject.startswith("After your interview")]
    assert [one.reply_to.address for one in letters if one.reply_to] != []
    assert CALUM not in {one.reply_to.address for one in letters if one.reply_to}
    assert takes(world, NADIA) == "Nadia Rahman"


def test_in_the_ordinary_way_an_owner_who_is_the_manager_is_asked_as_both(world: World, path: str) -> None:
    of_a_manager(world, named=True)

    tells(world, path, AWFUL)
    pass_time(world, minutes=70)

    assert asked(world) == [CALUM, EWAN, CALUM]
    assert takes(world, CALUM) == "Calum Reid"


def test_nobody_named_is_nobody_in_the_email_too(world: World, path: str) -> None:
    with world.runtime.db.transaction() as db:
        agencies.name_for_alerts(db, world.branch_id, {"manager_id": None})

    tells(world, path, TREATED)
    pass_time(world, minutes=10)

    *_, email = said(world, path)
    assert "Somebody from our team has been asked to ring you today" in email
    assert "Calum Reid has been asked" not in email


@pytest.mark.parametrize("who", [EWAN, NADIA])
def test_the_candidate_is_told_the_name_of_whoever_has_it(world: World, path: str, who: str) -> None:
    tells(world, path, AWFUL)
    before = rings(world, path)
    takes(world, who)
    pass_time(world, minutes=10)

    assert before == ["Calum Reid"] * 2
    assert rings(world, path) == [PEOPLE[who]] * 3


def test_what_is_given_back_is_the_owners_again(world: World, path: str) -> None:
    tells(world, path, AWFUL)
    takes(world, EWAN)

    Desk(world.runtime).give_back(signed_in(world, EWAN), 1)

    assert set(rings(world, path)) == {"Calum Reid"}


def test_an_email_that_was_held_up_promises_no_hour_that_has_gone_by(world: World, path: str) -> None:
    tells(world, path, AWFUL)
    world.mail.down = CallFailed("the mail server cannot be reached")
    pass_time(world, minutes=60)
    world.mail.down = None
    pass_time(world, minutes=60)

    *_, email = said(world, path)
    assert "Calum Reid has been asked to ring you as soon as the office is open" in email
