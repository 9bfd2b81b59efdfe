import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
import responses

from integrations.ats.contract import Interview, Note, Page, Target, Task
from integrations.ats.standard import Standard
from integrations.ats.standard.schemas import Credentials
from tests.support.ats.standard import NOTES, StandardHarness

TARGET = Target(candidate="c-1", application="a-1", interview="i-1", consultant="u-1")
NOTE = Note("AV-7K2M9QXA", "Call sheet", ("Would like a call.", "Ünïcode – kept"))
ACCOUNT = StandardHarness().account


@pytest.fixture
def receiver():
    with StandardHarness().serve() as receiver:
        yield receiver


@pytest.fixture
def client():
    return Standard().connect(ACCOUNT)


def data(receiver):
    return json.loads(receiver.requests[-1].body)


def test_a_note_is_sent_as_the_schema_says(receiver, client):
    client.add_note(TARGET, NOTE)

    sent = data(receiver)
    assert datetime.fromisoformat(sent.pop("timestamp")).tzinfo == UTC
    assert sent == {
        "type": "note.create",
        "data": {
            "marker": "AV-7K2M9QXA",
            "candidate": {"id": "c-1"},
            "application": {"id": "a-1"},
            "interview": {"id": "i-1"},
            "consultant": {"id": "u-1"},
            "title": "Call sheet",
            "lines": ["Would like a call.", "Ünïcode – kept"],
        },
    }


def test_a_task_says_until_when_in_utc(receiver, client):
    due = datetime(2026, 11, 24, 9, tzinfo=timezone(timedelta(hours=1)))

    client.add_task(TARGET, Task("AV-8M3N0RYB", "Ring Isla", (), due))

    assert (data(receiver)["type"], data(receiver)["data"]["due"]) == ("task.create", "2026-11-24T08:00:00Z")


def test_what_is_not_known_of_the_target_is_left_out(receiver, client):
    client.add_note(Target(candidate="c-1"), NOTE)

    assert list(data(receiver)["data"]) == ["marker", "candidate", "title", "lines"]


def test_the_marker_is_the_signed_id_so_that_a_repeat_is_ignored_rl_09(receiver, client):
    client.add_note(TARGET, NOTE)
    client.add_note(TARGET, NOTE)

    assert [sent.headers["webhook-id"] for sent in receiver.requests] == ["AV-7K2M9QXA"] * 2
    assert len(receiver.taken) == 1


def test_looking_up_is_signed_with_an_id_of_its_own(receiver, client):
    client.find_note(TARGET, "AV-7K2M9QXA")

    assert receiver.requests[-1].headers["webhook-id"] == "lookup-AV-7K2M9QXA"
    assert receiver.requests[-1].url == "https://agency.example/afterview?marker=AV-7K2M9QXA"


def test_a_receiver_that_cannot_look_up_is_not_asked_rl_09(receiver):
    account = replace(ACCOUNT, credentials={"notes_secret": NOTES, "can_look_up": "no"})

    assert Standard().connect(account).find_note(TARGET, "AV-7K2M9QXA") is None
    assert receiver.requests == []


def test_a_notes_url_with_a_query_keeps_it():
    account = replace(ACCOUNT, base_url="https://agency.example/hook?flow=7")
    with responses.RequestsMock() as web:
        web.get("https://agency.example/hook?flow=7&marker=AV-7K2M9QXA", json={"id": "n-1"})

        found = Standard().connect(account).find_note(TARGET, "AV-7K2M9QXA")

    assert found == "n-1"


@pytest.mark.parametrize(
    ("status", "body", "made"),
    [
        (200, '{"id": "n-1"}', "n-1"),
        (201, '{"id": 17}', "17"),
        (202, "Accepted", "AV-7K2M9QXA"),
        (204, "", "AV-7K2M9QXA"),
        (200, '{"status": "success"}', "AV-7K2M9QXA"),
        (200, '["x"]', "AV-7K2M9QXA"),
        (200, '{"id": {"x": 1}}', "AV-7K2M9QXA"),
        (200, "[" * 100_000, "AV-7K2M9QXA"),
    ],
)
def test_any_2xx_is_taken_and_its_id_where_it_names_one(client, status, body, made):
    with responses.RequestsMock() as web:
        web.post(ACCOUNT.base_url, status=status, body=body)

        assert client.add_note(TARGET, NOTE) == made


def test_nothing_is_polled_or_read_again(client):
    cursor = {"as": "it was"}

    assert client.poll(cursor, datetime.now(UTC)) == Page((), cursor)
    assert client.reread(Interview("i-1"), "c-1", "a-1") == ()


@pytest.mark.parametrize(
    ("credentials", "errors"),
    [
        ({"notes_secret": NOTES}, {}),
        (
            {"notes_secret": "whsec_c2hvcnQ="},
            {"notes_secret": ["must be whsec_ and at least 24 bytes in base64"]},
        ),
        ({"notes_secret": NOTES, "can_look_up": "maybe"}, {"can_look_up": ["Must be one of: yes, no."]}),
    ],
)
def test_an_accounts_credentials_are_checked_when_it_is_connected(credentials, errors):
    assert Credentials().validate(credentials) == errors
