"""Words that come once the survey is over: read all the same, and kept only where they need a person."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from sqlalchemy import update

from plugin.flow.desk import Desk
from plugin.flow.letters import journey_row
from plugin.flow.operator.erase import erase
from plugin.flow.reflect import Reflections, kept
from plugin.flow.survey_view import OPEN_FOR
from plugin.reading import Reading
from plugin.reflection import Flag, Reflection, Theme
from plugin.tables import branches, deliveries, effects, history, journeys, reflections
from plugin.views import DeskGroup, SurveyState
from tests.support.ats.in_hand import AtsInHand
from tests.support.pages import text_of
from tests.support.serious import (
    AWFUL,
    CALUM,
    DESPAIR,
    EWAN,
    NADIA,
    PLAIN,
    READINGS,
    UNFAIR,
    name_team,
    signed_in,
)
from tests.support.world import World

NOT_SAVED = "What you have just sent was not saved. Nobody here has read it."
OVER = "The survey was over when you sent this. A program still read it, and we have kept it."
ISLA = "isla@example.com"


def read_here(text: str, job: str, names: Iterable[str]) -> Reading:
    """What is said of the first sentence that is known."""
    return next((reading for words, reading in READINGS.items() if words in text), Reading())


def understands_nothing(text: str, job: str, names: Iterable[str]) -> Reading:
    return Reading()


@pytest.fixture
def world(world: World) -> World:
    """A world that reads a few sentences, and whose Isla was asked on Tuesday how it went."""
    asked = world.reading_with(replace(world.runtime, read=read_here, read_here=read_here))
    name_team(asked)
    asked.hears("interview.completed")
    asked.work()
    asked.clock.forward(hours=2)
    asked.work()
    asked.clock.forward(minutes=1)
    return asked


CLOSED_BY = (
    "application.rejected",
    "application.withdrawn",
    "application.hired",
    "interview.cancelled",
    "interview.deleted",
    "candidate.opted_out",
)
STOPPED_BY = ("not_this_job", "never")
RUN_OUT = "run out"
ENDS = (*CLOSED_BY, *STOPPED_BY, RUN_OUT)


def end(world: World, by: str) -> str:
    """Let Isla's survey be over; its path."""
    path = world.survey_path()
    if by in CLOSED_BY:
        world.hears(by)
    elif by in STOPPED_BY:
        world.puts_off(path, by)
    else:
        world.clock.forward(days=OPEN_FOR.days, hours=1)
    world.work()
    here = world.reading_with(replace(world.runtime, read=understands_nothing))
    world.runtime, world.client = here.runtime, here.client
    return path


@pytest.fixture(params=ENDS)
def over(request: pytest.FixtureRequest, world: World) -> str:
    """The path of Isla's survey, which is over for each reason in turn."""
    return end(world, request.param)


@pytest.fixture
def run_out(world: World) -> str:
    """The path of Isla's survey, two weeks after her interview."""
    return end(world, RUN_OUT)


@pytest.fixture
def rejected(world: World) -> str:
    """The path of Isla's survey, which her rejection has closed."""
    return end(world, "application.rejected")


def saved(world: World) -> Reflection | None:
    with world.runtime.db.reading() as db:
        return kept(world.runtime, journey_row(db, 1))


def sent(world: World) -> list[str]:
    """Whom emails went to after the survey."""
    return [message.to.address for message in world.mail.sent[1:]]


def asked(world: World) -> list[str]:
    """Who has been asked to ring."""
    return [one.to.address for one in world.mail.sent if one.subject.startswith("Please ring")]


