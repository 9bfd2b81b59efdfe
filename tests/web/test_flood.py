"""The dam before the webhooks (WH-23)."""

from plugin.web.flood import Flood


class Seconds:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_each_connection_has_a_minutes_worth() -> None:
    """WH-23."""
    flood = Flood(2, Seconds())

    taken = [flood.allows(key) for key in ("one", "one", "one", "other")]

    assert taken == [True, True, False, True]


def test_the_next_minute_begins_anew() -> None:
    seconds = Seconds()
    flood = Flood(1, seconds)
    before = [flood.allows("one"), flood.allows("one")]

    seconds.at = 60.0

    assert before == [True, False]
    assert flood.allows("one")
