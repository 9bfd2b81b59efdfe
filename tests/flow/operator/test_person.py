"""Recognising a person in what an ATS sent, whatever it sent."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.flow.operator.person import Traces

ISLA = Traces(
    re.compile(r"(?<!\w)(?:isla@example\.com)(?!\w)", re.IGNORECASE),
    re.compile(r"(?<!\w)(?:Zoë Fraser)(?!\w)", re.IGNORECASE),
    frozenset({"18"}),
)
NOBODY = Traces(None, None, frozenset())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize(
    ("body", "surely", "named", "perhaps"),
    [
        (b'{"email": "ISLA@example.com"}', True, True, True),
        (b'{"isla@example.com": 1}', True, True, True),
        (b'{"name": "Zo\\u00eb Fraser"}', False, True, True),
        ("Zoë Fraser, plainly".encode(), False, True, True),
        (b'{"id": 18}', False, False, True),
        (b'{"id": "18"}', False, False, True),
        (b'{"email": "visla@example.com"}', False, False, False),
        (b'{"id": 180, "at": "18:00"}', False, False, False),
        (b"\xff\xfe not JSON", False, False, False),
        (b"", False, False, False),
    ],
)
def test_a_body_is_about_somebody(body: bytes, surely: bool, named: bool, perhaps: bool) -> None:
    found = (ISLA.surely_in(body), ISLA.named_in(body), ISLA.perhaps_in(body))

    assert found == (surely, named, perhaps)


@given(st.binary())
def test_any_bytes_can_be_looked_through(body: bytes) -> None:
    assert not NOBODY.perhaps_in(body)


@given(JSON, st.sampled_from(["isla@example.com", "zoë fraser"]))
def test_somebody_is_found_however_deep_they_stand(around: Any, word: str) -> None:
    body = json.dumps([around, {"deep": [[{"er": word}]]}]).encode()

    assert ISLA.named_in(body)


def test_a_body_nested_beyond_reason_is_looked_through() -> None:
    deep = b"[" * 900 + b'"isla@example.com"' + b"]" * 900

    assert ISLA.surely_in(deep)
