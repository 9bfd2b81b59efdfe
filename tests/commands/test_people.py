"""`afterview erase` and `afterview export`: a person's rights (PR-13, PR-14, PR-15)."""

import json
from pathlib import Path

import pytest

from plugin.flow.follow_up import FollowUps
from plugin.flow.operator.erase import erase
from plugin.follow_up import Words
from plugin.keys import Purpose
from plugin.tables import (
    candidates,
    deliveries,
    effects,
    follow_ups,
    history,
    journeys,
    metadata,
    reflections,
    suppressions,
)
from tests.support.commands import Afterview
from tests.support.world import World

NORTHGATE = ("--agency", "Northgate Recruitment")
CANARIES = (
    *("Isla", "Fraser", "isla@example.com", "0141 496 0000", "the forklift licence", "a crane ticket"),
    "Priya",
)
OTHER = {"id": "c-2", "name": "Ewan Gray", "email": "ewan@example.com"}


@pytest.fixture
def answered(world: World) -> World:
    """Isla has been asked, has answered and been coached; Ewan has been asked."""
    world.hears("interview.completed", candidate={"phone": "0141 496 0000"})
    world.work()
    world.clock.forward(minutes=95)
    world.work()
    path = world.survey_path()
    world.answers(path, felt="2", themes=["forgot_to_mention"], missed_point="the forklift licence")
    world.work()
    token = world.runtime.keys.sign(Purpose.SURVEY, 1)
    FollowUps(world.runtime).save_follow_up(token, 0, Words("Thank you", "I hold a crane ticket too"))
    world.hears("interview.completed", candidate=OTHER, application={"id": "a-2"}, interview={"id": "i-2"})
    world.work()
    return world


def everything(world: World) -> str:
    """The whole database as text, with what is sealed opened."""
    keys = world.runtime.keys
    rows = [row for table in metadata.sorted_tables for row in world.rows(table)]
    opened = [
        keys.unseal(value).decode(errors="replace")
        for row in rows
        for value in row
        if isinstance(value, bytes)
    ]
    return "\n".join([*map(repr, rows), *opened])


def test_the_canaries_are_there_before_an_erasure(answered: World) -> None:
    """Without this the next test would pass on an empty database."""
    held = everything(answered)

    assert [canary for canary in CANARIES if canary not in held] == []


@pytest.mark.parametrize("who", ["isla@example.com", "ISLA@example.com ", "1"])
def test_erase_leaves_nothing_of_the_person_anywhere(answered: World, afterview: Afterview, who: str) -> None:
    """PR-14."""
    afterview("erase", who, *NORTHGATE, "--yes")

    held = everything(answered)
    assert [canary for canary in CANARIES[:-1] if canary in held] == []


def test_erase_leaves_everybody_else_alone(answered: World, afterview: Afterview) -> None:
    before = answered.rows(candidates, ref="c-2"), answered.rows(journeys, ref="i-2")

    afterview("erase", "isla@example.com", *NORTHGATE, "--yes")

    assert (answered.rows(candidates, ref="c-2"), answered.rows(journeys, ref="i-2")) == before
    assert [row.body is not None for row in answered.rows(deliveries)] == [False, False, True]


def test_erase_keeps_the_counts(answered: World, afterview: Afterview) -> None:
    tables = (candidates, journeys, effects, deliveries)
    before = [len(answered.rows(table)) for table in tables]

    afterview("erase", "isla@example.com", *NORTHGATE, "--yes")

    assert [len(answered.rows(table)) for table in tables] == before
    assert (answered.rows(reflections), answered.rows(follow_ups)) == ([], [])


def test_erase_says_what_went_and_what_stands_in_the_ats(answered: World, afterview: Afterview) -> None:
    (note,) = answered.rows(effects, kind="note")
    with answered.runtime.db.transaction() as db:
        db.execute(effects.update().where(effects.c.id == note.id).values(state="done", reference="n-88"))

    said = afterview.json("erase", "isla@example.com", *NORTHGATE, "--yes")

    (left,) = said.pop("left")
    assert said == {"candidates": 1, "journeys": 1, "reflections": 1, "bodies": 2}
    assert left.pop("marker").startswith("AV-")
    assert left == {"kind": "note", "reference": "n-88", "candidate": "c-1", "connection": 1}


def test_erase_is_audited_without_the_name(answered: World, afterview: Afterview) -> None:
    afterview("erase", "isla@example.com", *NORTHGATE, "--yes", "--as", "Morag")

    audited = answered.rows(history, outcome="operator")
    assert [(row.who, row.what, row.journey_id) for row in audited] == [
        ("Morag", "candidate 1 erased", 1),
        ("Morag", "candidate 1 erased", None),
    ]


