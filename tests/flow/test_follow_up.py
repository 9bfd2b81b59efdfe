"""The candidate's follow-up over a whole world: saved, given to the consultant, taken back, sent on."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from integrations.errors import CallFailed, OutcomeUnknown
from plugin.coaching.route import POLICY
from plugin.errors import LinkGone, NotFound
from plugin.flow.desk import Desk
from plugin.flow.follow_up import FollowUps
from plugin.flow.follow_up_rows import KEEP_DRAFTS
from plugin.flow.pass_on import PassOns
from plugin.flow.stop import Stops
from plugin.flow.survey_view import OPEN_FOR
from plugin.flow.upkeep import keep_up
from plugin.follow_up import Words
from plugin.keys import Purpose
from plugin.reflection import Flag, Reflection, Route, StillWant
from plugin.surveys.answers import dump
from plugin.tables import branches, consultants, effects, follow_ups, history, reflections
from plugin.views import ComposerState, ComposerView, DeskGroup, SignedIn, StopScope, TimelineEntry
from tests.support.world import World, build_world

MINE = Words("Thank you, Priya", "Dear Priya,\n\nI ran the night rota for two years.\n\nIsla")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Isla has answered and has been coached."""
    world = build_world(f"sqlite:///{tmp_path / 'afterview.db'}")
    world.hears("interview.completed")
    world.work()
    world.clock.forward(minutes=95)
    world.work()
    world.answers(world.survey_path(), felt="2", themes=["blanked"], noticed="maybe")
    world.work()
    yield world
    world.runtime.close()


def token(world: World, journey: int = 1) -> str:
    return world.runtime.keys.sign(Purpose.SURVEY, journey)


def pages(world: World) -> FollowUps:
    return FollowUps(world.runtime)


def calum(world: World) -> SignedIn:
    (row,) = world.rows(consultants)
    return SignedIn(world.agency_id, row.id, row.name, "Northgate Recruitment")


def to_staff(world: World) -> list[tuple[str, str]]:
    """(recipient, subject) of every email to somebody else than the candidate."""
    return [(m.to.address, m.subject) for m in world.mail.sent if m.to.address != "isla@example.com"]


def give(world: World, words: Words = MINE) -> ComposerView:
    return pages(world).pass_on(token(world), 0, words)


def asked_at(world: World) -> datetime:
    """When the only note was given."""
    [row] = world.rows(follow_ups)
    return row.permitted_at


def set_route(world: World, rules: dict[str, Any]) -> None:
    with world.runtime.db.transaction() as db:
        db.execute(branches.update().values(policy={POLICY: rules}))


GIVEN = ("calum@northgate.example", "A candidate asks you to pass a note on")
TAKEN_BACK = ("calum@northgate.example", "Please do not send that note")


def test_composer_opens_with_the_draft_of_the_plan(world: World) -> None:
    view = pages(world).composer(token(world))

    [version] = view.versions
    assert (view.state, view.route) == (ComposerState.OPEN, Route.DIRECT)
    assert version.words.body.startswith("Dear Priya Shah,\n\n")
    assert version.words.body.endswith("Isla Fraser")


def test_looking_records_nothing(world: World) -> None:
    """EM-08."""
    before = len(world.rows(history)), len(world.rows(effects))

    pages(world).composer(token(world))
    pages(world).marks(token(world), MINE)

    assert world.rows(follow_ups) == []
    assert (len(world.rows(history)), len(world.rows(effects))) == before


def test_marks_leave_the_names_of_the_interview_alone(world: World) -> None:
    names, body = pages(world).marks(token(world), Words("Depot manager", "I am so sorry, Priya Shah."))

    assert names == ()
    assert [one.kind for one in body] == ["apology"]


def test_saved_words_come_back_and_are_sealed(world: World) -> None:
    pages(world).save_follow_up(token(world), 0, MINE)

    [row] = world.rows(follow_ups)
    assert pages(world).composer(token(world)).versions[0].words == MINE
    assert b"night rota" not in row.words
    assert row.permitted_at is None
    assert to_staff(world) == []


def test_permission_is_kept_with_the_exact_words_and_the_moment(world: World) -> None:
    give(world)

    [row] = world.rows(follow_ups)
    assert row.permitted_at == world.clock.at
    assert world.runtime.keys.unseal_json(row.words) == {
        "to": "Priya Shah",
        "subject": MINE.subject,
        "body": MINE.body,
    }
    [noted] = world.rows(history, what="follow_up.passed_on")
    assert (noted.who, noted.happened_at) == ("candidate", world.clock.at)


