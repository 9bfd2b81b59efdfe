"""What the comparison says so far, in words that claim no more than the figures."""

from dataclasses import dataclass
from enum import StrEnum

from plugin.proof.statistics import Interval, Needed, Share, needed, newcombe

PLANNED = 0.35, 0.40
"""What the comparison is planned for: 35 in a hundred go further without coaching, and 40 with it."""
FEWEST = 8
"""Nothing is shown of a group of fewer people."""


class Finding(StrEnum):
    """How much the comparison can say."""

    HIDDEN = "hidden"
    NOT_ENOUGH = "not_enough"
    MORE = "more"
    FEWER = "fewer"
    NO_DIFFERENCE = "no_difference"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two groups of people whose outcome is known; `share` per cent of everybody are held out."""

    coached: Share
    held_out: Share
    share: int

    @property
    def difference(self) -> float:
        """How many more of the coached went further, from -1 to 1."""
        return self.coached.rate - self.held_out.rate

    @property
    def interval(self) -> Interval:
        """In which range the difference lies, with 95 % confidence."""
        return newcombe(self.coached, self.held_out)

    @property
    def needed(self) -> Needed:
        """How many people each group needs for the difference that was planned for."""
        return needed(*PLANNED, share=self.share / 100)

    @property
    def missing(self) -> Needed:
        """How many people each group still needs."""
        return Needed(
            max(0, self.needed.held_out - self.held_out.people),
            max(0, self.needed.coached - self.coached.people),
        )

    @property
    def finding(self) -> Finding:
        """What may be said. Before there are enough people nothing is: who looks often sees differences that
        are chance."""
        if min(self.coached.people, self.held_out.people) < FEWEST:
            return Finding.HIDDEN
        if self.missing != Needed(0, 0):
            return Finding.NOT_ENOUGH
        if self.interval.low > 0:
            return Finding.MORE
        return Finding.FEWER if self.interval.high < 0 else Finding.NO_DIFFERENCE
