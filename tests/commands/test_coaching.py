"""`afterview coach`: one reflection in, all that comes of it out, and clear errors for the rest."""

import json
from dataclasses import fields
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from jsonschema import Draft202012Validator

from plugin.cli import main
from plugin.commands.coach_input import InputWrong, read_input
from plugin.commands.coaching import coached
from plugin.flow.compose import plan_of
from plugin.flow.letters import journey_query
from plugin.flow.reflect import Reflections
from plugin.keys import Purpose
from plugin.reflection import Lane, Noticed, Reflection, Theme
from plugin.surveys.answers import dump
from plugin.surveys.review import Review
from plugin.tables import journeys
from tests.support.reflections import reflections
from tests.support.world import World

BLANKED = {
    "felt": 2,
    "themes": ["blanked"],
    "noticed": "maybe",
    "missed_point": "i forgot to mention i ran the depot for 10 yrs",
    "still_want": "yes",
    "lanes": {"themes": "my_consultant", "missed_point": "may_tell_client"},
    "meeting": {
        "candidate_name": "Jo Kerr",
        "job": "Depot manager",
        "client": "Acme Foods",
        "interviewers": ["Anna Smith"],
        "held_on": "2026-03-03",
        "consultant_name": "Priya Nair",
        "agency": "Hollis",
    },
    "answered_at": "2026-03-03T15:32:00+00:00",
}
KEYS = {
    *("decision", "reason", "draft", "why", "lesson", "practice", "advice", "flags", "email"),
    *("note", "to_client", "mention", "can_wait", "route", "drafts", "reading"),
}


def asked(document: object, *options: str) -> Any:
    """The command, run without a single setting."""
    settings = {"AFTERVIEW_SECRET_KEYS": None, "AFTERVIEW_DATABASE_URL": None}
    return CliRunner().invoke(main, ["coach", *options], input=json.dumps(document), env=settings)


def answer(document: object) -> dict[str, Any]:
    done = asked(document)
    assert (done.exit_code, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_reflection_gives_its_plan_its_email_and_its_note() -> None:
    found = answer(BLANKED)

    assert set(found) == KEYS
    assert found["decision"] == "add_information"
    assert found["draft"]["body"].split("\n\n")[3] == "I ran the depot for 10 years."
    assert found["why"] is None
    assert found["draft"]["subject"] in found["email"]["text"]
    assert "I ran the depot for 10 years." in found["email"]["html"]
    assert {"id": "lesson.blanked", "ground": ["A1", "A15"]}.items() <= found["advice"][5].items()
    assert found["note"][:2] == [
        "After the interview, Jo Kerr, Depot manager at Acme Foods",
        "Answered: 03/03/2026 15:32 UTC",
    ]
    assert found["to_client"] == ["Wishes they had said: “i forgot to mention i ran the depot for 10 yrs”"]


def test_the_agency_s_own_questions_and_what_was_taken_back_are_told_in_the_note() -> None:
    lanes = {"practice": "may_tell_client", "job_match": "only_me"}
    extras = {"practice": ["yes"], "job_match": ["no"]}
    found = answer({"extras": extras, "lanes": lanes, "taken_back": ["noticed"]})

    assert "Would like to practise: Yes, with my consultant" in found["note"]
    assert "No, it was different" not in " ".join(found["note"])
    assert "No longer shared, and not to be used: Whether it was noticed" in found["note"]
    assert found["to_client"] == ["Would like to practise: Yes, with my consultant"]


def test_the_same_reflection_gives_the_same_answer() -> None:
    assert asked(BLANKED).stdout == asked(BLANKED).stdout


def test_nothing_at_all_is_answered_too() -> None:
    found = answer({})

    assert (found["decision"], found["flags"], found["to_client"]) == ("thank_only", [], [])
    assert found["note"][1] == "Nothing shared; no call asked for"


@pytest.mark.parametrize(
    ("changes", "decision", "why"),
    [
        (
            {"flags": ["treatment"]},
            "consultant_first",
            "There is no note for you to write, and you do not owe",
        ),
        ({"flags": ["crisis"]}, "none", "There is no"),
        ({"still_want": "no"}, "thank_only", "There is no note for you to write"),
        ({"route": "none"}, "consultant_first", "If there is something that you would like to add"),
        ({"untrue": True, "missed_point": ""}, "correct_untruth", "We could not write this note for you"),
    ],
)
def test_where_there_is_no_draft_it_says_why(changes: dict[str, Any], decision: str, why: str) -> None:
    found = answer({**BLANKED, **changes})

    assert (found["decision"], found["draft"], found["drafts"]) == (decision, None, [])
    assert found["why"].startswith(why)


@pytest.mark.parametrize(
    ("document", "errors"),
    [
        ({"felt": 6}, ["felt: Must be greater than or equal to 1 and less than or equal to 5."]),
        ({"felt": True}, ["felt: Not a valid integer."]),
        ({"call_me": 1}, ["call_me: Not a valid boolean."]),
        ({"noticed": "yes"}, ["noticed: Must be one of: none, no, maybe, definitely, outrageous."]),
        ({"flags": ["crisis", "crisis"]}, ["flags: Give each value once."]),
        (
            {"lanes": {"felt": "all"}},
            ["lanes.felt.value: Must be one of: only_me, my_consultant, may_tell_client."],
        ),
        (
            {"meeting": {"held_on": "soon", "job": 7}},
            ["meeting.held_on: Not a valid date.", "meeting.job: Not a valid string."],
        ),
        ({"in_words": "x" * 10_001}, ["in_words: Longer than maximum length 10000."]),
        ({"mood": 3}, ["mood: Unknown field."]),
        ({"extras": {"pay": ["low"]}}, ["extras.pay: Unknown field."]),
        ({"extras": {"practice": ["maybe"]}}, ["extras.practice.0: Must be one of: yes, no."]),
        ([], ["input: Invalid input type."]),
        ("text", ["input: Invalid input type."]),
    ],
)
def test_what_cannot_be_used_is_named_by_field(document: object, errors: list[str]) -> None:
    done = asked(document)

    assert (done.exit_code, done.stdout) == (2, "")
    assert sorted(done.stderr.splitlines()) == sorted(errors)


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b"[" * 100_000])
def test_what_is_not_json_is_said_to_be_none(raw: bytes) -> None:
    done = CliRunner().invoke(main, ["coach"], input=raw)

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("input: This is not JSON in UTF-8")


