"""Should I mention it? What the follow-up to the interviewer carries, and why. Pure and total.

The rules are asked in order and the first that holds decides; the last always holds. First what a person has
to see before anything is written, then the advice itself; to leave a slip alone is the default (A7).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from plugin.reflection import Flag, Noticed, Reflection, Route, StillWant, Theme

NOT_SLIPS = frozenset({Theme.WENT_WELL, Theme.RAPPORT})
"""Themes that are nothing the candidate did wrong."""
FELT_HARD, FELT_GOOD = 2, 4
"""Up to and from where on the scale of `Reflection.felt` it was a hard or a good one."""


SERIOUS = frozenset({Flag.CRISIS, Flag.DISTRESS, Flag.TREATMENT})
"""What acts at once, and what no plan calls a good day."""


class Kind(StrEnum):
    """What the follow-up does. `NONE`: there is nothing to decide today, and no advice about a note."""

    THANK_ONLY = "thank_only"
    ADD_INFORMATION = "add_information"
    LIGHT_EXPLANATION = "light_explanation"
    BRIEF_APOLOGY = "brief_apology"
    CORRECT_UNTRUTH = "correct_untruth"
    CONSULTANT_FIRST = "consultant_first"
    NONE = "none"


MENTIONS = frozenset(
    {Kind.THANK_ONLY, Kind.ADD_INFORMATION, Kind.LIGHT_EXPLANATION, Kind.BRIEF_APOLOGY},
)
"""What a note can carry of how it went, by the labels that free text is read with."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the follow-up does, and the id of the paragraph that says why in plain words.

    `mention` is what a note may carry once whoever comes first has spoken with them: the same as `kind`, but
    where a person comes first or an untruth is put right.
    `can_wait`: they are very low, so whatever there is to send is offered and never urged (kindness first).
    `disagreement` is the id of the paragraph that says where advisers differ; empty where they agree.
    """

    kind: Kind
    reason_id: str
    mention: Kind
    disagreement: str = ""
    can_wait: bool = False

    @property
    def something_to_mention(self) -> bool:
        """Whether anything went wrong that could be mentioned."""
        return self.reason_id not in {"reason.thank_only.nothing", "reason.none.crisis"}

    @property
    def held(self) -> bool:
        """Whether no note may be written yet: a person comes first."""
        return self.kind in {Kind.CONSULTANT_FIRST, Kind.NONE}


@dataclass(frozen=True, slots=True)
class Rule:
    """When `holds`, decide so. `when` says the same as `holds`, in words.

    `ground` is what the rule rests on: points of the advice, studies. A rule with a `route` holds only where
    the agency's rule is that one. `disagreement` names the paragraph that says what other advisers would do.
    """

    when: str
    holds: Callable[[Reflection], bool]
    kind: Kind
    reason: str
    ground: tuple[str, ...]
    route: Route | None = None
    disagreement: str = ""

    @property
    def reason_id(self) -> str:
        """The id of the paragraph that says why."""
        return f"reason.{self.kind}.{self.reason}"

    def applies(self, reflection: Reflection, route: Route) -> bool:
        """Whether this rule holds for these answers under the agency's route."""
        return self.route in {None, route} and self.holds(reflection)


def decide(reflection: Reflection, route: Route = Route.DIRECT) -> Decision:
    """What the follow-up should carry; to leave the slip alone unless a rule says otherwise."""
    rule = next(rule for rule in RULES if rule.applies(reflection, route))
    low = Flag.DISTRESS in reflection.flags
    told = f"disagreement.{rule.disagreement}" if rule.disagreement and not low else ""
    return Decision(rule.kind, rule.reason_id, _mention(reflection), told, can_wait=low)


def _mention(reflection: Reflection) -> Kind:
    return next(rule.kind for rule in RULES if rule.kind in MENTIONS and rule.holds(reflection))


def table() -> str:
    """The rules as a Markdown table, in the order in which they are asked."""
    rows = [
        f"| {rule.when} | `{rule.kind}` | `{rule.reason_id}` | {', '.join(rule.ground)} |" for rule in RULES
    ]
    return "\n".join(
        ["| when | the follow-up | its reason | its ground |", "| --- | --- | --- | --- |", *rows]
    )


def withdrawing(reflection: Reflection) -> bool:
    """Whether the candidate no longer wants the job, by their tick or by words that they confirmed."""
    return reflection.still_want is StillWant.NO or Flag.WITHDRAWING in reflection.flags


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
    if reflection.untrue or SERIOUS.intersection(reflection.flags):
        return False
    good = Theme.WENT_WELL in reflection.themes if reflection.felt is None else reflection.felt >= FELT_GOOD
    return good and reflection.noticed in {None, Noticed.NONE}


