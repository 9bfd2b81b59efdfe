"""Because and the missed point: runs of the text's own words."""

import numpy as np
import pytest

from plugin.coaching.reader.evidence import Evidence, point_in
from plugin.coaching.reader.pieces import Piece

TEXT = "Fine at first. Then I froze, badly, and left."


def pieces_of(text: str) -> list[Piece]:
    found, place = [], 0
    for word in text.split():
        start = text.index(word, place)
        place = start + len(word)
        found.append(Piece(1, start, place))
    return found


def because(weights: dict[int, float], text: str = TEXT) -> str:
    pieces = pieces_of(text)
    spoken = np.full(len(pieces), -0.01, np.float32)
    for place, weight in weights.items():
        spoken[place] = weight
    return Evidence(text, pieces).words_for(spoken)


def point(start: int, end: int, text: str) -> str:
    span = np.zeros((len(text.split()), 2), np.float32)
    span[start, 0] = span[end, 1] = 9.0
    return point_in(text, pieces_of(text), span)


def test_because_is_the_run_that_speaks_most_without_its_silent_ends():
    assert because({4: 1.0, 5: 2.0}) == "I froze"


def test_because_stays_within_a_clause():
    assert because({5: 2.0, 6: 1.9}) == "froze"


def test_because_is_a_glance():
    text = " ".join(["so"] * 30)

    assert because(dict.fromkeys(range(30), 1.0), text) == " ".join(["so"] * 9)


def test_a_text_of_marks_alone_gives_its_marks():
    assert because({0: 1.0}, "?!") == "?!"


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (4, 7, "I hold a licence"),
        (3, 7, "I hold a licence"),
        (7, 7, "licence"),
    ],
)
def test_the_point_is_the_likeliest_span_without_its_way_in(start, end, found):
    assert point(start, end, "Forgot to say that I hold a licence.") == found


def test_a_point_never_ends_before_it_begins():
    assert point(3, 1, "I hold a licence") in ("I hold a licence", "licence", "I hold")


def test_no_pieces_no_point():
    assert point_in("", [], np.zeros((0, 2), np.float32)) == ""