def test_a_half_character_breaks_nothing() -> None:
    found = answer({"missed_point": "I ran a depot \ud800", "meeting": {"candidate_name": "Jo \udfff"}})

    assert "I ran a depot" in found["draft"]["body"]


def test_the_schema_is_a_schema_and_takes_what_the_command_takes() -> None:
    schema = json.loads(asked(None, "--schema").stdout)

    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert list(Draft202012Validator(schema).iter_errors(BLANKED)) == []
    assert all("description" in field for field in schema["properties"].values())
    assert {field.name for field in fields(Reflection)} <= set(schema["properties"])


@pytest.mark.parametrize(
    "document",
    [
        {"felt": 6},
        {"felt": True},
        {"call_me": 1},
        {"themes": ["x"]},
        {"flags": ["crisis", "crisis"]},
        {"mood": 1},
        {"extras": {"practice": ["maybe"]}},
        {"taken_back": ["mood"]},
    ],
)
def test_the_schema_refuses_what_the_command_refuses(document: dict[str, Any]) -> None:
    schema = json.loads(asked(None, "--schema").stdout)

    assert list(Draft202012Validator(schema).iter_errors(document))
    with pytest.raises(InputWrong):
        read_input(document)


@given(reflections())
def test_any_reflection_as_it_is_stored_is_taken(reflection: Reflection) -> None:
    taken = read_input(dump(reflection))

    # The answers of a form have an order of their own, and so have these.
    assert set(taken.reflection.themes) == set(reflection.themes)
    assert taken.reflection.lanes == reflection.lanes
    assert taken.reflection.extras == reflection.extras
    assert set(coached(taken)) == KEYS


def test_it_is_what_the_product_makes_of_the_same_answers(world: World) -> None:
    world.hears("interview.completed")
    world.work()
    (journey,) = world.rows(journeys)
    reflection = Reflection(
        2, (Theme.BLANKED,), Noticed.MAYBE, missed_point="i ran a depot", lanes={"themes": Lane.MY_CONSULTANT}
    )
    token = world.runtime.keys.sign(Purpose.SURVEY, journey.id)
    Reflections(world.runtime).submit(token, reflection)
    Reflections(world.runtime).confirm(token, Review(1, lanes=reflection.lanes))
    world.work()
    with world.runtime.db.reading() as db:
        values = db.execute(journey_query()).one()._asdict()
    plan = plan_of(world.runtime, values)

    found = answer(
        {
            **{key: value for key, value in dump(reflection).items() if key != "in_words"},
            "seed": str(journey.id),
            "country": "GB",
            "meeting": {
                "candidate_name": "Isla Fraser",
                "job": "Depot manager",
                "client": "Harbour Logistics",
                "interviewers": ["Priya Shah"],
                "held_on": "2026-11-24",
                "consultant_name": "Calum Reid",
                "consultant_email": "calum@northgate.example",
                "agency": "Northgate Recruitment",
            },
        }
    )

    (sent,) = [message for message in world.mail.sent if message.tag.startswith("coaching")]
    assert plan.draft is not None
    assert (found["draft"]["subject"], found["draft"]["body"]) == (plan.draft.subject, plan.draft.body)
    assert [one["text"] for one in found["advice"]] == [passage.text for passage in plan.passages]
    assert found["email"]["subject"] == sent.subject
