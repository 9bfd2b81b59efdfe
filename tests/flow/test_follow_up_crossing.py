"""A note that is changed, taken back or handed to another consultant while it is on its way."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from integrations.errors import CallFailed, OutcomeUnknown
from plugin.flow.desk import Desk
from plugin.flow.follow_up import FollowUps
from plugin.flow.pass_on import PassOns
from plugin.follow_up import NoteToPassOn, PassedOn, Version, Words
from plugin.keys import Purpose
from plugin.reflection import Flag
from plugin.tables import consultants, effects, history, journeys
from plugin.tenants import agencies
from plugin.views import ComposerState, DeskGroup
from tests.support.serious import CALUM, NADIA, name_team, signed_in, tells
from tests.support.world import World, build_world

MINE = Words("Thank you, Priya", "Dear Priya,\n\nI ran the night rota for two years.\n\nIsla")
NEWER = Words("Thank you", "Dear Priya,\n\nI ran the day rota, too.\n\nIsla")
GIVE, ASK_BACK = "A candidate asks you to pass a note on", "Please do not send that note"
REPLIES = "hello@northgate.example"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Isla has answered and has been coached; Calum looks after her."""
    world = build_world(f"sqlite:///{tmp_path / 'afterview.db'}")
    world.hears("interview.completed")
    world.work()
    world.clock.forward(minutes=95)
    world.work()
    world.answers(world.survey_path(), felt="2", themes=["blanked"], noticed="maybe")
    world.work()
    yield world
    world.runtime.close()


def token(world: World) -> str:
    return world.runtime.keys.sign(Purpose.SURVEY, 1)


def gives(world: World, words: Words = MINE) -> None:
    """Isla gives these words to be passed on."""
    world.clock.forward(minutes=1)
    FollowUps(world.runtime).pass_on(token(world), 0, words)


def takes_back(world: World) -> None:
    world.clock.forward(minutes=1)
    FollowUps(world.runtime).take_back(token(world), 0)


def note(world: World, email: str = CALUM) -> NoteToPassOn:
    """The note as somebody's desk shows it."""
    [found] = Desk(world.runtime).journey(signed_in(world, email), 1).notes
    return found


def has_sent(world: World, shown: NoteToPassOn) -> bool:
    """Calum presses 'I have sent it' on a page that shows this; whether it is taken down."""
    world.clock.forward(minutes=1)
    return PassOns(world.runtime).sent_on(signed_in(world, CALUM), 1, shown.number, shown.asked_at)


def version(world: World) -> Version:
    """The note as Isla's page shows it."""
    [found] = FollowUps(world.runtime).composer(token(world)).versions
    return found


def to_staff(world: World) -> list[tuple[str, str]]:
    """(recipient, subject) of every email to somebody else than the candidate."""
    return [(m.to.address, m.subject) for m in world.mail.sent if m.to.address != "isla@example.com"]


def hands_over(world: World) -> None:
    """The ATS makes Nadia the consultant in Calum's place."""
    with world.runtime.db.transaction() as db:
        nadia = agencies.add_consultant(db, world.agency_id, NADIA, "Nadia Rahman", "consultant")
        db.execute(journeys.update().values(consultant_id=nadia))


def test_candidate_reads_that_it_went_although_she_took_it_back(world: World) -> None:
    gives(world)
    world.work()
    takes_back(world)

    taken_down = has_sent(world, note(world))

    shown = version(world)
    assert taken_down
    assert shown.passed_on is None
    assert shown.went_anyway is not None
    assert (shown.went_anyway.sent_on_at, shown.went_anyway.sent_on_by) == (world.clock.at, "Calum Reid")


def test_press_on_a_page_opened_before_the_words_were_taken_back_is_about_them_all_the_same(
    world: World,
) -> None:
    gives(world)
    world.work()
    shown = note(world)
    takes_back(world)

    taken_down = has_sent(world, shown)

    assert taken_down
    assert version(world).went_anyway is not None


def test_new_words_are_not_marked_as_sent_because_the_old_ones_were(world: World) -> None:
    gives(world)
    world.work()
    takes_back(world)
    has_sent(world, note(world))

    gives(world, NEWER)

    shown = version(world)
    assert (shown.words, shown.passed_on) == (NEWER, PassedOn(world.clock.at))
    assert shown.went_anyway is None
    assert note(world).waits
    assert Desk(world.runtime).desk(signed_in(world, CALUM), False).rows[0].to_pass_on


def test_new_words_can_be_taken_back_although_the_old_ones_were_sent(world: World) -> None:
    gives(world)
    world.work()
    takes_back(world)
    has_sent(world, note(world))
    gives(world, NEWER)

    takes_back(world)

    assert version(world).passed_on is None
    assert note(world).taken_back_at == world.clock.at


def test_press_on_the_page_of_older_words_marks_nothing(world: World) -> None:
    gives(world)
    world.work()
    older = note(world)
    takes_back(world)
    gives(world, NEWER)

    taken_down = has_sent(world, older)

    assert not taken_down
    assert note(world).waits
    assert world.rows(history, what="follow_up.sent_on") == []