def test_consultant_gets_exactly_the_words_within_the_next_turn(world: World) -> None:
    give(world)
    world.work()

    message = world.mail.sent[-1]
    assert to_staff(world) == [GIVEN]
    assert f"Subject: {MINE.subject}\n\n{MINE.body}\n" in re.sub(r"\n{3,}", "\n\n", message.text)
    assert "/desk/1" in message.text


def test_branch_without_a_consultant_gets_them_itself(world: World) -> None:
    with world.runtime.db.transaction() as db:
        db.exec_driver_sql("UPDATE journeys SET consultant_id = NULL")

    give(world)
    world.work()

    assert [recipient for recipient, _ in to_staff(world)] == ["hello@northgate.example"]


def test_pressed_twice_is_given_once_and_the_first_words_hold(world: World) -> None:
    give(world)

    view = give(world, Words("Other", "Other words"))
    world.work()

    assert view.versions[0].words == MINE
    assert to_staff(world) == [GIVEN]
    assert len(world.rows(history, what="follow_up.passed_on")) == 1


def test_saving_does_not_change_what_the_consultant_has(world: World) -> None:
    give(world)

    view = pages(world).save_follow_up(token(world), 0, Words("Other", "Other words"))

    assert view.versions[0].words == MINE


def test_taken_back_before_the_email_goes_nobody_hears_of_it(world: World) -> None:
    give(world)

    view = pages(world).take_back(token(world), 0)
    world.work()

    assert view.versions[0].passed_on is None
    assert to_staff(world) == []
    assert [row.reason for row in world.rows(effects, kind="pass_on")] == ["taken_back"]
    assert Desk(world.runtime).desk(calum(world), False).rows[0].to_pass_on is False


@pytest.mark.parametrize("in_doubt", [False, True])
def test_taken_back_after_the_email_went_the_consultant_is_asked_not_to_send_it(
    world: World, in_doubt: bool
) -> None:
    world.mail.answers = [OutcomeUnknown("nobody knows")] if in_doubt else []
    give(world)
    world.work()

    pages(world).take_back(token(world), 0)
    world.work()

    assert to_staff(world) == [TAKEN_BACK] if in_doubt else [GIVEN, TAKEN_BACK]
    assert "night rota" not in world.mail.sent[-1].text


def test_taken_back_twice_is_once(world: World) -> None:
    give(world)
    world.work()
    pages(world).take_back(token(world), 0)

    pages(world).take_back(token(world), 0)
    world.work()

    assert to_staff(world) == [GIVEN, TAKEN_BACK]


def test_changed_and_given_again_the_consultant_gets_the_new_words_alone(world: World) -> None:
    """The email that asks not to send the old ones has not gone yet: the new ones take their place."""
    give(world)
    world.work()
    pages(world).take_back(token(world), 0)

    give(world, Words("New", "Newer words"))
    world.work()

    assert to_staff(world) == [GIVEN, GIVEN]
    assert "Newer words" in world.mail.sent[-1].text


def test_mail_server_s_trouble_delays_the_words_and_loses_none(world: World) -> None:
    world.mail.answers = [CallFailed("busy")]
    give(world)
    world.work()
    world.clock.forward(minutes=10)

    world.work()

    assert to_staff(world) == [GIVEN]


def test_consultant_says_that_it_was_sent_and_the_candidate_sees_it(world: World) -> None:
    give(world)
    world.work()
    world.clock.forward(minutes=20)

    PassOns(world.runtime).sent_on(calum(world), 1, 0, asked_at(world))

    [version] = pages(world).composer(token(world)).versions
    assert version.passed_on is not None
    assert (version.passed_on.sent_on_by, version.passed_on.sent_on_at) == ("Calum Reid", world.clock.at)


def test_what_was_sent_on_cannot_be_taken_back(world: World) -> None:
    give(world)
    world.work()
    PassOns(world.runtime).sent_on(calum(world), 1, 0, asked_at(world))

    view = pages(world).take_back(token(world), 0)
    world.work()

    assert view.versions[0].passed_on is not None
    assert to_staff(world) == [GIVEN]


