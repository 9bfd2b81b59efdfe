"""docs/journeys.md ends with the table as the code prints it."""

from pathlib import Path

import pytest

from plugin.journeys.machine import Journey, State, decide
from plugin.journeys.table import KINDS, STARTS, happening, table
from plugin.journeys.timing import Policy

DOC = Path(__file__).parents[2] / "docs" / "journeys.md"
BEGINS = "<!-- The rest is printed: make it again by `python -m plugin.journeys.table`. -->\n\n"


def test_the_document_holds_the_table_that_the_code_prints() -> None:
    """Mend it by: sed -i '/<!-- The rest is printed/q' docs/journeys.md, then echo, then
    python -m plugin.journeys.table, both onto its end."""
    _, begins, printed = DOC.read_text().partition(BEGINS)

    assert begins == BEGINS
    assert printed == table() + "\n"


def test_the_table_begins_from_every_state() -> None:
    assert {journey.state for journey in STARTS.values()} == set(State)


@pytest.mark.parametrize("name", STARTS)
def test_every_event_stands_once_in_each_section(name: str) -> None:
    section = table().partition(f"### {name.capitalize()}\n")[2].partition("### ")[0]

    assert sorted(word for word in section.split("`")[1::2]) == sorted(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_event_is_decided_for_a_journey_of_which_nothing_is_known(kind: str) -> None:
    event = happening(next(known for known in KINDS if known == kind))

    decision = decide(Journey(), event, event.at, Policy("Europe/London", "GB-SCT"))

    assert not decision.superseded
