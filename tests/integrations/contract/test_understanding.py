"""From a stored delivery to events, the same for every adapter."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.ats.contract import Event
from integrations.errors import Unreadable
from tests.support.ats.harness import readable

hostile_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def understand(harness, body: bytes, records: dict[str, Any]):
    with harness.serve() as ats:
        ats.hold(records)
        client = harness.adapter.connect(harness.account) if harness.adapter.reads_on_understanding else None
        return harness.adapter.understand(body, client)


def paths(value: Any, at: tuple[Any, ...] = ()):
    """Every place in a JSON value."""
    yield at
    keyed = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in keyed:
        yield from paths(inner, (*at, key))


def replaced(value: Any, path: tuple[Any, ...], by: Any) -> Any:
    if not path:
        return by
    key, *rest = path
    changed = value.copy()
    changed[key] = replaced(value[key], tuple(rest), by)
    return changed


def test_a_delivery_means_its_fixtures_events(harness, fixture):
    events = understand(harness, fixture.body, fixture.records)

    assert [readable(event) for event in events] == fixture.events


def test_understanding_twice_gives_the_same_events(harness, fixture):
    first, second = (understand(harness, fixture.body, fixture.records) for _ in range(2))

    assert first == second


def test_every_time_is_in_utc(harness, fixture):
    for event in understand(harness, fixture.body, fixture.records):
        times = [event.at, *((event.interview.starts_at, event.interview.ends_at) if event.interview else ())]

        assert {time.tzname() for time in times if time} == {"UTC"}


@given(body=st.binary(max_size=200))
def test_bytes_that_are_no_json_are_unreadable(harness, body: bytes):
    with pytest.raises(Unreadable):
        understand(harness, body + b"]", {})


@settings(max_examples=300)
@given(data=st.data())
def test_a_spoilt_delivery_is_unreadable_or_understood_wh_06(harness, data: st.DataObject):
    fixture = data.draw(st.sampled_from(list(harness.fixtures().values())))
    delivery = json.loads(fixture.body)
    path = data.draw(st.sampled_from(list(paths(delivery))))
    spoilt = json.dumps(replaced(delivery, path, data.draw(hostile_json))).encode()

    with suppress(Unreadable):
        assert {type(event) for event in understand(harness, spoilt, fixture.records)} <= {Event}