def test_erasure_is_not_put_down_to_the_ats(answered: World, afterview: Afterview) -> None:
    afterview("erase", "isla@example.com", *NORTHGATE, "--yes", "--as", "Morag")

    shown = afterview("journeys", "show", "1").output
    assert shown.startswith("Journey 1: Closed: everything about the candidate was erased\n")
    assert "Morag: candidate 1 erased" in shown
    assert "deleted in the ATS" not in shown
    assert answered.rows(history, what="candidate.deleted") == []


def test_erasure_of_one_of_each_is_told_in_the_singular(answered: World, afterview: Afterview) -> None:
    said = afterview("erase", "isla@example.com", *NORTHGATE, "--yes").output

    assert "Erased: 1 candidate record, the details of 1 journey, 1 set of answers, 2 raw deliveries." in said


def test_number_for_an_erasure_is_found_by_the_address(answered: World, afterview: Afterview) -> None:
    (found,) = afterview.json("journeys", "--candidate", "ewan@example.com", *NORTHGATE)

    assert (found["candidate"], found["candidate_number"]) == ("c-2", 2)


def test_candidate_is_looked_for_in_one_agency(answered: World, afterview: Afterview) -> None:
    done = afterview("journeys", "--candidate", "ewan@example.com", code=2)

    assert "--candidate needs --agency" in done.output


def test_what_the_ats_tells_afterwards_is_not_kept_and_sends_nothing(
    answered: World, afterview: Afterview
) -> None:
    """WH-17."""
    afterview("erase", "isla@example.com", *NORTHGATE, "--yes")
    sent = len(answered.mail.sent)

    answered.hears("interview.completed", interview={"id": "i-9"})
    answered.work()
    answered.clock.forward(days=1)
    answered.work()

    assert [message.to.address for message in answered.mail.sent[sent:]] == ["ewan@example.com"]
    assert [row.name + row.email + row.phone for row in answered.rows(candidates, ref="c-1")] == [""]


def test_the_address_under_another_number_of_the_ats_is_never_written_to_again(
    answered: World, afterview: Afterview
) -> None:
    """PR-15."""
    afterview("erase", "isla@example.com", *NORTHGATE, "--yes")
    sent = len(answered.mail.sent)

    new = {"candidate": {"id": "c-77"}, "application": {"id": "a-77"}, "interview": {"id": "i-77"}}
    answered.hears("interview.completed", **new)
    answered.work()
    answered.clock.forward(minutes=95)
    answered.work()

    assert [message.to.address for message in answered.mail.sent[sent:]] == ["ewan@example.com"]
    assert [row.reason for row in answered.rows(suppressions)] == ["erased"]


@pytest.mark.parametrize("who", ["isla@example.com", "1"])
def test_somebody_whom_the_ats_has_deleted_can_still_be_erased(
    answered: World, afterview: Afterview, who: str
) -> None:
    """PR-14, PR-15: by the address that they ask with, and it is never written to again."""
    answered.hears("candidate.deleted")
    answered.work()

    afterview("erase", who, *NORTHGATE, "--yes")
    sent = len(answered.mail.sent)
    new = {"candidate": {"id": "c-77"}, "application": {"id": "a-77"}, "interview": {"id": "i-77"}}
    answered.hears("interview.completed", **new)
    answered.work()
    answered.clock.forward(minutes=95)
    answered.work()

    assert [row.reason for row in answered.rows(suppressions)] == ["erased"]
    assert [message.to.address for message in answered.mail.sent[sent:]] == ["ewan@example.com"]
    assert (answered.rows(reflections), answered.rows(follow_ups)) == ([], [])
    assert [row.forgotten_hash for row in answered.rows(candidates, ref="c-1")] == [None]


def test_whom_the_ats_alone_has_deleted_may_be_written_to_under_another_number(answered: World) -> None:
    """An ATS deletes where it merges two."""
    answered.hears("candidate.deleted")
    answered.work()
    sent = len(answered.mail.sent)

    new = {"candidate": {"id": "c-77"}, "application": {"id": "a-77"}, "interview": {"id": "i-77"}}
    answered.hears("interview.completed", **new)
    answered.work()
    answered.clock.forward(minutes=95)
    answered.work()

    assert "isla@example.com" in [message.to.address for message in answered.mail.sent[sent:]]


def ewan_speaks_of_isla(world: World) -> None:
    """In answers for himself alone; and he, who has her phone, is to meet an interviewer called like her."""
    world.clock.forward(minutes=95)
    world.work()
    world.answers(world.survey_path(), felt="2", in_words="Isla Fraser told me they saw me shake.")
    world.work()
    meeting = {"id": "i-3", "interviewers": ["Isla Fraser"]}
    ewan = {**OTHER, "phone": "0141 496 0000"}
    world.hears("interview.scheduled", candidate=ewan, application={"id": "a-2"}, interview=meeting)


