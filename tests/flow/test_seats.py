"""Who of a process is at a queue: few threads, and no wake-up lost."""

import threading
from collections.abc import Callable

from plugin.flow.seats import SLOW_TURN, Seats


class Stopwatch:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def elsewhere(act: Callable[[], bool]) -> bool:
    """What this comes to in another thread."""
    said: list[bool] = []
    thread = threading.Thread(target=lambda: said.append(act()))
    thread.start()
    thread.join()
    return said[0]


def test_one_thread_sits_at_a_queue_where_turns_are_quick() -> None:
    seats = Seats(3, Stopwatch())

    assert seats.take()
    assert not elsewhere(seats.take)


def test_another_sits_down_beside_a_slow_turn_as_far_as_there_are_seats() -> None:
    """A mail server that hangs holds one thread, and the others go on."""
    watch = Stopwatch()
    seats = Seats(2, watch)

    assert seats.take()
    watch.seconds += 2 * SLOW_TURN
    assert elsewhere(seats.take)
    watch.seconds += 2 * SLOW_TURN
    assert not elsewhere(seats.take)


def test_a_turn_that_found_something_is_followed_by_another() -> None:
    seats = Seats(1, Stopwatch())
    seats.take()

    assert seats.stay(found=True)
    assert not elsewhere(seats.take)


def test_whoever_is_turned_away_has_those_at_the_queue_look_once_more() -> None:
    """What fell due between their last look and their leaving is found at once."""
    seats = Seats(1, Stopwatch())
    seats.take()
    elsewhere(seats.take)

    assert seats.stay(found=False)
    assert not seats.stay(found=False)


def test_a_seat_is_free_again_when_nothing_more_is_due() -> None:
    seats = Seats(1, Stopwatch())
    seats.take()
    seats.stay(found=False)

    assert elsewhere(seats.take)


def test_a_seat_is_free_again_when_a_turn_breaks() -> None:
    seats = Seats(1, Stopwatch())
    seats.take()
    seats.leave()

    assert elsewhere(seats.take)
