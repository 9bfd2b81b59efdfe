import pytest

from sandbox.faults import FaultKind, Faults

SLOW = FaultKind("slow", "Slow", "Takes its time.", "In", "seconds", 3)
REFUSE = FaultKind("refuse", "Refuse", "Says no.", "In", takes_subject=True)


@pytest.fixture
def faults() -> Faults:
    return Faults((SLOW, REFUSE))


def test_a_server_behaves_until_told_otherwise(faults: Faults) -> None:
    assert faults.take("slow") is None
    assert faults.active() == []


def test_a_fault_strikes_as_many_times_as_asked(faults: Faults) -> None:
    faults.set("slow", times=2)

    struck = [faults.take("slow") for _ in range(3)]

    assert struck == [3, 3, None]
    assert faults.active() == []


def test_a_fault_without_a_limit_strikes_until_cleared(faults: Faults) -> None:
    faults.set("slow", amount=7)
    before = [faults.take("slow") for _ in range(5)]

    faults.clear()

    assert before == [7] * 5
    assert faults.take("slow") is None


def test_a_fault_ends_with_its_time(faults: Faults) -> None:
    faults.set("slow", seconds=0)

    assert faults.take("slow") is None


def test_a_fault_for_one_address_spares_the_others(faults: Faults) -> None:
    faults.set("refuse", times=1, only="Isla@example.com")

    struck = [
        faults.take("refuse", to) for to in ("tomasz@example.com", "isla@example.com", "isla@example.com")
    ]

    assert struck == [None, 0.0, None]


def test_a_fault_without_a_chance_never_strikes_and_is_not_used_up(faults: Faults) -> None:
    faults.set("slow", times=1, chance=0)

    struck = [faults.take("slow") for _ in range(50)]

    assert struck == [None] * 50
    assert [fault.times for fault in faults.active()] == [1]


def test_an_unknown_fault_is_refused(faults: Faults) -> None:
    with pytest.raises(KeyError):
        faults.set("gremlins")