def test_export_gives_nobody_what_others_said_of_them(
    answered: World, afterview: Afterview, tmp_path: Path
) -> None:
    """PR-13: it would tell her what he told nobody."""
    ewan_speaks_of_isla(answered)
    path = tmp_path / "isla.json"

    afterview("export", "isla@example.com", *NORTHGATE, "--to", str(path))

    assert "saw me shake" in everything(answered)
    assert [word for word in ("saw me shake", "Ewan", "i-3") if word in path.read_text()] == []


def test_erase_takes_nothing_from_those_who_name_them(answered: World, afterview: Afterview) -> None:
    ewan_speaks_of_isla(answered)

    afterview("erase", "isla@example.com", *NORTHGATE, "--yes")
    answered.work()

    assert [row.ref for row in answered.rows(journeys, candidate_id=2)] == ["i-2", "i-3"]
    kept = [row for row in answered.rows(deliveries, source="reflection") if row.body is not None]
    assert "saw me shake" in answered.runtime.keys.unseal(kept[-1].body).decode()


def test_a_survey_that_waits_is_not_sent_after_an_erasure(world: World, afterview: Afterview) -> None:
    world.hears("interview.completed")
    world.work()

    afterview("erase", "isla@example.com", *NORTHGATE, "--yes")
    world.clock.forward(minutes=95)
    world.work()

    assert world.mail.sent == []
    assert [(row.state, row.reason) for row in world.rows(effects)] == [("skipped", "erased")]


def test_a_note_that_waits_is_not_written_after_an_erasure(answered: World, afterview: Afterview) -> None:
    afterview("erase", "isla@example.com", *NORTHGATE, "--yes")
    answered.clock.forward(hours=2)
    answered.work()

    (note,) = answered.rows(effects, kind="note")
    assert (note.state, note.reason) == ("skipped", "erased")


def test_erase_asks_first_and_takes_no_for_an_answer(answered: World, afterview: Afterview) -> None:
    before = everything(answered)

    afterview("erase", "isla@example.com", *NORTHGATE, code=1, given="n\n")

    assert everything(answered) == before


def test_an_erasure_broken_off_is_ended_by_repeating_it(answered: World, afterview: Afterview) -> None:
    """The rows that say whom to look for go last."""

    def break_off(_looked_at: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        erase(answered.runtime, NORTHGATE[1], "isla@example.com", "Morag", break_off)

    afterview("erase", "isla@example.com", *NORTHGATE, "--yes")

    held = everything(answered)
    assert [canary for canary in CANARIES[:-1] if canary in held] == []


@pytest.mark.parametrize("who", ["nobody@example.com", "99", "Isla Fraser"])
def test_somebody_unknown_is_said_to_be(answered: World, afterview: Afterview, who: str) -> None:
    done = afterview("erase", who, *NORTHGATE, "--yes", code=1)

    assert "has no candidate known by that address or number. Nothing was changed." in done.output


def test_export_holds_everything_on_the_person_and_nobody_else(
    answered: World, afterview: Afterview, tmp_path: Path
) -> None:
    """PR-13."""
    path = tmp_path / "isla.json"

    afterview("export", "isla@example.com", *NORTHGATE, "--to", str(path))

    written = path.read_text()
    held = json.loads(written)
    assert [canary for canary in CANARIES if canary not in written] == []
    assert "Ewan" not in written
    assert {table: len(rows) for table, rows in held.items()} == {
        "candidates": 1,
        "suppressions": 0,
        "applications": 1,
        "journeys": 1,
        "effects": 3,
        "history": 2,
        "reflections": 1,
        "drafts": 1,
        "enrolments": 0,
        "follow_ups": 1,
        "deliveries": 2,
    }
    assert held["reflections"][0]["answers"]["missed_point"] == "the forklift licence"
    assert held["reflections"][0]["reading"]["language"] == "en"
    assert held["follow_ups"][0]["words"]["body"] == "I hold a crane ticket too"


def test_export_makes_a_file_for_its_owner_alone_and_overwrites_none(
    answered: World, afterview: Afterview, tmp_path: Path
) -> None:
    path = tmp_path / "isla.json"
    afterview("export", "1", *NORTHGATE, "--to", str(path))
    first = path.read_text()

    done = afterview("export", "1", *NORTHGATE, "--to", str(path), code=1)

    assert path.stat().st_mode & 0o777 == 0o600
    assert "cannot be made: File exists" in done.output
    assert path.read_text() == first
