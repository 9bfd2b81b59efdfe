"""Did we understand you, and who sees what: the page between the form and what is made of it. Pure.

What the words were read as only proposes. A candidate confirms it here, chooses a lane for each answer, and
says so once more where the words are private.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from config.content import Questions
from plugin.reading import Reading
from plugin.reflection import SERIOUS, Flag, Lane, Noticed, Reflection, StillWant, Theme, in_order
from plugin.surveys.questions import AnswersIncomplete

Form = Mapping[str, Sequence[str]]

TEXTS = ("in_words", "missed_point")
_KEPT = SERIOUS | {Flag.ADJUSTMENT}
_PERHAPS_UNTRUE = frozenset({Theme.SAID_WRONG_THING, Theme.WEAK_ANSWER})


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that the words seem to say. `key` is a theme's, a flag's or a field's name.

    `because` are the words that it went by, empty where it went by the whole.
    """

    key: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """What a candidate confirmed. `version` is that of the answers that they saw.

    `found` are the keys of the proposals that are right, `own_say` the texts that may be shared although
    they are private.
    """

    version: int
    found: frozenset[str] = frozenset()
    lanes: Mapping[str, Lane] = field(default_factory=dict)
    own_say: frozenset[str] = frozenset()
    point_allowed: bool = False
    untrue: bool = False


def proposals(reflection: Reflection, reading: Reading) -> tuple[Proposal, ...]:
    """What was found and not already said by the candidate, in the order in which it is asked.

    In a crisis nothing is asked but whether somebody shall call.
    """
    found = tuple(_proposals(reflection, reading))
    if Flag.CRISIS in reflection.flags:
        return tuple(one for one in found if one.key == Flag.CONTACT_ME)
    return found


def _proposals(reflection: Reflection, reading: Reading) -> Iterator[Proposal]:
    for theme in reading.themes:
        if theme not in reflection.themes:
            yield Proposal(theme, reading.because.get(theme, ""))
    if reflection.noticed is None and reading.noticed != Noticed.NONE:
        yield Proposal("noticed")
    if reading.missed_point and not reflection.missed_point:
        yield Proposal("missed_point", reading.missed_point)
    already = {
        Flag.WITHDRAWING: reflection.still_want == StillWant.NO,
        Flag.CONTACT_ME: reflection.call_me,
        Flag.ADJUSTMENT: Flag.ADJUSTMENT in reflection.flags,
    }
    for flag, said in already.items():
        if flag in reading.flags and not said:
            yield Proposal(flag, reading.because.get(flag, ""))


def asks_untrue(reflection: Reflection, reading: Reading) -> bool:
    """Whether to ask if something they said was not quite true."""
    if Flag.CRISIS in reflection.flags:
        return False
    said = bool(_PERHAPS_UNTRUE & set(reflection.themes))
    return said or reflection.untrue or Theme.SAID_WRONG_THING in reading.themes


def asks_own_say(reflection: Reflection, reading: Reading) -> tuple[str, ...]:
    """The texts that are shared only with one more word of the candidate's own."""
    if Flag.PRIVATE not in reflection.flags:
        return ()
    texts = {"in_words": reflection.in_words, "missed_point": reflection.missed_point or reading.missed_point}
    return tuple(name for name, text in texts.items() if text)


def shareable(reflection: Reflection, reading: Reading, questions: Questions) -> tuple[str, ...]:
    """The answers that a lane is chosen for: those given, and those that may be confirmed now."""
    offered = {proposal.key for proposal in proposals(reflection, reading)}
    perhaps = {
        "themes": bool(offered & set(Theme)),
        "noticed": "noticed" in offered,
        "missed_point": "missed_point" in offered,
        "still_want": Flag.WITHDRAWING in offered,
    }
    given = tuple(
        key
        for key, question in questions.by_key.items()
        if question.shareable and (_is_given(reflection, key) or perhaps.get(key))
    )
    return (*given, "untrue") if asks_untrue(reflection, reading) else given


