"""Returning: what a candidate told us before, made into the emails that bring it back."""

from collections.abc import Callable, Mapping
from typing import Any

from plugin.coaching.answers import FELT_GOOD, felt_hard
from plugin.coaching.plan import Plan
from plugin.effects import EffectKind
from plugin.flow.letters import Letter, meeting_of
from plugin.flow.mirror import others_felt
from plugin.outbox.emails.rendered import Rendered
from plugin.outbox.emails.returning import (
    Lesson,
    Setting,
    congratulation_email,
    preparation_email,
    rejection_email,
    thanks_email,
)
from plugin.reflection import SERIOUS, Reflection, Theme
from plugin.runtime import Runtime
from plugin.surveys.answers import load

PlanOf = Callable[[Runtime, Mapping[str, Any]], Plan]


def told_before(runtime: Runtime, letter: Letter) -> Reflection | None:
    """What the candidate told us about the interview that comes back now."""
    return load(runtime.keys.unseal_json(letter.past["answers"])) if letter.past else None


def is_heavy(told: Reflection | None) -> bool:
    """Whether nothing is taught after it, until the candidate has told us about another interview."""
    return told is not None and not SERIOUS.isdisjoint(told.flags)


def returning_email(runtime: Runtime, letter: Letter, setting: Setting, plan_of: PlanOf) -> Rendered:
    """The email of an effect that looks back: a preparation, or a word about an application's end."""
    meeting = meeting_of(letter.values)
    lesson = _lesson(runtime, letter, plan_of)
    if letter.kind == EffectKind.REJECTION:
        return rejection_email(meeting, lesson, setting)
    if letter.kind == EffectKind.CONGRATULATION:
        return congratulation_email(meeting, lesson, setting)
    meetings = [meeting, *(meeting_of(letter.values, other) for other in letter.also)]
    return preparation_email(meetings, lesson, setting, morning=letter.facts.morning)


def thank_you(letter: Letter, setting: Setting) -> Rendered:
    """What a candidate gets in the place of the coaching who is compared with those who are coached."""
    return thanks_email(meeting_of(letter.values), setting)


def _lesson(runtime: Runtime, letter: Letter, plan_of: PlanOf) -> Lesson:
    told = told_before(runtime, letter)
    if told is None or letter.past is None or is_heavy(told):
        return Lesson()
    mirrored = _mirror(runtime, letter, letter.past, told)
    if letter.held_out or letter.kind == EffectKind.CONGRATULATION:
        return mirrored
    plan = plan_of(runtime, letter.past)
    return Lesson(
        lesson=plan.lesson,
        practice=plan.practice,
        in_words="" if plan.point in plan.lesson else plan.point,
        went_well=_some_went_well(told),
        felt=mirrored.felt,
        others=mirrored.others,
    )


def _mirror(runtime: Runtime, letter: Letter, past: Mapping[str, Any], told: Reflection) -> Lesson:
    """How it felt, where the same application has gone further since; it is shown to the candidate alone."""
    mine, before = ((values["connection_id"], values["application_ref"]) for values in (letter.values, past))
    if mine != before or not mine[1] or told.felt is None or letter.kind == EffectKind.REJECTION:
        return Lesson()
    others = others_felt(runtime, letter.values["agency_id"]) if felt_hard(told) else None
    return Lesson(felt=told.felt, others=others)


def _some_went_well(told: Reflection) -> bool:
    good = told.felt is not None and told.felt >= FELT_GOOD
    return Theme.WENT_WELL in told.themes or good
