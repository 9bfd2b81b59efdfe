"""What came of it: whether a person went further after they had told us about an interview."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

KNOWN_AFTER = timedelta(days=90)
"""How long after the answer what came of it is looked at; before, it is not known."""


@dataclass(frozen=True, slots=True)
class Round:
    """One interview of a person. `application` names the application that it is a round of; None if unknown.

    `heard_at` is when we first heard of it, `stands` that it was not called off, `hired_at` when the
    application was said to have led to the job.
    """

    application: tuple[int, str] | None
    ends_at: datetime | None
    heard_at: datetime
    stands: bool
    hired_at: datetime | None = None


def went_further(rounds: Sequence[Round], told_at: datetime) -> bool:
    """Whether, within `KNOWN_AFTER` of the answer, any of these applications went further.

    An application goes further when another interview is arranged for a job for which there has been one, or
    when it leads to the job. What had been arranged before the answer does not count: the answer cannot have
    changed it.
    """
    until = told_at + KNOWN_AFTER

    def came_of_it(at: datetime | None) -> bool:
        return at is not None and told_at < at <= until

    return any(
        came_of_it(one.hired_at) or (came_of_it(one.heard_at) and one.stands and _follows(one, rounds))
        for one in rounds
    )


def _follows(one: Round, rounds: Sequence[Round]) -> bool:
    """Whether an earlier interview for the same job took place."""
    return any(
        other.application is not None
        and other.application == one.application
        and other.stands
        and other.ends_at is not None
        and one.ends_at is not None
        and other.ends_at < one.ends_at
        for other in rounds
    )