def test_desk_shows_the_note_among_today_until_it_was_sent_on(world: World) -> None:
    desk, marks = Desk(world.runtime), PassOns(world.runtime)
    give(world)

    waiting = desk.desk(calum(world), False).rows[0]
    marks.sent_on(calum(world), 1, 0, asked_at(world))
    marks.sent_on(calum(world), 1, 0, asked_at(world))
    sent = desk.journey(calum(world), 1)
    marks.not_sent_on(calum(world), 1, 0, asked_at(world))

    assert (waiting.to_pass_on, waiting.group) == (True, DeskGroup.TODAY)
    assert (sent.row.to_pass_on, sent.notes[0].words, sent.notes[0].sent_on_by) == (False, MINE, "Calum Reid")
    assert said(desk.journey(calum(world), 1).timeline) == [
        "The candidate asked for a note to be passed on",
        "Calum Reid sent the candidate’s note on",
        "Calum Reid said that the note is still to be sent on",
    ]


def said(timeline: tuple[TimelineEntry, ...]) -> list[str]:
    return [entry.words for entry in timeline if "note" in entry.words.casefold() and ":" not in entry.words]


def test_note_that_was_taken_back_has_no_words_on_the_desk(world: World) -> None:
    give(world)
    pages(world).take_back(token(world), 0)

    [note] = Desk(world.runtime).journey(calum(world), 1).notes

    assert (note.words, note.taken_back_at) == (Words(), world.clock.at)


@pytest.mark.parametrize("changes", [{"consultant_id": 99}, {"agency_id": 99, "sees_everyone": True}])
def test_stranger_can_neither_see_nor_mark_a_note(world: World, changes: dict[str, Any]) -> None:
    """SE-07."""
    give(world)
    person = calum(world)
    stranger = SignedIn(
        **{"agency_id": person.agency_id, "consultant_id": person.consultant_id, **changes},
        name="X",
        agency="Y",
    )

    for mark in (PassOns(world.runtime).sent_on, PassOns(world.runtime).not_sent_on):
        with pytest.raises(NotFound):
            mark(stranger, 1, 0, asked_at(world))
    with pytest.raises(NotFound):
        Desk(world.runtime).journey(stranger, 1)

    assert world.rows(follow_ups)[0].sent_on_at is None


@pytest.mark.parametrize("number", [0, 1])
def test_note_that_was_never_given_cannot_be_marked(world: World, number: int) -> None:
    pages(world).save_follow_up(token(world), 0, MINE)

    with pytest.raises(NotFound):
        PassOns(world.runtime).sent_on(calum(world), 1, number, None)


def test_each_interviewer_has_a_version_of_their_own(tmp_path: Path) -> None:
    world = build_world(f"sqlite:///{tmp_path / 'two.db'}")
    world.hears("interview.completed", interview={"interviewers": ["Priya Shah", "Iain Bell"]})
    world.work()
    world.clock.forward(minutes=95)
    world.work()
    world.answers(world.survey_path(), felt="4")
    world.work()

    pages(world).pass_on(token(world), 1, MINE)
    first, second = pages(world).composer(token(world)).versions
    world.work()

    assert (first.to, first.passed_on) == ("Priya Shah", None)
    assert (second.to, second.words) == ("Iain Bell", MINE)
    assert first.words != second.words
    assert "a note to Iain Bell" in " ".join(world.mail.sent[-1].text.split())
    world.runtime.close()


def test_rule_of_this_moment_wins_over_the_draft_that_was_open(world: World) -> None:
    """9.18: the agency said 'no contact' after the candidate had opened the page."""
    before = pages(world).composer(token(world)).state
    set_route(world, {"clients": {"harbour  LOGISTICS": "none"}})

    view = give(world)
    world.work()

    assert (before, view.state, view.versions) == (ComposerState.OPEN, ComposerState.THEIRS, ())
    assert world.rows(follow_ups) == []
    assert to_staff(world) == []


def test_what_was_given_before_the_rule_changed_can_still_be_taken_back(world: World) -> None:
    give(world)
    set_route(world, {"default": "none"})

    [version] = pages(world).composer(token(world)).versions
    pages(world).take_back(token(world), 0)

    assert version.passed_on is not None
    assert world.rows(follow_ups)[0].taken_back_at == world.clock.at


@pytest.mark.parametrize(
    ("rules", "route"),
    [
        ({}, Route.DIRECT),
        ({"default": "copy"}, Route.COPY),
        ({"default": "copy", "countries": {"GB": "through"}}, Route.THROUGH),
        ({"countries": {"GB": "through"}, "clients": {"Harbour Logistics": "direct"}}, Route.DIRECT),
    ],
)
def test_route_is_the_client_s_then_the_country_s_then_the_branch_s(
    world: World, rules: dict[str, Any], route: Route
) -> None:
    set_route(world, rules)

    assert pages(world).composer(token(world)).route is route


