"""What the answers say, as the rules of the decision and of the passages ask it. Pure."""

from collections.abc import Callable

from plugin.reflection import SERIOUS, Flag, Noticed, Reflection, StillWant, Theme

NOT_SLIPS = frozenset({Theme.WENT_WELL, Theme.RAPPORT})
"""Themes that are nothing the candidate did wrong."""
FELT_HARD, FELT_GOOD = 2, 4
"""Up to and from where on the scale of `Reflection.felt` it was a hard or a good one."""


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


def flagged(flag: Flag) -> Callable[[Reflection], bool]:
    """Whether their words were read as this."""
    return lambda reflection: flag in reflection.flags


def untrue(reflection: Reflection) -> bool:
    """Whether they said something that was not true."""
    return reflection.untrue


def untrue_and_more(reflection: Reflection) -> bool:
    """Whether it is private too, or an apology is due as well."""
    private = Flag.PRIVATE in reflection.flags and not reflection.point_allowed
    return reflection.untrue and (private or outrageous(reflection))


def outrageous(reflection: Reflection) -> bool:
    """Whether nobody in the room could forget what they did."""
    return reflection.noticed is Noticed.OUTRAGEOUS and not only_their_side(reflection)


def outrageous_and_withdrawing(reflection: Reflection) -> bool:
    """Whether they leave it at that."""
    return outrageous(reflection) and withdrawing(reflection)


def point(reflection: Reflection) -> bool:
    """Whether there is something that they wish they had said."""
    return bool(reflection.missed_point.strip())


def point_and_noticed(reflection: Reflection) -> bool:
    """Whether it could stand in place of something that may have been seen."""
    return point(reflection) and reflection.noticed in {Noticed.MAYBE, Noticed.DEFINITELY}


def plain_to_see(reflection: Reflection) -> bool:
    """Whether the interviewer must have noticed."""
    return reflection.noticed is Noticed.DEFINITELY


def bad_as_a_whole(reflection: Reflection) -> bool:
    """Whether it went hard as a whole, with no slip of their own to name."""
    no_particulars = frozenset(reflection.themes) <= {Theme.UNWELL_OR_UPSET, Theme.RAPPORT}
    # Who only typed ('total disaster') gave no score: that they named nothing but the whole says the same.
    unscored = reflection.felt is None and (not reflection.themes or Flag.DISTRESS in reflection.flags)
    hard = unscored or felt_hard(reflection)
    return hard and no_particulars and reflection.noticed is Noticed.MAYBE


def felt_hard(reflection: Reflection) -> bool:
    """Whether they scored it as a hard one."""
    return reflection.felt is not None and reflection.felt <= FELT_HARD


def unnamed(reflection: Reflection) -> bool:
    """Whether it was hard, and that is all they said."""
    return felt_hard(reflection) and not reflection.themes and reflection.noticed is None


def perhaps(reflection: Reflection) -> bool:
    """Whether it may have been noticed."""
    return reflection.noticed is Noticed.MAYBE


def small(reflection: Reflection) -> bool:
    """Whether it was hardly noticed."""
    return reflection.noticed is Noticed.NO


def unsaid(reflection: Reflection) -> bool:
    """Whether something went wrong, noticed or not."""
    return bool(slips(reflection)) and reflection.noticed is None


def always(_: Reflection) -> bool:
    """Whatever the answers."""
    return True
