"""What an adapter declares is what it does. A new event kind needs its fixture, and a fixture its kind."""

from integrations.ats.contract import EventKind
from integrations.registry import ADAPTERS

PING = "ping"


def understood(harness, fixture):
    with harness.serve() as ats:
        ats.hold(fixture.records)
        client = harness.adapter.connect(harness.account) if harness.adapter.reads_on_understanding else None
        return harness.adapter.understand(fixture.body, client)


def test_every_adapter_of_the_registry_is_under_this_suite(harnesses):
    assert [harness.adapter.name for harness in harnesses] == [adapter.name for adapter in ADAPTERS]


def test_every_declared_kind_has_a_fixture_and_every_fixture_a_declared_kind(harness):
    named = {fixture.kind for fixture in harness.fixtures().values()} - {PING, "none"}

    assert named == set(harness.adapter.handles)


def test_a_fixture_is_named_after_its_first_event(harness, fixture):
    kinds = [event["kind"] for event in fixture.events]

    assert fixture.kind == (kinds[0] if kinds else fixture.kind)
    assert (fixture.kind in (PING, "none")) == (kinds == [])


def test_nothing_is_understood_that_is_not_declared(harness):
    kinds = {event.kind for fixture in harness.fixtures().values() for event in understood(harness, fixture)}

    assert kinds == harness.adapter.handles


def test_a_ping_has_a_fixture_where_the_sender_pings(harness):
    assert (PING in harness.fixtures()) is harness.with_a_ping


def test_an_account_needs_what_the_adapter_uses(harness):
    assert harness.adapter.credentials.load(dict(harness.account.credentials)) == harness.account.credentials
    assert harness.adapter.credentials.validate({}) != {}


def test_what_is_declared_of_polling_and_pace_makes_sense(harness):
    adapter = harness.adapter

    assert adapter.handles <= set(EventKind)
    assert adapter.calls_per_minute > 0
    assert adapter.settle.total_seconds() >= 0
    assert adapter.polls_every is None or adapter.polls_every.total_seconds() >= 60
