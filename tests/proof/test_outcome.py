"""When somebody is said to have gone further."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from plugin.proof.outcome import KNOWN_AFTER, Round, went_further

TOLD = datetime(2026, 3, 2, 12, tzinfo=UTC)
A_DAY = timedelta(days=1)
FIRST = Round(application=(1, "a-1"), ends_at=TOLD - A_DAY, heard_at=TOLD - 7 * A_DAY, stands=True)
SECOND = replace(FIRST, ends_at=TOLD + 9 * A_DAY, heard_at=TOLD + 2 * A_DAY)
ELSEWHERE = replace(SECOND, application=(1, "a-2"))


@pytest.mark.parametrize(
    "rounds",
    [
        [FIRST, SECOND],
        [SECOND, FIRST],
        [replace(FIRST, hired_at=TOLD + A_DAY)],
        [FIRST, replace(ELSEWHERE, hired_at=TOLD + KNOWN_AFTER)],
        [FIRST, ELSEWHERE, replace(ELSEWHERE, ends_at=TOLD + 20 * A_DAY, heard_at=TOLD + 12 * A_DAY)],
    ],
    ids=["another round", "in any order", "the job", "the job at another place", "a round of a later job"],
)
def test_somebody_went_further(rounds: list[Round]) -> None:
    assert went_further(rounds, TOLD)


@pytest.mark.parametrize(
    "rounds",
    [
        [],
        [FIRST],
        [FIRST, ELSEWHERE],
        [FIRST, replace(SECOND, stands=False)],
        [replace(FIRST, stands=False), SECOND],
        [FIRST, replace(SECOND, heard_at=TOLD)],
        [FIRST, replace(SECOND, heard_at=TOLD + KNOWN_AFTER + timedelta(seconds=1))],
        [replace(FIRST, application=None), replace(SECOND, application=None)],
        [FIRST, replace(SECOND, application=(2, "a-1"))],
        [replace(FIRST, hired_at=TOLD)],
    ],
    ids=[
        "nothing",
        "nothing since",
        "only a first round elsewhere",
        "called off",
        "the first was called off",
        "arranged before the answer",
        "after ninety days",
        "of no known application",
        "of another account's application",
        "hired before the answer",
    ],
)
def test_somebody_did_not(rounds: list[Round]) -> None:
    assert not went_further(rounds, TOLD)
