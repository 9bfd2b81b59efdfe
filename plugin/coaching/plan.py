"""The plan: what the coaching email says to one candidate about one interview.

A pure function of the answers, the facts of the meeting, the library and a seed. The same answers give
the same advice whatever the name.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from config.content import Library
from plugin.coaching.answers import withdrawing
from plugin.coaching.decision import Decision, Kind, decide
from plugin.coaching.draft import PRIVATE, Draft, why_no_draft, write_drafts
from plugin.coaching.lines import Wording
from plugin.coaching.own_words import own_words
from plugin.coaching.passages import Case, closing, consultant, lesson, opening, perspective, practice
from plugin.coaching.wording import NOBODY_SAID, phrases
from plugin.reflection import SERIOUS, CallBack, Flag, Meeting, Reflection, Route


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of the email, filled in. `section` is its part of the email; `ground` its evidence."""

    id: str
    section: str
    text: str
    ground: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the coaching decided from a reflection.

    `passages` are in reading order. The drafts, one for each interviewer, stand after those of sections
    `follow_up` and `route`, which also say why there is none where `drafts` is empty; the help lines after
    the one of section `help`. `reason`, `lesson` and `practice` are the texts of those passages, `went_well`
    is what they wrote of the good part; the last three come back before the next interview. Empty where
    there is none: by `crisis` and `treatment` there is no lesson. `title` stands inside the email, `subject`
    on a locked phone.
    """

    decision: Decision
    reason: str
    subject: str
    title: str
    greeting: str
    passages: tuple[Passage, ...]
    drafts: tuple[Draft, ...]
    lesson: str
    practice: str
    went_well: str
    flags: frozenset[Flag]

    @property
    def draft(self) -> Draft | None:
        """The draft to the first interviewer; None where nothing may be sent yet."""
        return self.drafts[0] if self.drafts else None

    @property
    def point(self) -> str:
        """What they wish they had said, as far as the draft carries it; '' if it carries nothing of it."""
        return self.draft.point if self.draft else ""


def make_plan(
    reflection: Reflection,
    meeting: Meeting,
    library: Library,
    seed: str,
    taken: Collection[Wording] = (),
    kept: Sequence[Wording] = (),
    route: Route = Route.DIRECT,
    call_back: CallBack = NOBODY_SAID,
    draft_library: Library | None = None,
) -> Plan:
    """The plan for these answers.

    `seed` names the journey and chooses among wordings of the draft; `taken` and `kept` are wordings
    not to use, and to use, again (see `write_drafts`). `route` is how the note may go, by the agency's rule.
    `call_back` is who has been asked to ring, and when. `draft_library` is of the draft's language, in
    which we read what the candidate typed; None where it is the email's.
    """
    decision = decide(reflection, route)
    english = draft_library or library
    foreign = library.common if english.language != library.language else ()
    drafts = write_drafts(reflection, meeting, english, seed, taken, kept, route, foreign)
    draft = drafts[0] if drafts else None
    own = own_words(reflection, english)
    case = Case(reflection, decision, bool(draft and draft.point), own, foreign=bool(foreign))
    words = {
        **phrases(meeting, library, call_back),
        "point": draft.point if draft else "",
        "good": own.good,
        "own_lesson": own.lesson,
    }
    passages = tuple(_passage(name, library, words) for name in _outline(case, draft, route))
    texts = {passage.section: passage.text for passage in passages}
    subject = library.lines["subject.interview"].format_map(words)
    return Plan(
        decision=decision,
        reason=texts["reason"],
        subject=subject,
        title=library.lines["title.told"] if _told_us_something(reflection) else subject,
        greeting=words["greeting"],
        passages=passages,
        drafts=drafts,
        lesson=texts.get("lesson", ""),
        practice=texts.get("practice", ""),
        went_well=own.good,
        flags=reflection.raised,
    )


CRISIS = ("opening.crisis", "help.crisis", "consultant.crisis", "follow_up.none", "reason.none.crisis")
"""All that is said to somebody who may be in danger: people to talk to, and that everything else can wait."""


def _outline(case: Case, draft: Draft | None, route: Route) -> tuple[str, ...]:
    """The ids of the passages, in reading order. What the flags change is changed here, and nowhere else."""
    flags = case.reflection.flags
    note = _note(case, draft, route)
    if Flag.CRISIS in flags:
        return CRISIS
    if Flag.TREATMENT in flags:
        return ("opening.treatment", "consultant.treatment", "help.treatment", *note, "closing.treatment")
    if Flag.DISTRESS in flags:
        first = ("opening.distress", consultant(case), "help.distress", "later.distress")
        return (*first, *note, *_later(case), "closing.distress")
    if Flag.ADJUSTMENT in flags:
        return ("opening.adjustment", *note, *ADJUSTED, consultant(case), "closing.adjustment", "help.always")
    return (
        opening(case),
        *perspective(case),
        *note,
        lesson(case),
        practice(case),
        consultant(case),
        closing(case),
        "help.always",
    )


ADJUSTED = ("lesson.adjustment", "practice.adjustment")


def _later(case: Case) -> tuple[str, ...]:
    """What is small enough to take along from a very hard day."""
    return ADJUSTED if Flag.ADJUSTMENT in case.reflection.flags else ("lesson.later", practice(case))


def _note(case: Case, draft: Draft | None, route: Route) -> tuple[str, ...]:
    """Whether to mention it and why, where advisers differ, what stands before the draft, by whom it goes."""
    reason = _reason(case.decision, draft)
    differ = case.decision.disagreement if reason == case.decision.reason_id else ""
    before = _follow_up(case.reflection, draft, route)
    says = _says(case.decision, draft) if case.foreign else ()
    if draft is None or route is Route.DIRECT:
        return tuple(filter(None, (reason, differ, before, *says)))
    of_their_point = "" if before == "follow_up.send" else before
    return tuple(filter(None, (reason, differ, of_their_point, *says, f"route.{route}")))


def _reason(decision: Decision, draft: Draft | None) -> str:
    """Why so; nobody is told to add a point that the draft leaves out."""
    return "reason.left_out" if _leaves_point_out(decision, draft) else decision.reason_id


def _leaves_point_out(decision: Decision, draft: Draft | None) -> bool:
    return decision.kind is Kind.ADD_INFORMATION and draft is not None and not draft.point


def _says(decision: Decision, draft: Draft | None) -> tuple[str, ...]:
    """What a draft in another language says, so that nobody sends words that they cannot read."""
    if draft is None:
        return ()
    kind = Kind.THANK_ONLY if _leaves_point_out(decision, draft) else decision.kind
    interested = any(name.startswith("draft.interest.") for name in draft.wording)
    return (f"follow_up.says.{kind}", *(("follow_up.says.interest",) if interested else ()))


def _follow_up(reflection: Reflection, draft: Draft | None, route: Route) -> str:
    """What is said before the draft: what became of their own point, wherever they gave one."""
    if draft is None:
        return why_no_draft(reflection, route)
    if draft.point:
        return "follow_up.point" if draft.whole else "follow_up.part"
    if not draft.left_out:
        return "follow_up.send"
    if PRIVATE.intersection(draft.left_out):
        return "follow_up.private"
    if draft.left_out == ("too_long",):
        return "follow_up.shorten"
    return next((told for kind, told in _TOLD_WHY.items() if kind in draft.left_out), "follow_up.reword")


_TOLD_WHY: Mapping[str, str] = {
    "unread": "follow_up.unread",
    "beside_apology": "follow_up.apology",
    "blame": "follow_up.blame",
    "pay": "follow_up.pay",
}
"""In this order where several hold."""


def _passage(name: str, library: Library, words: Mapping[str, str]) -> Passage:
    paragraph = library.paragraphs[name]
    return Passage(name, paragraph.section, paragraph.text.format_map(words), paragraph.ground)


def _told_us_something(reflection: Reflection) -> bool:
    """Whether the email is about more than the interview that its subject names."""
    return withdrawing(reflection) or bool(SERIOUS.intersection(reflection.flags))
