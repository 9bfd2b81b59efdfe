import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.errors import Unreadable
from integrations.strict_json import MAX_DEPTH, parse_object

PRIVATE = "isla.fraser@example.com"


def nested(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


def test_an_object_is_read_as_it_stands():
    assert parse_object('{"name": "Ísla", "n": 1.5, "of": [null, true]}'.encode()) == {
        "name": "Ísla",
        "n": 1.5,
        "of": [None, True],
    }


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "not valid JSON at line 1, column 1"),
        (b"{'a': 1}", "not valid JSON at line 1, column 2"),
        (b'{"a": 1} {}', "not valid JSON"),
        (b"[]", "not an object"),
        (b"null", "not an object"),
        (b'{"a": 1, "a": 2}', "names a key twice"),
        (b'{"in": {"a": 1, "a": 1}}', "names a key twice"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "-Infinity"),
        (b'{"a": 1e999}', "too large"),
        (b'{"a": ' + b"9" * 5000 + b"}", "too long"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b'{"a": "\\ud800"}', "half a character"),
        (b'{"\\udfff": 1}', "half a character"),
    ],
)
def test_what_is_wrong_is_said_wh_13(body, said):
    with pytest.raises(Unreadable, match=said):
        parse_object(body)


def test_the_deepest_body_allowed_is_read_wh_13():
    assert parse_object(nested(MAX_DEPTH))


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 100_000])
def test_a_deeper_body_is_refused_wh_13(depth):
    with pytest.raises(Unreadable, match="nested more than 32 levels"):
        parse_object(nested(depth))


@pytest.mark.parametrize("spoilt", [b'{"a": "%s", }', b'{"a": "%s", "a": 1}', b'["%s"]'])
def test_the_reason_never_quotes_the_body(spoilt):
    with pytest.raises(Unreadable) as refused:
        parse_object(spoilt.replace(b"%s", PRIVATE.encode()))

    assert PRIVATE not in str(refused.value)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_hostile_bytes_are_unreadable_or_an_object(body):
    try:
        read = parse_object(body)
    except Unreadable:
        return

    assert isinstance(read, dict)


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=9) | st.none(), max_size=5))
def test_every_ordinary_object_comes_back(value):
    assert parse_object(json.dumps(value).encode()) == value
