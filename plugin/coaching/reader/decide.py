"""From scores to labels that the guide allows together: the most likely of them. Pure and total."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from plugin.reading import Mention
from plugin.reflection import Flag, Noticed, Theme

SLIPS = tuple(theme for theme in Theme if theme not in (Theme.RAPPORT, Theme.WENT_WELL))
LABELS: tuple[Theme | Flag, ...] = (*Theme, *Flag)
"""The network's rows, in this order."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How noticeable the worst of it was, and what the follow-up should do."""

    noticed: Noticed
    mention: Mention


OUTCOMES = (
    Outcome(Noticed.NONE, Mention.THANK_ONLY),
    Outcome(Noticed.NO, Mention.THANK_ONLY),
    Outcome(Noticed.NO, Mention.ADD_INFORMATION),
    Outcome(Noticed.MAYBE, Mention.THANK_ONLY),
    Outcome(Noticed.MAYBE, Mention.ADD_INFORMATION),
    Outcome(Noticed.MAYBE, Mention.LIGHT_EXPLANATION),
    Outcome(Noticed.DEFINITELY, Mention.THANK_ONLY),
    Outcome(Noticed.DEFINITELY, Mention.ADD_INFORMATION),
    Outcome(Noticed.DEFINITELY, Mention.LIGHT_EXPLANATION),
    Outcome(Noticed.OUTRAGEOUS, Mention.BRIEF_APOLOGY),
)
"""The pairs that the guide knows; the network's outcomes, in this order."""
NOTHING_BAD = OUTCOMES[0]
THEIR_SIDE = OUTCOMES[1]
BADLY_AS_A_WHOLE = (Outcome(Noticed.MAYBE, Mention.LIGHT_EXPLANATION), OUTCOMES[8])
ENDS_IT = (Mention.THANK_ONLY, Mention.BRIEF_APOLOGY)
"""What is left to say to an employer whose job the candidate no longer wants."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels that may stand together."""

    themes: frozenset[Theme]
    outcome: Outcome
    flags: frozenset[Flag]


def decide(evidence: Mapping[Theme | Flag, float], outcomes: Sequence[float], trust: float) -> Labels:
    """The labels with the most evidence for them, among those that the guide allows together.

    `evidence` is above 0 where a label holds by itself. `outcomes` are log-probabilities, in the order of
    `OUTCOMES`; `trust` is their weight beside a theme's evidence.
    """
    flags = settle_flags(frozenset(flag for flag in Flag if evidence[flag] > 0))
    ways = [*_ways(evidence, flags)]

    def weight(way: tuple[frozenset[Theme], Outcome]) -> float:
        themes, outcome = way
        return sum(evidence[theme] for theme in themes) + trust * outcomes[OUTCOMES.index(outcome)]

    themes, outcome = max(ways, key=weight)
    return Labels(themes, outcome, flags)


def settle_flags(flags: frozenset[Flag]) -> frozenset[Flag]:
    """Flags as they may stand: crisis replaces distress; crisis and adjustment are private."""
    if Flag.CRISIS in flags:
        flags -= {Flag.DISTRESS}
    return flags | {Flag.PRIVATE} if flags & {Flag.CRISIS, Flag.ADJUSTMENT} else flags


def _ways(
    evidence: Mapping[Theme | Flag, float], flags: frozenset[Flag]
) -> Iterator[tuple[frozenset[Theme], Outcome]]:
    """For each outcome, the best themes that may stand beside it."""
    well = {Theme.WENT_WELL} if evidence[Theme.WENT_WELL] > 0 else set()
    withdrawing = Flag.WITHDRAWING in flags
    yield frozenset(well), NOTHING_BAD
    yield frozenset({Theme.RAPPORT} | well), THEIR_SIDE
    if not withdrawing:
        yield from ((frozenset(), outcome) for outcome in BADLY_AS_A_WHOLE)
    beside = {theme for theme in (Theme.RAPPORT, Theme.WENT_WELL) if evidence[theme] > 0}
    for outcome in OUTCOMES[1:]:
        if outcome.mention in ENDS_IT if withdrawing else outcome != OUTCOMES[6]:
            yield frozenset(_slips(evidence, outcome, withdrawing) | beside), outcome


def _slips(evidence: Mapping[Theme | Flag, float], outcome: Outcome, withdrawing: bool) -> set[Theme]:
    """At least one slip. A point left out stands only where it is to be added, or nothing is any more."""
    may = [
        theme
        for theme in SLIPS
        if theme is not Theme.FORGOT_TO_MENTION or withdrawing or outcome.mention is Mention.ADD_INFORMATION
    ]
    return {theme for theme in may if evidence[theme] > 0} or {max(may, key=lambda theme: evidence[theme])}
