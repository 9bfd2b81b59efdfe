"""What is told after the coaching email went: where the tips stop, a letter says so, once."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from sqlalchemy import update

from integrations.errors import CallFailed, OutcomeUnknown
from integrations.mail.contract import Message
from plugin.effects import EffectState
from plugin.flow.desk import Desk
from plugin.reading import Reading
from plugin.tables import effects, reflections
from tests.support.serious import (
    AWFUL,
    CALUM,
    DESPAIR,
    NADIA,
    PLAIN,
    READINGS,
    UNFAIR,
    name_team,
    signed_in,
)
from tests.support.world import FakeMail, World

TIPS, CRISIS, TREATMENT, DISTRESS = "tips", "crisis", "treatment", "distress"
_TOLD_BY = {
    "Please talk to somebody now.": CRISIS,
    "What you describe does not belong in an interview.": TREATMENT,
    "That sounds like a really hard day": DISTRESS,
}


def reads(text: str, job: str, names: Iterable[str]) -> Reading:
    return next((reading for words, reading in READINGS.items() if words in text), Reading())


@pytest.fixture
def world(world: World) -> World:
    """A world that reads a few sentences, and whose Isla has been asked."""
    asked = world.reading_with(replace(world.runtime, read=reads))
    name_team(asked)
    asked.hears("interview.completed")
    asked.work()
    asked.clock.forward(hours=2)
    asked.work()
    return asked


@pytest.fixture
def coached(world: World) -> str:
    """The path of Isla's survey. She told us of an ordinary slip, and has had the coaching email."""
    path = world.survey_path()
    tells(world, path, PLAIN)
    return path


def tells(world: World, path: str, *texts: str) -> None:
    """Isla saves each of these in turn, a minute apart, and confirms it."""
    for text in texts:
        world.clock.forward(minutes=1)
        world.answers(path, felt="2", in_words=text)
        world.work()


def letters(world: World) -> list[str]:
    """What each email to Isla after the survey was about."""
    return [about(one) for one in world.mail.sent[1:] if one.to.address == "isla@example.com"]


def about(message: Message) -> str:
    text = " ".join(message.text.split())
    return next((kind for words, kind in _TOLD_BY.items() if words in text), TIPS)


def asked(world: World) -> list[str]:
    """Who has been asked to ring."""
    return [one.to.address for one in world.mail.sent if one.subject.startswith("Please ring")]


def test_a_crisis_brings_its_letter_at_once_under_a_name_of_its_own(world: World, coached: str) -> None:
    world.submits(coached, felt="1", in_words=DESPAIR)
    world.work()

    assert letters(world) == [TIPS, CRISIS]
    assert asked(world) == [CALUM]
    coaching = [one for one in world.mail.sent if one.tag.startswith("coaching:")]
    assert [one.tag for one in coaching] == ["coaching:1:0", "coaching:1:1"]
    assert len({one.message_id for one in coaching}) == 2
    assert len({one.subject for one in coaching}) == 1


def test_no_later_edit_brings_it_again(world: World, coached: str) -> None:
    tells(world, coached, DESPAIR, f"{DESPAIR}. Truly.", PLAIN, DESPAIR)
    Desk(world.runtime).have(signed_in(world, CALUM), 1)
    tells(world, coached, f"{DESPAIR}, and nobody sees it")
    world.clock.forward(days=1)
    world.work()

    assert letters(world) == [TIPS, CRISIS]
    assert asked(world).count(CALUM) == 2


@pytest.mark.parametrize(
    ("told", "gets"),
    [
        ([UNFAIR], [TIPS, TREATMENT]),
        ([UNFAIR, f"{UNFAIR} again"], [TIPS, TREATMENT]),
        ([UNFAIR, DESPAIR], [TIPS, TREATMENT, CRISIS]),
        ([DESPAIR, UNFAIR], [TIPS, CRISIS]),
        ([AWFUL], [TIPS]),
        ([AWFUL, DESPAIR], [TIPS, CRISIS]),
        ([f"{PLAIN} twice"], [TIPS]),
    ],
)
def test_a_letter_goes_where_the_tips_stop_and_the_worse_one_holds(
    world: World, coached: str, told: list[str], gets: list[str]
) -> None:
    tells(world, coached, *told)

    assert letters(world) == gets


