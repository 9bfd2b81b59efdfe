"""Should I mention it? What the follow-up to the interviewer carries, and why. Pure and total.

The rules are asked in order and the first that holds decides; the last always holds. First what a person has
to see before anything is written, then the advice itself; to leave a slip alone is the default (A7).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from plugin.coaching import answers
from plugin.reflection import Flag, Reflection, Route


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


RULES: tuple[Rule, ...] = (
    Rule("Somebody may be in danger", answers.flagged(Flag.CRISIS), Kind.NONE, "crisis", ("A16",)),
    Rule(
        "They were treated improperly",
        answers.flagged(Flag.TREATMENT),
        Kind.CONSULTANT_FIRST,
        "treatment",
        ("A16",),
    ),
    Rule(
        "They needed an adjustment, or will need one",
        answers.flagged(Flag.ADJUSTMENT),
        Kind.CONSULTANT_FIRST,
        "adjustment",
        ("A16",),
    ),
    Rule(
        "Nobody in the room could forget it, and they no longer want the job",
        answers.outrageous_and_withdrawing,
        Kind.BRIEF_APOLOGY,
        "withdrawing",
        ("A11", "A16"),
    ),
    Rule("They no longer want the job", answers.withdrawing, Kind.THANK_ONLY, "withdrawing", ("A6", "A7")),
    Rule(
        "They said something that was not true, and it is private or there is an apology to make as well",
        answers.untrue_and_more,
        Kind.CONSULTANT_FIRST,
        "untrue",
        ("A16", "Kim, Ferrin, Cooper & Dirks 2004"),
    ),
    Rule(
        "The agency asks for no direct contact with this client",
        answers.always,
        Kind.CONSULTANT_FIRST,
        "route",
        ("A6", "A16"),
        route=Route.NONE,
    ),
    Rule(
        "They said something that was not true",
        answers.untrue,
        Kind.CORRECT_UNTRUTH,
        "today",
        ("A9", "Kim, Ferrin, Cooper & Dirks 2004"),
    ),
    Rule(
        "Nobody in the room could forget it",
        answers.outrageous,
        Kind.BRIEF_APOLOGY,
        "outrageous",
        ("A11", "A13"),
        disagreement="apology",
    ),
    Rule(
        "Something was or may have been noticed, and there is a point that they wish they had made",
        answers.point_and_noticed,
        Kind.ADD_INFORMATION,
        "instead",
        ("A9", "A12", "A13"),
        disagreement="acknowledge",
    ),
    Rule(
        "There is a point that they wish they had made",
        answers.point,
        Kind.ADD_INFORMATION,
        "point",
        ("A9", "A12", "A13"),
    ),
    Rule(
        "Nothing but the interviewer's manner was wrong",
        answers.only_their_side,
        Kind.THANK_ONLY,
        "their_side",
        ("A6", "A7"),
    ),
    Rule(
        "It was plain to see",
        answers.plain_to_see,
        Kind.LIGHT_EXPLANATION,
        "noticed",
        ("A9", "A10", "A14"),
        disagreement="acknowledge",
    ),
    Rule(
        "It went hard as a whole, with no slip of their own to name, and may have been noticed",
        answers.bad_as_a_whole,
        Kind.LIGHT_EXPLANATION,
        "whole",
        ("A9", "A10", "A14"),
        disagreement="acknowledge",
    ),
    Rule(
        "It may have been noticed",
        answers.perhaps,
        Kind.THANK_ONLY,
        "perhaps",
        ("A7", "A8"),
        disagreement="leave",
    ),
    Rule("It was hardly noticed", answers.small, Kind.THANK_ONLY, "small", ("A7", "A8")),
    Rule(
        "Something went wrong; whether it was noticed, they did not say",
        answers.unsaid,
        Kind.THANK_ONLY,
        "unsaid",
        ("A7", "A8"),
        disagreement="leave",
    ),
    Rule(
        "It felt hard; what happened, they did not say",
        answers.unnamed,
        Kind.THANK_ONLY,
        "unnamed",
        ("A6", "A7"),
    ),
    Rule("Otherwise", answers.always, Kind.THANK_ONLY, "nothing", ("A6", "A8")),
)
