import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import fields

from integrations.ats.payload import LONGEST_TEXT, Moment, Payload, Ref, Text, clean, load
from integrations.errors import Unreadable


class Person(Payload):
    id = Ref(required=True)
    name = Text()
    born = Moment(load_default=None)


class Team(Payload):
    lead = fields.Nested(Person)
    people = fields.List(fields.Nested(Person))


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Isla Fraser", "Isla Fraser"),
        ("  Isla \t Fraser\n", "Isla Fraser"),
        ("Isla\r\nBcc: x@example.com", "Isla Bcc: x@example.com"),
        ("Isla\u2028Fraser\u2029", "Isla Fraser"),
        ("Isla\x00\x1b[31m\x85Fraser", "Isla [31m Fraser"),
        ("\u202eresarF\u202c alsI\u2066", "resarF alsI"),
        ("नेहा\u200d शर्मा", "नेहा\u200d शर्मा"),
        ("x" * 1000, "x" * LONGEST_TEXT),
        ("", ""),
    ],
)
def test_a_text_is_cleaned_at_the_door_em_14(text, cleaned):
    assert clean(text) == cleaned


@given(st.text())
def test_a_cleaned_text_is_one_line_without_control_characters_em_14(text):
    cleaned = clean(text)

    assert cleaned.splitlines() in ([], [cleaned])
    assert {unicodedata.category(character) for character in cleaned} & {"Cc", "Cs", "Zl", "Zp"} == set()
    assert clean(cleaned) == cleaned


def test_null_is_not_said_and_unknown_fields_are_let_by():
    assert load(Person(), {"id": "7", "name": None, "born": None, "shoe_size": 41}) == {
        "id": "7",
        "name": "",
        "born": None,
    }


@pytest.mark.parametrize(("given_id", "read"), [(7, "7"), ("7", "7"), (" a-7 ", "a-7"), (-1, "-1")])
def test_an_id_may_be_a_number_and_is_read_as_text(given_id, read):
    assert load(Person(), {"id": given_id})["id"] == read


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({}, "id is missing"),
        ({"id": None}, "id is missing"),
        ({"id": " \n"}, "id is empty"),
        ({"id": True}, "id must be an id: text or a whole number"),
        ({"id": 1.5}, "id must be an id: text or a whole number"),
        ({"id": 1, "name": ["Isla"]}, "name must be text"),
        ({"id": 1, "born": "2026-11-23"}, "born must be a time with its offset, as 2026-11-23T14:10:00Z"),
        ({"id": 1, "born": 1795443000}, "born must be a time with its offset, as 2026-11-23T14:10:00Z"),
        ("Isla", "the body must be an object"),
        ([], "the body must be an object"),
    ],
)
def test_the_field_and_what_it_must_be_are_named(value, said):
    with pytest.raises(Unreadable) as unreadable:
        load(Person(), value)

    assert str(unreadable.value) == f"The delivery cannot be read: {said}."


def test_a_field_inside_others_is_named_with_its_way():
    with pytest.raises(Unreadable) as unreadable:
        load(Team(), {"lead": {}, "people": [{"id": 1}, {"name": "Isla"}]})

    assert str(unreadable.value) == (
        "The delivery cannot be read: lead.id is missing; people.1.id is missing."
    )


def test_what_was_sent_is_never_quoted():
    with pytest.raises(Unreadable) as unreadable:
        load(Person(), {"id": ["isla@example.com"], "name": {"x": "Isla"}, "born": "Isla's birthday"})

    assert "sla" not in str(unreadable.value)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T14:10:00Z",
        "2026-11-23T14:10:00+00:00",
        "2026-11-23T15:10:00+01:00",
        "2026-11-23 09:10:00-05:00",
    ],
)
def test_a_time_is_read_as_utc(text):
    assert load(Person(), {"id": 1, "born": text})["born"] == datetime(2026, 11, 23, 14, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["2026-11-23T14:10:00", "0001-01-01T00:00:00Z", "9999-12-31T23:00:00-14:00", "now", ""]
)
def test_a_time_without_an_offset_or_that_stands_for_no_date_is_unreadable(text):
    with pytest.raises(Unreadable, match="born must be a time"):
        load(Person(), {"id": 1, "born": text})


zones = st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours)))


@given(st.datetimes(timezones=zones).map(lambda moment: moment.replace(year=2000 + moment.year % 100, day=1)))
def test_every_moment_comes_back_the_same(moment):
    assert load(Person(), {"id": 1, "born": moment.isoformat()})["born"] == moment
