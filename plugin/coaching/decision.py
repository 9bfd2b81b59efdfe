"""Should I mention it? What the follow-up to the interviewer carries, and why. Pure and total.

The rules are asked in order and the first that holds decides; the last always holds. Ground: A7 to A14.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from plugin.reflection import Noticed, Reflection, StillWant, Theme

NOT_SLIPS = frozenset({Theme.WENT_WELL, Theme.RAPPORT})
"""Themes that are nothing the candidate did wrong."""
FELT_HARD, FELT_GOOD = 2, 4
"""Up to and from where on the scale of `Reflection.felt` it was a hard or a good one."""


class Kind(StrEnum):
    """What the follow-up does."""

    THANK_ONLY = "thank_only"
    ADD_INFORMATION = "add_information"
    LIGHT_EXPLANATION = "light_explanation"
    BRIEF_APOLOGY = "brief_apology"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the follow-up does, and the id of the paragraph that says why in plain words."""

    kind: Kind
    reason_id: str

    @property
    def something_to_mention(self) -> bool:
        """Whether anything went wrong that could be mentioned."""
        return self.reason_id != "reason.thank_only.nothing"


@dataclass(frozen=True, slots=True)
class Rule:
    """When `holds`, decide so. `when` says the same as `holds`, in words."""

    when: str
    holds: Callable[[Reflection], bool]
    kind: Kind
    reason: str

    @property
    def decision(self) -> Decision:
        """The decision that this rule makes."""
        return Decision(self.kind, f"reason.{self.kind}.{self.reason}")


def decide(reflection: Reflection) -> Decision:
    """What the follow-up should carry; to leave the slip alone unless a rule says otherwise."""
    return next(rule.decision for rule in RULES if rule.holds(reflection))


def table() -> str:
    """The rules as a Markdown table, in the order in which they are asked."""
    rows = [f"| {rule.when} | `{rule.kind}` | `{rule.decision.reason_id}` |" for rule in RULES]
    return "\n".join(["| when | the follow-up | its reason |", "| --- | --- | --- |", *rows])


def withdrawing(reflection: Reflection) -> bool:
    """Whether the candidate no longer wants the job."""
    return reflection.still_want is StillWant.NO


def slips(reflection: Reflection) -> frozenset[Theme]:
    """The themes that something of the candidate's own went wrong with."""
    return frozenset(reflection.themes) - NOT_SLIPS


def only_their_side(reflection: Reflection) -> bool:
    """Whether all that went wrong was the interviewer's manner."""
    return Theme.RAPPORT in reflection.themes and not slips(reflection)


def all_well(reflection: Reflection) -> bool:
    """Whether it went well by all that they told us."""
    if slips(reflection) or Theme.RAPPORT in reflection.themes or reflection.missed_point.strip():
        return False
    good = Theme.WENT_WELL in reflection.themes if reflection.felt is None else reflection.felt >= FELT_GOOD
    return good and reflection.noticed in {None, Noticed.NONE}


def _outrageous(reflection: Reflection) -> bool:
    return reflection.noticed is Noticed.OUTRAGEOUS and not only_their_side(reflection)


def _outrageous_and_withdrawing(reflection: Reflection) -> bool:
    return _outrageous(reflection) and withdrawing(reflection)


def _point(reflection: Reflection) -> bool:
    return bool(reflection.missed_point.strip())


def _point_and_noticed(reflection: Reflection) -> bool:
    return _point(reflection) and reflection.noticed in {Noticed.MAYBE, Noticed.DEFINITELY}


def _plain_to_see(reflection: Reflection) -> bool:
    return reflection.noticed is Noticed.DEFINITELY


def _bad_as_a_whole(reflection: Reflection) -> bool:
    no_particulars = slips(reflection) <= {Theme.UNWELL_OR_UPSET} and Theme.WENT_WELL not in reflection.themes
    return _felt_hard(reflection) and no_particulars and reflection.noticed is Noticed.MAYBE


def _felt_hard(reflection: Reflection) -> bool:
    return reflection.felt is not None and reflection.felt <= FELT_HARD


def _unnamed(reflection: Reflection) -> bool:
    return _felt_hard(reflection) and not reflection.themes and reflection.noticed is None


def _perhaps(reflection: Reflection) -> bool:
    return reflection.noticed is Noticed.MAYBE


def _small(reflection: Reflection) -> bool:
    return reflection.noticed is Noticed.NO


def _unsaid(reflection: Reflection) -> bool:
    return bool(slips(reflection)) and reflection.noticed is None


def _always(_: Reflection) -> bool:
    return True


RULES: tuple[Rule, ...] = (
    Rule(
        "Nobody in the room could forget it, and they no longer want the job",
        _outrageous_and_withdrawing,
        Kind.BRIEF_APOLOGY,
        "withdrawing",
    ),
    Rule("Nobody in the room could forget it", _outrageous, Kind.BRIEF_APOLOGY, "outrageous"),
    Rule("They no longer want the job", withdrawing, Kind.THANK_ONLY, "withdrawing"),
    Rule(
        "Something was or may have been noticed, and there is a point that they wish they had made",
        _point_and_noticed,
        Kind.ADD_INFORMATION,
        "instead",
    ),
    Rule("There is a point that they wish they had made", _point, Kind.ADD_INFORMATION, "point"),
    Rule("Nothing but the interviewer's manner was wrong", only_their_side, Kind.THANK_ONLY, "their_side"),
    Rule("It was plain to see", _plain_to_see, Kind.LIGHT_EXPLANATION, "noticed"),
    Rule(
        "It felt hard as a whole, with no slip of their own to name, and may have been noticed",
        _bad_as_a_whole,
        Kind.LIGHT_EXPLANATION,
        "whole",
    ),
    Rule("It may have been noticed", _perhaps, Kind.THANK_ONLY, "perhaps"),
    Rule("It was hardly noticed", _small, Kind.THANK_ONLY, "small"),
    Rule(
        "Something went wrong; whether it was noticed, they did not say",
        _unsaid,
        Kind.THANK_ONLY,
        "unsaid",
    ),
    Rule("It felt hard; what happened, they did not say", _unnamed, Kind.THANK_ONLY, "unnamed"),
    Rule("Otherwise", _always, Kind.THANK_ONLY, "nothing"),
)