def _flagged(flag: Flag) -> Callable[[Reflection], bool]:
    return lambda reflection: flag in reflection.flags


def _untrue(reflection: Reflection) -> bool:
    return reflection.untrue


def _untrue_and_more(reflection: Reflection) -> bool:
    private = Flag.PRIVATE in reflection.flags and not reflection.point_allowed
    return reflection.untrue and (private or _outrageous(reflection))


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
    no_particulars = frozenset(reflection.themes) <= {Theme.UNWELL_OR_UPSET, Theme.RAPPORT}
    # Who only typed ('total disaster') gave no score: that they named nothing but the whole says the same.
    unscored = reflection.felt is None and (not reflection.themes or Flag.DISTRESS in reflection.flags)
    hard = unscored or _felt_hard(reflection)
    return hard and no_particulars and reflection.noticed is Noticed.MAYBE


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
    Rule("Somebody may be in danger", _flagged(Flag.CRISIS), Kind.NONE, "crisis", ("A16",)),
    Rule(
        "They were treated improperly",
        _flagged(Flag.TREATMENT),
        Kind.CONSULTANT_FIRST,
        "treatment",
        ("A16",),
    ),
    Rule(
        "They needed an adjustment, or will need one",
        _flagged(Flag.ADJUSTMENT),
        Kind.CONSULTANT_FIRST,
        "adjustment",
        ("A16",),
    ),
    Rule(
        "Nobody in the room could forget it, and they no longer want the job",
        _outrageous_and_withdrawing,
        Kind.BRIEF_APOLOGY,
        "withdrawing",
        ("A11", "A16"),
    ),
    Rule("They no longer want the job", withdrawing, Kind.THANK_ONLY, "withdrawing", ("A6", "A7")),
    Rule(
        "They said something that was not true, and it is private or there is an apology to make as well",
        _untrue_and_more,
        Kind.CONSULTANT_FIRST,
        "untrue",
        ("A16", "Kim, Ferrin, Cooper & Dirks 2004"),
    ),
    Rule(
        "The agency asks for no direct contact with this client",
        _always,
        Kind.CONSULTANT_FIRST,
        "route",
        ("A6", "A16"),
        route=Route.NONE,
    ),
    Rule(
        "They said something that was not true",
        _untrue,
        Kind.CORRECT_UNTRUTH,
        "today",
        ("A9", "Kim, Ferrin, Cooper & Dirks 2004"),
    ),
    Rule(
        "Nobody in the room could forget it",
        _outrageous,
        Kind.BRIEF_APOLOGY,
        "outrageous",
        ("A11", "A13"),
        disagreement="apology",
    ),
    Rule(
        "Something was or may have been noticed, and there is a point that they wish they had made",
        _point_and_noticed,
        Kind.ADD_INFORMATION,
        "instead",
        ("A9", "A12", "A13"),
        disagreement="acknowledge",
    ),
    Rule(
        "There is a point that they wish they had made",
        _point,
        Kind.ADD_INFORMATION,
        "point",
        ("A9", "A12", "A13"),
    ),
    Rule(
        "Nothing but the interviewer's manner was wrong",
        only_their_side,
        Kind.THANK_ONLY,
        "their_side",
        ("A6", "A7"),
    ),
    Rule(
        "It was plain to see",
        _plain_to_see,
        Kind.LIGHT_EXPLANATION,
        "noticed",
        ("A9", "A10", "A14"),
        disagreement="acknowledge",
    ),
    Rule(
        "It went hard as a whole, with no slip of their own to name, and may have been noticed",
        _bad_as_a_whole,
        Kind.LIGHT_EXPLANATION,
        "whole",
        ("A9", "A10", "A14"),
        disagreement="acknowledge",
    ),
    Rule(
        "It may have been noticed",
        _perhaps,
        Kind.THANK_ONLY,
        "perhaps",
        ("A7", "A8"),
        disagreement="leave",
    ),
    Rule("It was hardly noticed", _small, Kind.THANK_ONLY, "small", ("A7", "A8")),
    Rule(
        "Something went wrong; whether it was noticed, they did not say",
        _unsaid,
        Kind.THANK_ONLY,
        "unsaid",
        ("A7", "A8"),
        disagreement="leave",
    ),
    Rule(
        "It felt hard; what happened, they did not say",
        _unnamed,
        Kind.THANK_ONLY,
        "unnamed",
        ("A6", "A7"),
    ),
    Rule("Otherwise", _always, Kind.THANK_ONLY, "nothing", ("A6", "A8")),
)
