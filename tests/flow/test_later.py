"""What a candidate may press instead of answering: each acts once, at once, and is honoured everywhere."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from plugin.effects import EffectState, SkipReason
from plugin.keys import Purpose, address_hash
from plugin.tables import (
    agencies,
    branches,
    candidates,
    effects,
    history,
    journeys,
    reflections,
    suppressions,
)
from tests.support.ats.in_hand import AtsInHand
from tests.support.world import World

NINE = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture
def path(world: World) -> str:
    """The path of the survey about Isla's interview, which ended on a Tuesday at ten."""
    world.hears("interview.completed")
    world.work()
    world.clock.forward(hours=2)
    world.work()
    return world.survey_path()


def test_tomorrow_at_nine_asks_once_more_at_nine(world: World, path: str) -> None:
    answer = world.puts_off(path, "tomorrow")
    page = world.client.get(answer.location).text
    world.clock.at = NINE - timedelta(seconds=1)
    world.work()
    too_soon = len(world.mail.sent)
    world.clock.at = NINE
    world.work()

    assert "We will ask you again on Wednesday 25 November, 09:00" in page
    assert (too_soon, len(world.mail.sent)) == (1, 2)
    assert "You asked us to come back today." in world.mail.sent[1].text
    assert "How did it go, Isla?" in world.client.get(world.survey_path()).text


def test_tomorrow_is_by_the_candidates_own_clock(world: World) -> None:
    world.hears("interview.completed", candidate={"timezone": "America/New_York"})
    world.work()
    world.clock.forward(hours=6)
    world.work()

    world.puts_off(world.survey_path(), "tomorrow")

    [row] = world.rows(journeys)
    assert row.ask_again_at == datetime(2026, 11, 25, 14, 0, tzinfo=UTC)


def test_a_survey_is_put_off_once(world: World, path: str) -> None:
    world.puts_off(path, "tomorrow")
    world.clock.at = NINE
    world.work()

    page = world.client.get(f"{path}/later").text
    world.puts_off(path, "tomorrow")
    world.clock.forward(days=2)
    world.work()

    assert "Tomorrow at nine" not in page
    assert len(world.mail.sent) == 2


def test_pressing_it_twice_is_pressing_it_once(world: World, path: str) -> None:
    for _ in range(2):
        world.puts_off(path, "tomorrow")
    world.clock.at = NINE
    world.work()

    assert len(world.mail.sent) == 2
    assert [row.what for row in world.rows(history, who="candidate")] == ["survey.snoozed"]


def test_whoever_answers_before_is_not_asked_again(world: World, path: str) -> None:
    world.puts_off(path, "tomorrow")

    world.answers(path)
    world.clock.at = NINE
    world.work()

    again = world.rows(effects, dedupe_key="survey:1:1")
    assert [(row.state, row.reason) for row in again] == [(EffectState.SKIPPED, SkipReason.ALREADY_ANSWERED)]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("application.rejected", SkipReason.REJECTED), ("candidate.opted_out", SkipReason.OPTED_OUT)],
)
def test_the_gate_stands_before_the_second_survey_too(
    world: World, path: str, kind: str, reason: SkipReason
) -> None:
    world.puts_off(path, "tomorrow")
    world.hears(kind)
    world.work()
    world.clock.at = NINE
    world.work()

    assert [row.reason for row in world.rows(effects, dedupe_key="survey:1:1")] == [reason]


def test_a_survey_put_off_is_no_nag_and_counts_towards_no_cap(world: World, path: str) -> None:
    """EM-19: it answers the candidate's own act."""
    for number in (2, 3):
        world.hears("interview.completed", interview={"id": f"i-{number}"}, application={"id": f"a-{number}"})
    world.work()
    world.clock.forward(hours=2)
    world.work()
    sent = len(world.mail.sent)

    world.puts_off(path, "tomorrow")
    world.clock.at = NINE
    world.work()

    assert (sent, len(world.mail.sent)) == (2, 3)


def test_just_the_advice_sends_it_at_once_and_tells_nobody_anything(
    world: World, ats: AtsInHand, path: str
) -> None:
    answer = world.puts_off(path, "advice")
    world.work()

    assert answer.location.endswith("/thanks")
    subjects = [message.subject for message in world.mail.sent[1:]]
    assert subjects == ["After your interview with Harbour Logistics"]
    assert "Nothing shared; no call asked for" in ats.notes[0].lines
    assert len(world.rows(reflections)) == 1


def test_whoever_only_wanted_the_advice_may_answer_after_all(world: World, path: str) -> None:
    world.puts_off(path, "advice")

    answer = world.answers(path, felt="2", themes=["blanked"])

    assert answer.location.endswith("/thanks")
    assert [row.version for row in world.rows(reflections)] == [2]