def read_review(form: Form, reflection: Reflection, reading: Reading, questions: Questions) -> Review:
    """What the review page's form says. Raises `AnswersIncomplete`; what was not offered is left aside."""
    own_say = frozenset(text for text in TEXTS if form.get(f"say-{text}"))
    lanes, errors = {}, {}
    for key in shareable(reflection, reading, questions):
        chosen = "".join(form.get(f"lane-{key}", ())[:1])
        if chosen and chosen not in set(Lane):
            errors[f"lane-{key}"] = questions.errors["not_a_choice"]
        elif chosen:
            lanes[key] = Lane(chosen)
    for text in asks_own_say(reflection, reading):
        if lanes.get(text, Lane.ONLY_ME) != Lane.ONLY_ME and text not in own_say:
            errors[f"say-{text}"] = questions.errors["own_say"]
    if errors:
        raise AnswersIncomplete(errors)
    version = "".join(form.get("version", ())[:1])
    return Review(
        version=int(version) if version.isascii() and version.isdecimal() else 0,
        found=frozenset(form.get("found", ())),
        lanes=lanes,
        own_say=own_say,
        point_allowed="yes" in form.get("point_allowed", ()),
        untrue="yes" in form.get("untrue", ()),
    )


def confirmed(reflection: Reflection, reading: Reading, review: Review, *, stale: bool) -> Reflection:
    """The reflection as the candidate confirmed it.

    `stale`: they looked at older answers than these. The texts then keep their lanes, since nobody may share
    what they have not seen.
    """
    after = reflection
    for proposal in proposals(reflection, reading):
        if proposal.key in review.found:
            after = _taken_over(after, reading, proposal.key)
    chosen = {key: lane for key, lane in review.lanes.items() if not stale or key not in TEXTS}
    lanes = {**after.lanes, **chosen}
    for text in asks_own_say(after, reading):
        if text not in review.own_say and not (stale and reflection.lane(text) != Lane.ONLY_ME):
            lanes[text] = Lane.ONLY_ME
    decided = replace(after, untrue=review.untrue, point_allowed=review.point_allowed and not stale)
    return _in_lanes(decided, {key: lane for key, lane in lanes.items() if lane != Lane.ONLY_ME})


def _taken_over(reflection: Reflection, reading: Reading, key: str) -> Reflection:
    match key:
        case "noticed":
            return replace(reflection, noticed=reading.noticed)
        case "missed_point":
            return replace(reflection, missed_point=reading.missed_point)
        case Flag.WITHDRAWING:
            return replace(reflection, still_want=StillWant.NO)
        case Flag.CONTACT_ME:
            lanes = {**reflection.lanes, "call_me": Lane.MY_CONSULTANT}
            return replace(reflection, call_me=True, lanes=lanes)
        case Flag.ADJUSTMENT:
            return replace(reflection, flags=in_order({*reflection.flags, Flag.ADJUSTMENT}))
    themes = {*reflection.themes, Theme(key)}
    return replace(reflection, themes=tuple(theme for theme in Theme if theme in themes))


def answered_anew(before: Reflection, after: Reflection) -> Reflection:
    """Changed answers, with what was decided about those before. A text that was changed is private again."""
    unchanged = {text: getattr(before, text) == getattr(after, text) for text in TEXTS}
    kept = {key: lane for key, lane in before.lanes.items() if unchanged.get(key, key != "call_me")}
    decided = replace(
        after,
        point_allowed=before.point_allowed and unchanged["missed_point"],
        untrue=before.untrue,
        flags=tuple(flag for flag in before.flags if flag in _KEPT),
        taken_back=before.taken_back,
    )
    return _in_lanes(decided, {**kept, **after.lanes})


def _in_lanes(reflection: Reflection, lanes: Mapping[str, Lane]) -> Reflection:
    """The reflection with these lanes, but for answers that were not given."""
    given = {key: lane for key, lane in lanes.items() if _is_given(reflection, key)}
    return replace(reflection, lanes=given)


def _is_given(reflection: Reflection, answer: str) -> bool:
    return bool(reflection.extras.get(answer) or getattr(reflection, answer, None))


def as_read(reflection: Reflection, reading: Reading) -> Reflection:
    """The reflection with the flags that act at once; what has been raised once stays raised."""
    kept = set(reflection.flags) & _KEPT
    return replace(reflection, flags=in_order(kept | (set(reading.flags) & (SERIOUS | {Flag.PRIVATE}))))


def taking_back(before: Reflection, after: Reflection) -> Reflection:
    """`after`, with the names of what the consultant could see `before` and cannot see any more."""
    seen, sees = (one.shared_with(Lane.MY_CONSULTANT) for one in (before, after))
    keys = dict.fromkeys((*before.taken_back, *before.lanes))
    gone = tuple(key for key in keys if (seen.has(key) or key in before.taken_back) and not sees.has(key))
    return replace(after, taken_back=gone)