@pytest.mark.parametrize(
    ("first", "then", "gets"),
    [
        (AWFUL, DESPAIR, [DISTRESS, CRISIS]),
        (AWFUL, UNFAIR, [DISTRESS, TREATMENT]),
        (UNFAIR, DESPAIR, [TREATMENT, CRISIS]),
        (UNFAIR, AWFUL, [TREATMENT]),
        (DESPAIR, f"{DESPAIR} at all", [CRISIS]),
    ],
)
def test_whatever_the_first_email_was_each_letter_goes_once(
    world: World, first: str, then: str, gets: list[str]
) -> None:
    path = world.survey_path()

    tells(world, path, first, then)

    assert letters(world) == gets


def test_an_email_that_still_waits_says_it_itself(world: World) -> None:
    path = world.survey_path()

    world.submits(path, felt="2", in_words=PLAIN)
    world.clock.forward(minutes=1)
    world.submits(path, felt="2", in_words=DESPAIR)
    world.work()

    assert letters(world) == [CRISIS]


def test_it_goes_though_nobody_knows_whether_the_first_one_did(world: World) -> None:
    path = world.survey_path()
    world.mail.answers = [OutcomeUnknown("no answer within 30 s")]
    tells(world, path, PLAIN)

    tells(world, path, DESPAIR)

    assert letters(world) == [CRISIS]
    assert [row.state for row in world.rows(effects, kind="coaching")] == ["unknown", "done"]


def test_a_letter_that_waits_is_not_wanted_twice(world: World, coached: str) -> None:
    world.mail.down = CallFailed("the mail server cannot be reached")
    tells(world, coached, UNFAIR, DESPAIR, f"{DESPAIR} at all")
    world.mail.down = None
    world.clock.forward(hours=1)
    world.work()

    assert letters(world) == [TIPS, CRISIS]
    assert set(asked(world)) == {NADIA}


class MeetingMail(FakeMail):
    """Lets something happen while it holds the coaching email, and then does not take it."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self._meanwhile: Callable[[], object] | None = meanwhile

    def send(self, message: Message) -> str:
        if self._meanwhile and message.tag.startswith("coaching:"):
            meanwhile, self._meanwhile = self._meanwhile, None
            meanwhile()
            raise CallFailed("the connection broke before the message was taken")
        return super().send(message)


def test_an_email_overtaken_as_it_failed_is_not_tried_again(world: World) -> None:
    """It would be written anew from the answers as they are then: a second copy of the letter."""
    path = world.survey_path()
    mail = MeetingMail(lambda: world.submits(path, felt="2", in_words=DESPAIR))
    slow = replace(world, runtime=replace(world.runtime, mail=mail), mail=mail)
    world.submits(path, felt="2", in_words=PLAIN)

    for _ in range(8):
        world.clock.forward(minutes=5)
        slow.work()

    assert [about(one) for one in mail.sent if one.to.address == "isla@example.com"] == [CRISIS]
    states = {row.dedupe_key: (row.state, row.reason) for row in world.rows(effects, kind="coaching")}
    assert states == {
        "coaching:1:0": (EffectState.SKIPPED, "told_elsewhere"),
        "coaching:1:1": (EffectState.DONE, ""),
    }
    assert Desk(world.runtime).journey(signed_in(world, CALUM), 1).row.not_sent == ()


@pytest.mark.parametrize("ended", ["application.rejected", "candidate.opted_out"])
def test_who_is_written_to_no_more_gets_no_letter_and_a_person_all_the_same(
    world: World, coached: str, ended: str
) -> None:
    world.hears(ended)
    world.work()

    tells(world, coached, DESPAIR)

    assert letters(world) == [TIPS]
    assert asked(world) == [CALUM]


def test_the_desk_tells_of_a_second_email_and_not_of_what_it_is(world: World, coached: str) -> None:
    tells(world, coached, DESPAIR)

    view = Desk(world.runtime).journey(signed_in(world, CALUM), 1)

    assert view.row.state_words == "Answered and coached"
    assert [one.words for one in view.timeline].count("Coaching email: sent") == 2


def test_on_which_side_of_a_comparison_they_are_stays_as_it_was(world: World, coached: str) -> None:
    with world.runtime.db.transaction() as db:
        db.execute(update(reflections).values(held_out=True))

    tells(world, coached, DESPAIR)

    assert letters(world) == [TIPS, CRISIS]
    assert [row.held_out for row in world.rows(reflections)] == [True]