def test_not_for_this_job_holds_for_its_later_rounds_and_for_no_other_job(world: World, path: str) -> None:
    world.puts_off(path, "not_this_job")

    world.hears("interview.completed", interview={"id": "i-2"})
    world.hears("interview.completed", interview={"id": "i-3"}, application={"id": "a-3", "job": "Planner"})
    world.work()
    world.clock.forward(hours=3)
    world.work()

    assert {row.ref: row.reason for row in world.rows(journeys)} == {
        "i-1": "opted_out",
        "i-2": "opted_out",
        "i-3": "",
    }
    assert len(world.mail.sent) == 2


def test_not_for_this_job_can_be_taken_back(world: World, path: str) -> None:
    stopped = world.client.get(world.puts_off(path, "not_this_job").location).text

    world.puts_off(path, "resume")
    world.hears("interview.completed", interview={"id": "i-2"})
    world.work()

    assert "I pressed by mistake" in stopped
    assert "<form" in world.client.get(path).text
    assert {row.ref: row.reason for row in world.rows(journeys)} == {"i-1": "", "i-2": ""}


def test_never_is_honoured_by_every_branch_and_brand_of_the_agency(world: World, path: str) -> None:
    """PR-02, PR-15."""
    page = world.client.get(world.puts_off(path, "never").location).text
    with world.runtime.db.transaction() as db:
        there = db.execute(select(branches).where(branches.c.id == world.branch_id)).one()._asdict()
        brand = {**there["brand"], "sender_name": "Another brand"}
        other = db.execute(
            insert(branches)
            .values({**there, "id": None, "name": "Leith", "brand": brand} | {"id": 77})
            .returning(branches.c.id)
        ).scalar_one()
    world.hears(
        "interview.completed", candidate={"id": "c-9"}, application={"id": "a-9"}, interview={"id": "i-9"}
    )
    world.work()
    with world.runtime.db.transaction() as db:
        db.execute(update(journeys).where(journeys.c.ref == "i-9").values(branch_id=other))
    world.clock.forward(hours=3)
    world.work()

    assert "whichever of its offices you hear from" in page
    assert len(world.rows(suppressions)) == 1
    assert len(world.mail.sent) == 1


@pytest.mark.parametrize(
    ("before", "later"), [("", ""), ("", "isla@home.example"), ("isla@example.com", "isla@home.example")]
)
def test_never_holds_for_the_candidate_whatever_their_address_is_or_becomes(
    world: World, path: str, before: str, later: str
) -> None:
    """PR-02: by the ATS's own number of theirs."""
    world.hears("interview.completed", interview={"id": "i-2"}, application={"id": "a-2"})
    world.work()
    goes_by(world, before)

    world.puts_off(path, "never")
    world.hears("interview.completed", interview={"id": "i-3"}, application={"id": "a-3"})
    world.work()
    goes_by(world, later)
    world.puts_off(path, "resume")
    world.clock.forward(hours=3)
    world.work()

    stop = f"/stop/{world.runtime.keys.sign(Purpose.STOP, 1)}"
    assert [row.reason for row in world.rows(journeys)] == ["opted_out"] * 3
    assert len(world.mail.sent) == 1
    for page in (f"{path}/later", stop):
        assert "We will not email you again" in world.client.get(page).text


def goes_by(world: World, address: str) -> None:
    """The ATS knows Isla by this address, or by none."""
    with world.runtime.db.transaction() as db:
        sealed = db.execute(select(agencies.c.sealed_address_key)).scalar_one()
        hashed = address_hash(world.runtime.keys.unseal(sealed), address) if address else ""
        isla = candidates.c.ref == "c-1"
        db.execute(update(candidates).where(isla).values(email=address, address_hash=hashed))


def test_never_leaves_another_candidate_without_an_address_alone(world: World, path: str) -> None:
    world.hears(
        "interview.completed",
        candidate={"id": "c-2", "name": "Jo Bell", "email": "jo@example.com"},
        interview={"id": "i-2"},
        application={"id": "a-2"},
    )
    world.work()
    goes_by(world, "")

    world.puts_off(path, "never")

    assert {row.ref: row.stopped for row in world.rows(journeys)} == {"i-1": True, "i-2": False}


def test_never_cannot_be_taken_back_by_whoever_holds_the_link(world: World, path: str) -> None:
    """PR-15: they tell their consultant."""
    world.puts_off(path, "never")

    world.puts_off(path, "resume")

    assert "We will not email you again" in world.client.get(f"{path}/later").text
    assert len(world.rows(suppressions)) == 1


@pytest.mark.parametrize("choice", ["tomorrow", "advice", "not_this_job", "never"])
def test_a_press_faster_than_reading_does_nothing(world: World, path: str, choice: str) -> None:
    """EM-08: a mail scanner opens the page and presses what it finds."""
    shown = int(world.clock().timestamp())

    answer = world.client.post(f"{path}/later", data={"shown": shown, "choice": choice})
    world.work()

    assert answer.status_code == 422
    assert "Nothing has been done yet." in answer.text
    assert len(world.mail.sent) == 1
    assert [(row.stopped, row.ask_again_at) for row in world.rows(journeys)] == [(False, None)]
    assert world.rows(reflections) == []
