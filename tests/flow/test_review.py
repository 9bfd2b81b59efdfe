"""From the press that saves to the one that confirms, and what is changed afterwards."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from plugin.effects import EffectState
from plugin.flow.desk import Desk
from plugin.flow.letters import journey_row
from plugin.flow.reflect import Reflections
from plugin.flow.survey_view import reading_of, reflection_of
from plugin.journeys.timing import REVIEW_TIME
from plugin.reading import Reading
from plugin.reflection import Flag, Lane, Noticed, Reflection, StillWant, Theme
from plugin.surveys.review import Review
from plugin.tables import branches, deliveries, effects, history, journeys, reflections
from tests.support.ats.in_hand import AtsInHand
from tests.support.serious import CALUM, NADIA, name_team, signed_in
from tests.support.world import World

CANARY = "I lost my nerve on the budget"
READINGS = {
    CANARY: Reading(themes=(Theme.BLANKED,), noticed=Noticed.MAYBE, because={Theme.BLANKED: CANARY}),
    "there is no point in going on": Reading(flags=(Flag.CRISIS, Flag.PRIVATE)),
    "I feel awful": Reading(flags=(Flag.DISTRESS,)),
    "they asked whether I plan children": Reading(flags=(Flag.TREATMENT,)),
    "please ring me": Reading(flags=(Flag.CONTACT_ME,)),
    "I needed step-free access": Reading(flags=(Flag.ADJUSTMENT,)),
    "I have had enough of them": Reading(flags=(Flag.WITHDRAWING,)),
    "my mother is ill": Reading(flags=(Flag.PRIVATE,)),
}


@pytest.fixture
def world(world: World) -> World:
    """A world that reads a few sentences, and whose Isla has been asked."""
    reading = replace(world.runtime, read=lambda text, job, names: READINGS.get(text, Reading()))
    asked = world.reading_with(reading)
    asked.hears("interview.completed")
    asked.work()
    asked.clock.forward(hours=2)
    asked.work()
    return asked


def kept(world: World) -> tuple[Reflection, Reading]:
    """The answers as they are kept, and what they were read as."""
    with world.runtime.db.reading() as db:
        [row] = world.rows(journeys)
        found = journey_row(db, row.id)
        return reflection_of(world.runtime, found), reading_of(world.runtime, found)


def lines(ats: AtsInHand) -> list[Sequence[str]]:
    """What each note says, oldest first."""
    return [note.lines for note in ats.notes]


def waiting(world: World) -> dict[str, timedelta]:
    """What waits, and for how long still."""
    rows = world.rows(effects, state=EffectState.WAITING)
    return {row.dedupe_key.partition(":")[0]: row.due_at - world.clock() for row in rows}


def test_a_press_saves_at_once_and_the_email_and_the_note_wait_for_the_review(world: World) -> None:
    answer = world.submits(world.survey_path(), felt="2", in_words=CANARY)

    assert (answer.status_code, answer.location[-7:]) == (303, "/review")
    assert kept(world) == (Reflection(felt=2, in_words=CANARY), READINGS[CANARY])
    assert waiting(world) == {"coaching": REVIEW_TIME, "note": REVIEW_TIME}


def test_what_was_kept_and_what_it_was_read_as_are_sealed(world: World) -> None:
    world.submits(world.survey_path(), in_words=CANARY)

    [row] = world.rows(reflections)
    sealed = [row.answers, row.reading, *(one.body for one in world.rows(deliveries) if one.body)]
    assert [one for one in sealed if CANARY.encode() in one] == []


def test_without_a_confirmation_they_go_after_a_few_minutes_and_nothing_proposed_is_taken_over(
    world: World, ats: AtsInHand
) -> None:
    world.submits(world.survey_path(), felt="2", in_words=CANARY)
    world.work()
    at_once = len(world.mail.sent)

    world.clock.forward(seconds=REVIEW_TIME.total_seconds())
    world.work()

    assert (at_once, len(world.mail.sent)) == (1, 2)
    assert kept(world)[0] == Reflection(felt=2, in_words=CANARY)
    assert "Nothing shared; no call asked for" in lines(ats)[0]


def test_a_confirmation_takes_over_what_was_ticked_and_brings_them_forward(
    world: World, ats: AtsInHand
) -> None:
    path = world.survey_path()
    world.submits(path, felt="2", in_words=CANARY)

    answer = world.confirms(path, share=["themes"], found=["blanked"])
    world.work()

    assert answer.location.endswith("/thanks")
    assert kept(world)[0] == Reflection(
        felt=2, themes=(Theme.BLANKED,), in_words=CANARY, lanes={"themes": Lane.MY_CONSULTANT}
    )
    assert len(world.mail.sent) == 2
    assert "What happened: My mind went blank" in lines(ats)[0]


def test_a_call_asked_for_acts_before_anything_is_confirmed(world: World, ats: AtsInHand) -> None:
    world.submits(world.survey_path(), felt="2", call_me="yes")

    world.work()

    assert [task.title for task in ats.tasks] == ["Please ring Isla Fraser"]
    assert [message.to.address for message in world.mail.sent[1:]] == ["calum@northgate.example"]


def test_a_call_found_in_the_words_waits_for_its_tick(world: World, ats: AtsInHand) -> None:
    path = world.survey_path()
    world.submits(path, in_words="please ring me")
    world.work()
    before = list(ats.tasks)

    world.confirms(path, found=["contact_me"])
    world.work()

    assert before == []
    assert len(ats.tasks) == 1
    assert kept(world)[0].call_me


@pytest.mark.parametrize(
    ("words", "flag"),
    [
        ("please ring me", Flag.CONTACT_ME),
        ("I needed step-free access", Flag.ADJUSTMENT),
        ("I have had enough of them", Flag.WITHDRAWING),
    ],
)
def test_a_person_is_asked_to_ring_once_what_was_found_is_confirmed(
    world: World, words: str, flag: Flag
) -> None:
    path = world.survey_path()
    world.submits(path, in_words=words)
    world.work()
    before = asked_to_ring(world)

    world.confirms(path, found=[flag])
    world.confirms(path, found=[flag])
    world.work()

    assert (before, asked_to_ring(world)) == ([], ["calum@northgate.example"])


def asked_to_ring(world: World) -> list[str]:
    return [one.to.address for one in world.mail.sent if one.subject.startswith("Please ring Isla Fraser")]


@pytest.mark.parametrize(
    ("words", "flags"),
    [
        ("there is no point in going on", (Flag.CRISIS, Flag.PRIVATE)),
        ("I feel awful", (Flag.DISTRESS,)),
        ("they asked whether I plan children", (Flag.TREATMENT,)),
        ("please ring me", ()),
    ],
)
def test_what_is_serious_is_flagged_at_once(world: World, words: str, flags: tuple[Flag, ...]) -> None:
    world.submits(world.survey_path(), in_words=words)

    assert kept(world)[0].flags == flags


def test_in_a_crisis_the_email_does_not_wait(world: World) -> None:
    world.submits(world.survey_path(), in_words="there is no point in going on")

    assert waiting(world)["coaching"] == timedelta(0)


def test_a_change_does_not_put_off_the_email_of_a_crisis(world: World) -> None:
    path = world.survey_path()
    world.submits(path, in_words="there is no point in going on")

    world.submits(path, in_words="there is no point in going on", felt="1")

    assert waiting(world)["coaching"] == timedelta(0)


def test_what_was_flagged_once_stays_when_the_words_are_changed(world: World) -> None:
    path = world.survey_path()
    world.answers(path, in_words="I feel awful")

    world.answers(path, in_words="It was fine")

    assert kept(world)[0].flags == (Flag.DISTRESS,)


def test_words_that_cannot_be_read_are_kept_all_the_same(world: World) -> None:
    def breaks(text: str, job: str, names: Iterable[str]) -> Reading:
        raise RuntimeError("the reader broke")

    broken = world.reading_with(replace(world.runtime, read=breaks))

    answer = broken.submits(broken.survey_path(), in_words=CANARY)

    assert answer.status_code == 303
    assert kept(broken) == (Reflection(in_words=CANARY), Reading())


NAMES = ("Isla Fraser", "Calum Reid", "Harbour Logistics", "Priya Shah")


def test_the_reader_is_told_the_job_both_texts_and_the_names_to_keep_back(world: World) -> None:
    asked: list[tuple[str, str, tuple[str, ...]]] = []

    def listens(text: str, job: str, names: Iterable[str]) -> Reading:
        asked.append((text, job, tuple(names)))
        return Reading()

    listening = world.reading_with(replace(world.runtime, read=listens))
    listening.submits(listening.survey_path(), in_words="I froze", missed_point="My rota")
    listening.submits(listening.survey_path(), felt="3")

    assert asked == [("I froze\nMy rota", "Depot manager", NAMES)]


def test_a_change_after_the_note_is_written_as_one_more_that_replaces_it(
    world: World, ats: AtsInHand
) -> None:
    path = world.survey_path()
    world.answers(path, share=["themes"], felt="2", themes=["blanked"])
    world.work()

    world.clock.forward(days=1)
    world.submits(path, felt="2", themes=["nerves"])
    world.confirms(path)
    world.work()

    first, second = lines(ats)
    assert "What happened: My mind went blank" in first
    assert "What happened: Nerves got to me" in second
    assert any(line.endswith("This replaces the earlier note") for line in second)
    assert [row.dedupe_key.rpartition(":")[2] for row in world.rows(effects, kind="note")] == ["0", "1"]


def test_a_lane_drawn_back_is_told_without_its_content(world: World, ats: AtsInHand) -> None:
    """PR-07."""
    path = world.survey_path()
    world.answers(path, share=["in_words", "themes"], in_words=CANARY, themes=["blanked"])
    world.work()

    world.clock.forward(days=1)
    world.confirms(path, **{"lane-in_words": "only_me"})
    world.work()

    first, second = lines(ats)
    assert f"In their own words: “{CANARY}”" in first
    assert "No longer shared, and not to be used: In their own words" in second
    assert not [line for line in second if CANARY in line]
    assert "What happened: My mind went blank" in second


def test_a_change_that_shares_nothing_new_writes_no_note(world: World, ats: AtsInHand) -> None:
    path = world.survey_path()
    world.answers(path, share=["themes"], felt="2", themes=["blanked"])
    world.work()

    world.answers(path, felt="5", themes=["blanked"])
    world.work()

    assert len(ats.notes) == 1
    assert len(world.mail.sent) == 2


def test_a_text_that_is_changed_is_private_until_it_is_shared_again(world: World, ats: AtsInHand) -> None:
    path = world.survey_path()
    world.answers(path, share=["in_words"], in_words=CANARY)
    world.work()

    world.submits(path, in_words="my mother is ill")
    world.clock.forward(seconds=REVIEW_TIME.total_seconds())
    world.work()

    assert kept(world)[0].lanes == {}
    assert not [line for note in lines(ats) for line in note if "my mother is ill" in line]
    assert "No longer shared, and not to be used: In their own words" in lines(ats)[1]


def test_what_may_be_told_to_the_employer_is_said_to_the_consultant_and_to_nobody_else(
    world: World, ats: AtsInHand
) -> None:
    path = world.survey_path()
    world.submits(path, missed_point="I ran the Leith depot", themes=["blanked"])

    world.confirms(path, share=["themes"], **{"lane-missed_point": "may_tell_client"})
    world.work()

    assert "You may tell the employer: Wishes they had said" in lines(ats)[0]
    assert {message.to.address for message in world.mail.sent} == {"isla@example.com"}


def test_a_change_after_the_application_has_ended_still_mends_the_note(world: World, ats: AtsInHand) -> None:
    path = world.survey_path()
    world.answers(path, share=["themes"], themes=["blanked"])
    world.work()
    world.clock.forward(minutes=1)
    world.hears("application.rejected")
    world.work()

    world.confirms(path, **{"lane-themes": "only_me"})
    world.work()

    assert "No longer shared, and not to be used: What happened" in lines(ats)[1]


def test_of_two_tabs_the_last_that_confirms_holds_and_is_told(world: World, ats: AtsInHand) -> None:
    path = world.survey_path()
    token = path.removeprefix("/r/")
    world.submits(path, felt="2", themes=["blanked"], still_want="yes")
    one = Review(1, lanes={"themes": Lane.MY_CONSULTANT})
    two = Review(1, lanes={"themes": Lane.ONLY_ME, "still_want": Lane.MY_CONSULTANT})

    first = Reflections(world.runtime).confirm(token, one)
    second = Reflections(world.runtime).confirm(token, two)
    world.work()

    assert (first.overtook, second.overtook) == (False, True)
    assert kept(world)[0].lanes == {"still_want": Lane.MY_CONSULTANT}
    assert "What happened: My mind went blank" not in lines(ats)[-1]


def test_a_tab_that_shows_older_words_cannot_share_the_newer_ones(world: World) -> None:
    path = world.survey_path()
    token = path.removeprefix("/r/")
    world.submits(path, in_words="It was fine")
    world.submits(path, in_words=CANARY)

    Reflections(world.runtime).confirm(token, Review(1, lanes={"in_words": Lane.MY_CONSULTANT}))

    assert kept(world)[0].lanes == {}


def test_pressing_twice_is_pressing_once(world: World, ats: AtsInHand) -> None:
    path = world.survey_path()
    for _ in range(2):
        world.submits(path, felt="2", themes=["blanked"])
    for _ in range(2):
        world.confirms(path, share=["themes"])
    world.work()
    world.confirms(path)
    world.work()

    assert (len(world.mail.sent), len(ats.notes)) == (2, 1)
    assert [row.what for row in world.rows(history, who="candidate")] == ["reflection.confirmed"]
    assert [row.version for row in world.rows(reflections)] == [2]


def test_the_history_says_what_happened_and_nothing_that_was_said(world: World) -> None:
    path = world.survey_path()
    world.answers(path, share=["in_words"], in_words=CANARY)
    world.answers(path, felt="1", in_words=CANARY)

    rows = world.rows(history, who="candidate")
    steps = ["reflection.confirmed", "reflection.changed", "reflection.confirmed"]
    assert [row.what for row in rows] == steps
    assert CANARY not in repr(rows)


def test_the_agencys_own_questions_are_asked_kept_and_told(world: World, ats: AtsInHand) -> None:
    with world.runtime.db.transaction() as db:
        db.execute(update(branches).values(policy={"modules": ["next_step", "practice"]}))
    path = world.survey_path()

    page = world.client.get(path).text
    world.answers(path, share=["next_step"], next_step="no_date", practice="yes")
    world.work()

    assert "Did they say what happens next, and when?" in page
    assert kept(world)[0].extras == {"next_step": ("no_date",), "practice": ("yes",)}
    assert "Told of the next step: Yes, but not when" in lines(ats)[0]
    assert not [line for line in lines(ats)[0] if "Would like to practise: " in line]


def test_a_module_that_is_switched_off_asks_no_more_and_what_was_answered_stays_told(
    world: World, ats: AtsInHand
) -> None:
    with world.runtime.db.transaction() as db:
        db.execute(update(branches).values(policy={"modules": ["next_step"]}))
    path = world.survey_path()
    world.submits(path, felt="2", next_step="no_date")
    world.confirms(path, share=["next_step"])
    with world.runtime.db.transaction() as db:
        db.execute(update(branches).values(policy={}))
    world.work()

    assert "Told of the next step: Yes, but not when" in lines(ats)[0]


def test_the_language_chosen_on_the_page_is_kept_with_the_answers(world: World) -> None:
    path = world.survey_path()

    world.client.post(f"{path}?lang=en", data={"felt": "2"})

    assert [row.language for row in world.rows(journeys)] == ["en"]


def test_a_withdrawal_found_in_the_words_is_an_answer_once_it_is_confirmed(world: World) -> None:
    reading = Reading(flags=(Flag.WITHDRAWING,))
    other = world.reading_with(replace(world.runtime, read=lambda text, job, names: reading))
    path = other.survey_path()
    other.submits(path, in_words="I have taken another job")

    other.confirms(path, found=["withdrawing"])

    assert kept(other)[0].still_want == StillWant.NO


def test_what_must_never_be_missed_is_looked_for_though_the_reader_is_broken(world: World) -> None:
    def breaks(text: str, job: str, names: Iterable[str]) -> Reading:
        raise RuntimeError("the reader broke")

    broken = world.reading_with(replace(world.runtime, read=breaks))

    broken.submits(broken.survey_path(), in_words="I want to die.")
    broken.work()

    assert kept(broken)[0].flags == (Flag.CRISIS, Flag.PRIVATE)
    assert asked_to_ring(broken) == ["calum@northgate.example"]


def desk_told(world: World) -> list[str]:
    """What the consultant is told of the alert on the desk."""
    row = Desk(world.runtime).journey(signed_in(world, CALUM), 1).row
    assert row.alert is not None
    return [one.reason for one in row.alert.told]


def test_that_they_no_longer_want_the_job_is_told_on_the_desk_by_its_lane_alone(world: World) -> None:
    path = world.survey_path()
    world.answers(path, still_want="no")
    private = desk_told(world)

    world.confirms(path, share=["still_want"])

    assert private == ["Ask them how things stand: ring before you speak to the client"]
    assert desk_told(world) == [
        "They may be stepping back from this job: ring before you speak to the client"
    ]


def test_who_no_longer_wants_the_job_is_told_who_rings(world: World) -> None:
    world.answers(world.survey_path(), still_want="no")
    world.work()

    emails = [" ".join(one.text.split()) for one in world.mail.sent if one.to.address == "isla@example.com"]

    assert "Calum Reid has been asked to ring you today, to hear it from you." in emails[-1]


def test_a_withdrawal_that_somebody_gives_back_is_asked_for_anew(world: World) -> None:
    world.answers(world.survey_path(), still_want="no")
    world.work()
    desk, calum = Desk(world.runtime), signed_in(world, CALUM)
    desk.have(calum, 1)

    desk.give_back(calum, 1)
    world.work()

    assert asked_to_ring(world) == [CALUM, CALUM]
    assert [row.taken_at for row in world.rows(journeys)] == [None]


def test_new_words_raise_again_what_somebody_has_already_rung_about(world: World) -> None:
    path = world.survey_path()
    world.answers(path, in_words="I feel awful")
    world.work()
    Desk(world.runtime).rung(signed_in(world, CALUM), 1)
    world.answers(path, in_words="I feel awful", felt="1")
    world.work()
    unchanged = asked_to_ring(world)
    again = {"I feel awful, worse than before": Reading(flags=(Flag.DISTRESS,))}
    other = world.reading_with(replace(world.runtime, read=lambda text, job, names: again[text]))

    other.submits(path, in_words="I feel awful, worse than before")
    other.work()

    assert unchanged == [CALUM]
    assert asked_to_ring(other) == [CALUM, CALUM]


def test_after_improper_treatment_a_reply_goes_to_the_manager_and_not_to_the_consultant(
    world: World,
) -> None:
    name_team(world)
    world.answers(world.survey_path(), in_words="they asked whether I plan children")
    world.work()

    emails = [one for one in world.mail.sent if one.to.address == "isla@example.com"]

    assert [one.reply_to.address for one in emails if one.reply_to] == [CALUM, NADIA]


def test_the_link_that_asks_for_a_call_opens_the_form_at_that_question(world: World) -> None:
    world.answers(world.survey_path(), felt="2")
    world.work()
    (_, path) = world.mail.sent[-1].text.split("Ask for a call:")

    address, _, place = path.split()[0].partition("#")
    page = world.client.get(address.partition("http://127.0.0.1:8000")[2] or address).text

    assert f'id="{place}"' in page


def test_what_a_delivery_is_known_by_says_nothing_of_the_answers(world: World) -> None:
    path = world.survey_path()
    world.answers(path, felt="1")
    world.answers(path, felt="2")

    keys = [row.dedupe_key for row in world.rows(deliveries) if ":reflection:" in row.dedupe_key]

    assert [key.partition(":reflection:")[2] for key in keys] == ["1:1", "1:2"]