def test_undo_on_the_page_of_older_words_leaves_the_mark_of_the_new_ones(world: World) -> None:
    gives(world)
    world.work()
    older = note(world)
    takes_back(world)
    gives(world, NEWER)
    has_sent(world, note(world))

    taken_down = PassOns(world.runtime).not_sent_on(signed_in(world, CALUM), 1, 0, older.asked_at)

    assert not taken_down
    assert not note(world).waits


@pytest.mark.parametrize("in_doubt", [False, True])
def test_words_are_asked_back_from_whom_they_were_sent_to(world: World, in_doubt: bool) -> None:
    world.mail.answers = [OutcomeUnknown("nobody knows")] if in_doubt else []
    gives(world)
    world.work()
    hands_over(world)

    takes_back(world)
    world.work()

    asking = world.mail.sent[-1]
    text = " ".join(asking.text.split())
    assert to_staff(world) == [(CALUM, ASK_BACK)] if in_doubt else [(CALUM, GIVE), (CALUM, ASK_BACK)]
    assert "Hello Calum," in text
    assert "tell Nadia Rahman, who looks after them now" in text
    assert "/desk/" not in text
    assert note(world, NADIA).taken_back_at is not None


def test_words_are_asked_back_at_the_address_that_their_reader_has_by_now(world: World) -> None:
    gives(world)
    world.work()
    with world.runtime.db.transaction() as db:
        db.execute(consultants.update().values(email="reid@northgate.example"))

    takes_back(world)
    world.work()

    assert to_staff(world) == [(CALUM, GIVE), ("reid@northgate.example", ASK_BACK)]
    assert "/desk/1" in world.mail.sent[-1].text


def test_words_that_the_branch_got_are_asked_back_from_the_branch(world: World) -> None:
    with world.runtime.db.transaction() as db:
        db.execute(journeys.update().values(consultant_id=None))
    gives(world)
    world.work()
    hands_over(world)

    takes_back(world)
    world.work()

    assert to_staff(world) == [(REPLIES, GIVE), (REPLIES, ASK_BACK)]


def test_reader_without_an_address_any_more_is_asked_at_the_branch_s(world: World) -> None:
    gives(world)
    world.work()
    with world.runtime.db.transaction() as db:
        db.execute(consultants.update().values(email=""))

    takes_back(world)
    world.work()

    assert to_staff(world) == [(CALUM, GIVE), (REPLIES, ASK_BACK)]


def test_words_that_wait_go_to_whoever_looks_after_the_candidate_by_then(world: World) -> None:
    world.mail.answers = [CallFailed("busy")]
    gives(world)
    world.work()
    hands_over(world)
    world.clock.forward(minutes=10)
    world.work()

    takes_back(world)
    world.work()

    assert to_staff(world) == [(NADIA, GIVE), (NADIA, ASK_BACK)]


def test_new_words_for_another_do_not_keep_the_old_ones_from_being_asked_back(world: World) -> None:
    gives(world)
    world.work()
    hands_over(world)
    takes_back(world)

    gives(world, NEWER)
    world.work()

    assert sorted(to_staff(world)[1:]) == [(CALUM, ASK_BACK), (NADIA, GIVE)]


def test_words_that_come_back_from_a_busy_server_once_others_were_given_do_not_go(world: World) -> None:
    """The server was being asked as they were taken back: only once it has refused is it known."""
    gives(world)
    with world.runtime.db.transaction() as db:
        begun = {"state": "sending", "consultant_id": signed_in(world, CALUM).consultant_id}
        db.execute(effects.update().where(effects.c.kind == "pass_on").values(**begun))
    takes_back(world)
    gives(world, NEWER)
    with world.runtime.db.transaction() as db:
        db.execute(effects.update().where(effects.c.state == "sending").values(state="waiting"))

    world.work()

    assert to_staff(world) == [(CALUM, GIVE)]
    assert "day rota" in world.mail.sent[-1].text


def test_note_given_before_treatment_was_raised_is_held_until_the_manager_has_rung(world: World) -> None:
    name_team(world)
    gives(world)
    world.work()
    desk = Desk(world.runtime)
    before = desk.journey(signed_in(world, CALUM), 1).row

    tells(world, Flag.TREATMENT)
    told = [desk.journey(signed_in(world, email), 1).row for email in (CALUM, NADIA)]
    desk.rung(signed_in(world, NADIA), 1)
    after = desk.journey(signed_in(world, CALUM), 1).row

    assert (before.group, before.note_held) == (DeskGroup.TODAY, False)
    assert [one.note_held for one in told] == [True, True]
    assert [one.group for one in told] == [DeskGroup.WAITING, DeskGroup.ALERT]
    assert (after.group, after.note_held) == (DeskGroup.TODAY, False)


def test_what_went_is_told_although_the_note_is_held_by_now(world: World) -> None:
    gives(world)
    world.work()
    takes_back(world)
    tells(world, Flag.TREATMENT)

    has_sent(world, note(world))

    view = FollowUps(world.runtime).composer(token(world))
    assert view.state is ComposerState.HELD
    assert [one.went_anyway is not None for one in view.versions] == [True]