def wait(world: World, minutes: int) -> None:
    for _ in range(minutes // 5):
        world.clock.forward(minutes=5)
        world.work()


def test_words_of_crisis_are_kept_in_private_and_people_are_asked_one_after_the_other(
    world: World, over: str, ats: AtsInHand
) -> None:
    pressed = world.submits(over, felt="1", in_words=DESPAIR)
    world.work()
    at_once = asked(world)
    wait(world, 30)

    said = text_of(pressed.text)
    assert pressed.status_code == 200
    assert OVER in said
    assert "Calum Reid has been asked to ring you within the hour." in said
    assert saved(world) == Reflection(felt=1, in_words=DESPAIR, flags=(Flag.CRISIS, Flag.PRIVATE))
    assert (at_once, asked(world)) == ([CALUM], [CALUM, EWAN, NADIA])
    assert [task.title for task in ats.tasks] == ["Please ring Isla Fraser"]
    assert ats.notes == []
    row = Desk(world.runtime).desk(signed_in(world, CALUM), everyone=False).rows[0]
    assert (row.group, row.said) == (DeskGroup.ALERT, ())


def test_distress_asks_the_owner(world: World, rejected: str) -> None:
    said = text_of(world.submits(rejected, in_words=AWFUL).text)
    world.work()

    assert asked(world) == [CALUM]
    assert "It is all right to leave it for today. Calum Reid has been asked to ring you" in said


def test_treatment_asks_the_manager_alone_and_leaves_no_task(
    world: World, rejected: str, ats: AtsInHand
) -> None:
    said = text_of(world.submits(rejected, in_words=UNFAIR).text)
    world.work()

    assert (asked(world), ats.tasks) == ([NADIA], [])
    assert "Nadia Rahman has been asked to ring you today." in said


def test_other_words_are_not_kept_and_the_page_says_so(world: World, over: str) -> None:
    before = [world.rows(table) for table in (deliveries, effects, history, journeys)]

    pressed = world.submits(over, felt="1", in_words=PLAIN, call_me="yes")
    world.work()

    assert pressed.status_code == 409
    assert NOT_SAVED in text_of(pressed.text)
    assert world.rows(reflections) == []
    assert [world.rows(table) for table in (deliveries, effects, history, journeys)] == before


def test_they_are_shown_to_no_reader_elsewhere(world: World, rejected: str) -> None:
    """Most are not even kept; and who opted out has objected."""
    shown: list[str] = []

    def elsewhere(text: str, job: str, names: Iterable[str]) -> Reading:
        shown.append(text)
        return Reading()

    asks = world.reading_with(replace(world.runtime, read=elsewhere))
    for words in (PLAIN, DESPAIR):
        asks.submits(rejected, in_words=words)

    assert shown == []


def test_pressed_twice_it_is_kept_once_and_nobody_is_asked_twice(world: World, over: str) -> None:
    first = world.submits(over, in_words=DESPAIR)
    world.work()
    once = (world.rows(reflections), world.rows(effects), asked(world))

    second = world.submits(over, in_words=DESPAIR)
    world.work()

    assert (second.status_code, second.text) == (first.status_code, first.text)
    assert (world.rows(reflections), world.rows(effects), asked(world)) == once


def test_the_survey_stays_over_and_shows_nothing_of_them(world: World, over: str) -> None:
    survey = Reflections(world.runtime)
    before = survey.survey(over.removeprefix("/r/"))

    world.submits(over, in_words=DESPAIR)

    assert survey.survey(over.removeprefix("/r/")) == before
    pages = [world.client.get(over + more, follow_redirects=True).text for more in ("", "/thanks", "/review")]
    assert [page for page in pages if DESPAIR in page] == []


def test_the_history_says_that_they_wrote_and_not_that_they_answered(world: World, rejected: str) -> None:
    world.submits(rejected, in_words=DESPAIR)

    heard = [one.words for one in Desk(world.runtime).journey(signed_in(world, CALUM), 1).timeline]
    assert heard.count("The candidate wrote once the survey was over") == 1
    assert "The candidate answered" not in heard


def test_new_words_after_somebody_has_taken_it_ask_anew(world: World, rejected: str) -> None:
    world.submits(rejected, in_words=AWFUL)
    world.work()
    Desk(world.runtime).have(signed_in(world, CALUM), 1)

    world.submits(rejected, in_words=DESPAIR)
    world.work()

    assert asked(world) == [CALUM, CALUM]


@pytest.mark.parametrize("by", [*CLOSED_BY, *STOPPED_BY])
def test_who_is_written_to_no_more_gets_no_email_for_it(world: World, by: str) -> None:
    path = end(world, by)

    world.submits(path, in_words=DESPAIR)
    wait(world, 60)

    assert ISLA not in sent(world)
    assert asked(world) != []


@pytest.mark.parametrize(
    ("words", "letter"),
    [
        (DESPAIR, "Please talk to somebody now."),
        (UNFAIR, "What you describe does not belong in an interview."),
    ],
)
def test_a_link_that_has_only_run_out_brings_the_letter_that_has_no_tips_once(
    world: World, run_out: str, words: str, letter: str
) -> None:
    for point in ("", "I ran the depot", ""):
        world.submits(run_out, in_words=words, missed_point=point)
        world.work()

    letters = [one for one in world.mail.sent[1:] if one.to.address == ISLA]
    assert [letter in " ".join(one.text.split()) for one in letters] == [True]
    assert [row.state for row in world.rows(journeys)] == ["invited"]
    assert Desk(world.runtime).journey(signed_in(world, CALUM), 1).row.state_words == (
        "Asked; they wrote once the survey was over"
    )


def test_an_email_with_tips_is_not_sent_two_weeks_later(world: World, run_out: str) -> None:
    world.submits(run_out, in_words=AWFUL)
    wait(world, 60)

    assert ISLA not in sent(world)


def test_an_address_that_wants_nothing_more_gets_nothing_though_the_link_has_run_out(world: World) -> None:
    path = world.survey_path()
    world.puts_off(path, "never")
    end(world, RUN_OUT)

    world.submits(path, in_words=DESPAIR)
    wait(world, 60)

    assert ISLA not in sent(world)
    assert asked(world) == [CALUM, EWAN, NADIA]


def test_who_answered_in_time_and_writes_too_late_has_changed_their_answers(
    world: World, ats: AtsInHand
) -> None:
    path = world.survey_path()
    world.answers(path, share=["in_words"], felt="2", in_words=PLAIN)
    end(world, RUN_OUT)

    pressed = [world.submits(path, felt="2", in_words=DESPAIR) for _ in range(2)]
    world.work()
    wait(world, 10)

    assert [one.status_code for one in pressed] == [200, 200]
    assert saved(world) == Reflection(
        felt=2, in_words=DESPAIR, flags=(Flag.CRISIS, Flag.PRIVATE), taken_back=("in_words",)
    )
    assert asked(world)[0] == CALUM
    assert len(ats.notes) == 2
    assert not [line for line in ats.notes[-1].lines if PLAIN in line or DESPAIR in line]


def test_ticks_that_come_too_late_beside_serious_words_change_no_answer(world: World) -> None:
    path = world.survey_path()
    world.answers(path, share=["themes"], felt="2", themes=["nerves"], in_words=PLAIN)
    end(world, RUN_OUT)

    world.submits(path, felt="5", themes=["rambled"], in_words=DESPAIR)

    after = saved(world)
    assert after is not None
    assert (after.felt, after.themes, after.in_words) == (2, (Theme.NERVES,), DESPAIR)
    assert after.flags == (Flag.CRISIS, Flag.PRIVATE)


def test_who_answered_in_time_and_changes_something_else_too_late_has_changed_nothing(world: World) -> None:
    path = world.survey_path()
    world.answers(path, felt="2", in_words=PLAIN)
    before = saved(world)
    end(world, RUN_OUT)

    pressed = world.submits(path, felt="1", in_words=PLAIN)

    assert (pressed.status_code, saved(world)) == (409, before)


def test_what_a_survey_closed_on_is_read_though_it_was_open_when_the_page_was_loaded(world: World) -> None:
    """The application ends between the page's look and the press."""
    path = world.survey_path()

    def reads(text: str, job: str, names: Iterable[str]) -> Reading:
        world.hears("application.rejected")
        world.work()
        return READINGS[text]

    pressed = world.reading_with(replace(world.runtime, read=reads)).submits(path, in_words=DESPAIR)
    world.work()

    assert (pressed.status_code, asked(world)) == (200, [CALUM])
    assert OVER in text_of(pressed.text)


def test_words_too_long_for_the_form_are_read_and_kept(world: World, run_out: str) -> None:
    long = " ".join([*["It went on and on."] * 100, DESPAIR])

    world.submits(run_out, in_words=long)
    world.work()

    found = saved(world)
    assert found is not None
    assert (found.in_words, asked(world)) == (long, [CALUM])


def test_of_a_candidate_deleted_in_the_ats_nothing_is_read_kept_or_told(world: World) -> None:
    path = world.survey_path()
    world.hears("candidate.deleted")
    world.work()
    read: list[str] = []

    def notes_what_it_reads(text: str, job: str, names: Iterable[str]) -> Reading:
        read.append(text)
        return READINGS[text]

    here = replace(world.runtime, read=notes_what_it_reads, read_here=notes_what_it_reads)
    pressed = world.reading_with(here).submits(path, in_words=DESPAIR)
    wait(world, 60)

    assert (pressed.status_code, read, world.rows(reflections), asked(world)) == (409, [], [], [])
    assert NOT_SAVED in text_of(pressed.text)
    assert '<details class="help" open>' in pressed.text


def test_an_erased_candidate_stays_erased(world: World) -> None:
    path = world.survey_path()
    world.answers(path, felt="2", in_words=PLAIN)
    erase(world.runtime, "Northgate Recruitment", ISLA, "an operator", lambda _count: None)

    pressed = world.submits(path, in_words=DESPAIR)
    wait(world, 60)

    assert (pressed.status_code, world.rows(reflections), asked(world)) == (409, [], [])


def test_erasing_takes_words_that_came_too_late_as_well(world: World, run_out: str) -> None:
    world.submits(run_out, in_words=DESPAIR)

    erase(world.runtime, "Northgate Recruitment", ISLA, "an operator", lambda _count: None)

    assert world.rows(reflections) == []
    assert [row for row in world.rows(deliveries, source="reflection") if row.body] == []


def test_a_survey_that_opens_again_is_answered_with_what_was_raised_before_it(
    world: World, ats: AtsInHand
) -> None:
    path = end(world, "application.rejected")
    world.submits(path, in_words=DESPAIR)
    world.work()
    world.clock.forward(minutes=1)
    world.hears("application.reopened")
    world.work()

    state = Reflections(world.runtime).survey(path.removeprefix("/r/")).state
    pressed = world.submits(path, felt="4", in_words=PLAIN)
    world.work()
    wait(world, 10)

    assert (state, pressed.status_code) == (SurveyState.OPEN, 303)
    assert saved(world) == Reflection(felt=4, in_words=PLAIN, flags=(Flag.CRISIS,))
    assert asked(world)[0] == CALUM
    assert asked(world).count(CALUM) == 1
    (letter,) = (one for one in world.mail.sent[1:] if one.to.address == ISLA)
    assert "Please talk to somebody now." in " ".join(letter.text.split())
    assert len(ats.notes) == 1


def test_just_the_advice_after_words_that_came_too_late_forgets_no_flag(world: World) -> None:
    path = end(world, "application.rejected")
    world.submits(path, in_words=DESPAIR)
    world.clock.forward(minutes=1)
    world.hears("application.reopened")
    world.work()

    world.puts_off(path, "advice")
    world.work()

    assert saved(world) == Reflection(flags=(Flag.CRISIS,))
    (letter,) = (one for one in world.mail.sent[1:] if one.to.address == ISLA)
    assert "Please talk to somebody now." in " ".join(letter.text.split())


def test_after_words_of_crisis_that_came_too_late_the_word_about_the_rejection_is_left_to_a_person(
    world: World,
) -> None:
    path = end(world, "application.rejected")

    world.submits(path, in_words=DESPAIR)
    for _ in range(3 * 24):
        world.clock.forward(hours=1)
        world.work()

    assert ISLA not in sent(world)
    (row,) = world.rows(effects, kind="rejection")
    assert (row.state, row.reason) == ("skipped", "left_to_a_person")


def test_a_branch_that_is_off_still_asks_a_person(world: World, run_out: str) -> None:
    with world.runtime.db.transaction() as db:
        db.execute(update(branches).values(mode="off"))

    world.submits(run_out, in_words=DESPAIR)
    world.work()

    assert (asked(world), ISLA in sent(world)) == ([CALUM], False)


def test_who_rings_is_said_by_the_office_hours_of_that_day(world: World) -> None:
    path = world.survey_path()
    world.clock.forward(days=OPEN_FOR.days, hours=10)

    said = text_of(world.submits(path, in_words=DESPAIR).text)

    assert "Calum Reid has been asked to ring you tomorrow, from 9:00." in said