@pytest.mark.parametrize("kind", ["application.rejected", "application.withdrawn", "application.hired"])
def test_application_that_ended_has_no_note_to_send(world: World, kind: str) -> None:
    world.hears(kind)
    world.work()

    view = give(world)

    assert (view.state, view.versions) == (ComposerState.CLOSED, ())
    assert world.rows(follow_ups) == []


@pytest.mark.parametrize("scope", list(StopScope))
def test_candidate_who_stopped_our_emails_keeps_their_note(world: World, scope: StopScope) -> None:
    Stops(world.runtime).stop(world.runtime.keys.sign(Purpose.STOP, 1), scope)

    view = give(world)
    world.work()

    assert (view.state, view.versions[0].words) == (ComposerState.OPEN, MINE)
    assert to_staff(world) == [GIVEN]


def test_candidate_who_opted_out_in_the_ats_keeps_their_note(world: World) -> None:
    world.hears("candidate.opted_out")
    world.work()

    assert pages(world).composer(token(world)).state is ComposerState.OPEN


def test_deleted_candidate_has_no_note_to_send(world: World) -> None:
    world.hears("candidate.deleted")
    world.work()

    assert give(world).state is ComposerState.CLOSED


def test_link_runs_out_with_the_survey_s(world: World) -> None:
    pages(world).save_follow_up(token(world), 0, MINE)
    world.clock.forward(seconds=OPEN_FOR.total_seconds())

    view = give(world)

    assert (view.state, view.versions) == (ComposerState.EXPIRED, ())


@pytest.mark.parametrize(
    ("reflection", "state"),
    [
        (Reflection(flags=(Flag.CRISIS,)), ComposerState.CRISIS),
        (Reflection(flags=(Flag.TREATMENT,)), ComposerState.HELD),
        (Reflection(flags=(Flag.ADJUSTMENT,)), ComposerState.HELD),
        (Reflection(still_want=StillWant.NO), ComposerState.NO_NOTE),
        (Reflection(felt=3, untrue=True), ComposerState.OPEN),
    ],
)
def test_plan_that_holds_the_draft_holds_the_composer(
    world: World, reflection: Reflection, state: ComposerState
) -> None:
    """An untruth that we could not put in one line is theirs to write."""
    sealed = world.runtime.keys.seal_json(dump(reflection))
    with world.runtime.db.transaction() as db:
        db.execute(reflections.update().values(answers=sealed))

    view = pages(world).composer(token(world))
    words = [version.words for version in view.versions]

    assert view.state is state
    assert words == ([Words()] if state is ComposerState.OPEN else [])
    assert view.told
    assert view.help_lines


def test_before_there_are_answers_there_is_no_plan(tmp_path: Path) -> None:
    world = build_world(f"sqlite:///{tmp_path / 'new.db'}")
    world.hears("interview.completed")
    world.work()

    assert give(world).state is ComposerState.UNANSWERED
    assert world.rows(follow_ups) == []
    world.runtime.close()


def test_link_of_another_kind_opens_nothing(world: World) -> None:
    other = world.runtime.keys.sign(Purpose.STOP, 1)

    for ask in (pages(world).composer, lambda link: pages(world).pass_on(link, 0, MINE)):
        with pytest.raises(LinkGone):
            ask(other)


def test_link_of_no_journey_opens_nothing(world: World) -> None:
    for ask in (
        lambda link: pages(world).take_back(link, 0),
        lambda link: pages(world).save_follow_up(link, 0, MINE),
        pages(world).composer,
    ):
        with pytest.raises(LinkGone):
            ask(token(world, 404))


def test_words_that_nobody_was_given_are_forgotten_after_a_month(world: World) -> None:
    pages(world).save_follow_up(token(world), 0, MINE)

    world.clock.forward(seconds=KEEP_DRAFTS.total_seconds())
    keep_up(world.runtime)
    on_the_last_day = world.rows(follow_ups)[0].words
    world.clock.forward(seconds=1)
    keep_up(world.runtime)

    assert on_the_last_day is not None
    assert world.rows(follow_ups)[0].words is None


def test_words_that_were_given_stay_as_the_record_of_the_permission(world: World) -> None:
    give(world)

    world.clock.forward(seconds=(KEEP_DRAFTS + timedelta(days=300)).total_seconds())
    keep_up(world.runtime)

    assert Desk(world.runtime).journey(calum(world), 1).notes[0].words == MINE


def test_deleted_candidate_s_note_is_not_sent(world: World) -> None:
    give(world)
    world.hears("candidate.deleted")

    world.work()

    assert to_staff(world) == []
