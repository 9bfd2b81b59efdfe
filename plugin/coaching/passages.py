"""Which paragraph of the library fits these answers, for each part of the email: its id."""

from collections.abc import Mapping
from dataclasses import dataclass

from plugin.coaching.answers import FELT_GOOD, FELT_HARD, all_well, only_their_side, slips, withdrawing
from plugin.coaching.decision import Decision, Kind
from plugin.coaching.own_words import OwnWords
from plugin.reflection import Flag, Noticed, Reflection, Theme

LESSON_ORDER = (
    Theme.UNWELL_OR_UPSET,
    Theme.FORGOT_TO_MENTION,
    Theme.UNDERPREPARED,
    Theme.LATE_OR_TECH,
    Theme.BLANKED,
    Theme.WEAK_ANSWER,
    Theme.RAMBLED,
    Theme.STUMBLED,
    Theme.SAID_WRONG_THING,
    Theme.NERVES,
    Theme.RAPPORT,
    Theme.WENT_WELL,
)
"""One lesson, not twelve (A5): a bad day before any skill, then what preparing changes most."""

TOGETHER: Mapping[frozenset[Theme], str] = {
    frozenset({Theme.NERVES, Theme.BLANKED}): "nerves.blanked",
    frozenset({Theme.NERVES, Theme.STUMBLED}): "nerves.stumbled",
    frozenset({Theme.NERVES, Theme.RAMBLED}): "nerves.rambled",
    frozenset({Theme.UNDERPREPARED, Theme.BLANKED}): "underprepared.blanked",
    frozenset({Theme.UNDERPREPARED, Theme.WEAK_ANSWER}): "underprepared.weak_answer",
    frozenset({Theme.RAMBLED, Theme.FORGOT_TO_MENTION}): "rambled.forgot_to_mention",
}
"""Two slips and no more: the lesson is how the one led to the other."""

OF_ITS_OWN = frozenset(Theme) - {Theme.UNWELL_OR_UPSET, Theme.RAPPORT, Theme.WENT_WELL}
"""Themes with a perspective of their own; the nerves have theirs beside other slips, too."""
SEVERAL = 3
FELT = {1: "very_hard", 2: "hard", 3: "mixed", 4: "good", 5: "great"}
GOOD_DAYS = frozenset({"opening.good", "opening.great", "opening.good_but"})


@dataclass(frozen=True, slots=True)
class Case:
    """What a passage is chosen by.

    `carries_point`: the draft holds the point they wish they had made. `foreign`: the draft is in another
    language than the email.
    """

    reflection: Reflection
    decision: Decision
    carries_point: bool
    own: OwnWords
    foreign: bool = False

    @property
    def low(self) -> bool:
        """Whether it felt hard."""
        return self.reflection.felt is not None and self.reflection.felt <= FELT_HARD

    @property
    def good(self) -> bool:
        """Whether it felt good."""
        return self.reflection.felt is not None and self.reflection.felt >= FELT_GOOD

    @property
    def beside(self) -> bool:
        """Whether something went well beside a slip."""
        well = Theme.WENT_WELL in self.reflection.themes or self.good
        return well and bool(slips(self.reflection))


def opening(case: Case) -> str:
    """The first words: to the person and to how it felt, before any advice."""
    themes = case.reflection.themes
    if withdrawing(case.reflection):
        return "opening.withdrawing.hard" if case.low else "opening.withdrawing"
    if case.decision.kind is Kind.BRIEF_APOLOGY:
        return "opening.outrageous"
    if case.reflection.untrue:
        return "opening.untrue"
    if Theme.UNWELL_OR_UPSET in themes:
        return "opening.outside"
    if only_their_side(case.reflection) and Theme.WENT_WELL not in themes:
        return "opening.their_side"
    return _how_it_was_told(case) or _mixed(case) or _by_feeling(case)


def _how_it_was_told(case: Case) -> str:
    """An opening for a text that took some writing, or that was written with a joke."""
    if case.own.long and not case.good:
        return "opening.long"
    return "opening.light" if case.own.light and not (case.low or case.good) else ""


