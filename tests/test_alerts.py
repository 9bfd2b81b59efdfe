"""How urgent a flag is."""

import pytest

from plugin.alerts import Urgency, most_urgent, urgency_of
from plugin.reflection import Flag


@pytest.mark.parametrize(
    ("flags", "urgency"),
    [
        (set(Flag) - {Flag.TREATMENT}, Urgency.AT_ONCE),
        (set(Flag), Urgency.MANAGER_AT_ONCE),
        ({Flag.DISTRESS, Flag.TREATMENT, Flag.CONTACT_ME}, Urgency.MANAGER_SOON),
        ({Flag.TREATMENT, Flag.WITHDRAWING}, Urgency.MANAGER),
        ({Flag.ADJUSTMENT, Flag.PRIVATE}, Urgency.TODAY),
        ({Flag.PRIVATE}, None),
        (set(), None),
    ],
)
def test_of_several_flags_the_most_urgent_has_the_clock(flags: set[Flag], urgency: Urgency | None) -> None:
    assert urgency_of(flags) == urgency


def test_nothing_is_urgent_where_there_is_nothing() -> None:
    assert (most_urgent([]), most_urgent([Urgency.TODAY, Urgency.SOON])) == (None, Urgency.SOON)


@pytest.mark.parametrize("other", list(Urgency))
def test_what_is_beside_something_for_the_manager_is_for_the_manager_with_its_own_clock(
    other: Urgency,
) -> None:
    together = most_urgent([other, Urgency.MANAGER])

    assert together is not None
    assert together.for_manager
    assert together.clock == (Urgency.MANAGER if other is Urgency.TODAY else other.clock)
