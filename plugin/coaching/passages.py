"""Which paragraph of the library fits these answers, for each part of the email: its id."""

from plugin.coaching.answers import FELT_GOOD, FELT_HARD, all_well, only_their_side, slips, withdrawing
from plugin.coaching.decision import Kind, decide
from plugin.reflection import Noticed, Reflection, Theme

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

FELT = {1: "very_hard", 2: "hard", 3: "mixed", 4: "good", 5: "good"}


def opening(reflection: Reflection) -> str:
    """The first words: to the person and to how it felt, before any advice."""
    if withdrawing(reflection):
        return "opening.withdrawing"
    if decide(reflection).kind is Kind.BRIEF_APOLOGY:
        return "opening.outrageous"
    if Theme.UNWELL_OR_UPSET in reflection.themes:
        return "opening.outside"
    if only_their_side(reflection) and Theme.WENT_WELL not in reflection.themes:
        return "opening.their_side"
    if reflection.felt is not None:
        return f"opening.{FELT[reflection.felt]}"
    return _opening_unscored(reflection)


def perspective(reflection: Reflection) -> tuple[str, ...]:
    """What others usually see of a slip; nothing where there is no slip, or where nobody could miss it."""
    if withdrawing(reflection) or only_their_side(reflection):
        return ()
    if reflection.noticed is Noticed.DEFINITELY:
        return ("perspective.seen",)
    if reflection.noticed in {Noticed.NONE, Noticed.OUTRAGEOUS}:
        return ()
    if Theme.NERVES in reflection.themes:
        return ("perspective.nerves",)
    if reflection.noticed is Noticed.MAYBE:
        return ("perspective.unsure",)
    return ("perspective.small",) if slips(reflection) or reflection.noticed is Noticed.NO else ()


def lesson(reflection: Reflection, carries_point: bool) -> str:
    """The one thing to take to the next interview; in their own words where the draft carries their point."""
    topic = _topic(reflection, carries_point)
    own_words = carries_point and topic == Theme.FORGOT_TO_MENTION
    return f"lesson.{topic}.point" if own_words else f"lesson.{topic}"


def practice(reflection: Reflection, carries_point: bool) -> str:
    """The if-then that goes with the lesson."""
    return f"practice.{_topic(reflection, carries_point)}"


def consultant(reflection: Reflection) -> str:
    """A person to talk to."""
    if reflection.call_me:
        return "consultant.call"
    settled = all_well(reflection) or withdrawing(reflection)
    return "consultant.ask" if settled else "consultant.offer"


def closing(reflection: Reflection) -> str:
    """A way to put the interview down."""
    if withdrawing(reflection):
        return "closing.withdrawing"
    if opening(reflection) == "opening.good":
        return "closing.good"
    hard = reflection.felt is not None and reflection.felt <= FELT_HARD
    return "closing.hard" if hard else "closing.even"


def _opening_unscored(reflection: Reflection) -> str:
    if slips(reflection) or reflection.missed_point.strip():
        return "opening.unscored"
    return "opening.good" if Theme.WENT_WELL in reflection.themes else "opening.brief"


def _topic(reflection: Reflection, carries_point: bool) -> str:
    """What the lesson is about: a theme, or what else they told us."""
    for theme in LESSON_ORDER:
        if theme in reflection.themes:
            return theme
    if carries_point:
        return Theme.FORGOT_TO_MENTION
    if withdrawing(reflection):
        return "withdrawing"
    good = reflection.felt is not None and reflection.felt >= FELT_GOOD
    return Theme.WENT_WELL if good else "unsaid"