def _mixed(case: Case) -> str:
    """An opening where several things are true at once."""
    if case.beside:
        return "opening.good_but" if case.good else "opening.hard_but" if case.low else "opening.both"
    return "opening.several" if len(slips(case.reflection)) >= SEVERAL else ""


def _by_feeling(case: Case) -> str:
    answers = case.reflection
    if answers.felt is not None:
        return (
            "opening.brief_hard" if case.low and _said_no_more(answers) else f"opening.{FELT[answers.felt]}"
        )
    if slips(answers) or answers.missed_point.strip():
        return "opening.unscored"
    return "opening.good" if Theme.WENT_WELL in answers.themes else "opening.brief"


def _said_no_more(answers: Reflection) -> bool:
    typed = answers.in_words.strip() or answers.missed_point.strip()
    return not (answers.themes or typed or answers.noticed)


def perspective(case: Case) -> tuple[str, ...]:
    """What others usually see of a slip; nothing where there is no slip, or where nobody could miss it."""
    answers = case.reflection
    if withdrawing(answers) or only_their_side(answers) or answers.untrue:
        return ()
    if answers.noticed is Noticed.DEFINITELY:
        return ("perspective.seen",)
    if answers.noticed in {Noticed.NONE, Noticed.OUTRAGEOUS}:
        return ()
    return _usual(case)


def _usual(case: Case) -> tuple[str, ...]:
    """What is usual where nobody can say what was seen; their own words on the good part say it better."""
    answers = case.reflection
    if case.own.good and lesson(case) != "lesson.went_well.own":
        return ("good.own",)
    if Theme.NERVES in answers.themes:
        return ("perspective.nerves",)
    if case.beside:
        return ("perspective.beside",)
    if len(slips(answers)) == 1 and slips(answers) <= OF_ITS_OWN:
        return (f"perspective.{next(iter(slips(answers)))}",)
    if answers.noticed is Noticed.MAYBE:
        return ("perspective.unsure",)
    return ("perspective.small",) if slips(answers) or answers.noticed is Noticed.NO else ()


def lesson(case: Case) -> str:
    """The one thing to take to the next interview; in their own words where they gave some."""
    topic = _topic(case)
    if topic == "untrue":
        return "lesson.untrue"
    if case.carries_point and topic == Theme.FORGOT_TO_MENTION:
        return "lesson.forgot_to_mention.point"
    if case.own.lesson and not withdrawing(case.reflection):
        return "lesson.own"
    if topic == Theme.WENT_WELL and case.own.good:
        return "lesson.went_well.own"
    return f"lesson.{TOGETHER.get(slips(case.reflection), topic)}"


def practice(case: Case) -> str:
    """The if-then that goes with the lesson."""
    return f"practice.{_topic(case)}"


def consultant(case: Case) -> str:
    """A person to talk to."""
    answers = case.reflection
    if answers.call_me or Flag.CONTACT_ME in answers.flags:
        return "consultant.call"
    for flag in (Flag.DISTRESS, Flag.ADJUSTMENT, Flag.WITHDRAWING):
        if flag in answers.raised:
            return f"consultant.{flag}"
    return "consultant.ask" if all_well(answers) else "consultant.offer"


def closing(case: Case) -> str:
    """A way to put the interview down."""
    if withdrawing(case.reflection):
        return "closing.withdrawing"
    if opening(case) in GOOD_DAYS:
        return "closing.good"
    if case.low:
        return "closing.hard"
    return "closing.plan" if case.decision.held else "closing.even"


def _topic(case: Case) -> str:
    """What the lesson is about: a theme, or what else they told us."""
    if case.reflection.untrue:
        return "untrue"
    for theme in LESSON_ORDER:
        if theme in case.reflection.themes:
            return theme
    if case.carries_point:
        return Theme.FORGOT_TO_MENTION
    if withdrawing(case.reflection):
        return "withdrawing"
    return Theme.WENT_WELL if case.good else "unsaid"
