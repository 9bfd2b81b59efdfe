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
from plugin.coaching.passages import closing, consultant, lesson, opening, perspective, practice
from plugin.coaching.wording import phrases
from plugin.reflection import Flag, Meeting, Reflection, Route


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

    `passages` are in reading order; the draft stands after those of section `follow_up`, which also say why
    there is none where `drafts` is empty. There is one draft for each interviewer. `reason`, `lesson`
    and `practice` are the texts of those passages; the last two come back before the next interview.
    """

    decision: Decision
    reason: str
    subject: str
    greeting: str
    passages: tuple[Passage, ...]
    drafts: tuple[Draft, ...]
    lesson: str
    practice: str
    flags: frozenset[Flag]

    @property
    def draft(self) -> Draft | None:
        """The draft to the first interviewer; None where nothing may be sent yet."""
        return self.drafts[0] if self.drafts else None


def make_plan(
    reflection: Reflection,
    meeting: Meeting,
    library: Library,
    seed: str,
    taken: Collection[Wording] = (),
    kept: Sequence[Wording] = (),
    route: Route = Route.DIRECT,
) -> Plan:
    """The plan for these answers.

    `seed` names the journey and chooses among wordings of the draft; `taken` and `kept` are wordings
    not to use, and to use, again (see `write_drafts`). `route` is how the note may go, by the agency's rule.
    """
    decision = decide(reflection, route)
    drafts = write_drafts(reflection, meeting, library, seed, taken, kept, route)
    draft = drafts[0] if drafts else None
    words = {**phrases(meeting, library), "point": draft.point if draft else ""}
    passages = tuple(_passage(name, library, words) for name in _outline(reflection, decision, draft, route))
    texts = {passage.section: passage.text for passage in passages}
    return Plan(
        decision=decision,
        reason=texts["reason"],
        subject=library.lines[_subject(reflection)].format_map(words),
        greeting=words["greeting"],
        passages=passages,
        drafts=drafts,
        lesson=texts["lesson"],
        practice=texts["practice"],
        flags=_flags(reflection),
    )


def _outline(
    reflection: Reflection, decision: Decision, draft: Draft | None, route: Route
) -> tuple[str, ...]:
    """The ids of the passages, in reading order."""
    carries_point = bool(draft and draft.point)
    return (
        opening(reflection),
        *perspective(reflection),
        _reason(decision, draft),
        *filter(None, [decision.disagreement]),
        _follow_up(reflection, draft, route),
        *((f"route.{route}",) if draft and route is not Route.DIRECT else ()),
        lesson(reflection, carries_point),
        practice(reflection, carries_point),
        consultant(reflection),
        closing(reflection),
    )


def _reason(decision: Decision, draft: Draft | None) -> str:
    """Why so; nobody is told to add a point that the draft leaves out."""
    left_out = decision.kind is Kind.ADD_INFORMATION and draft is not None and not draft.point
    return "reason.left_out" if left_out else decision.reason_id


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


def _subject(reflection: Reflection) -> str:
    return "subject.withdrawing" if withdrawing(reflection) else "subject.interview"


def _flags(reflection: Reflection) -> frozenset[Flag]:
    ticked = {Flag.WITHDRAWING: withdrawing(reflection), Flag.CONTACT_ME: reflection.call_me}
    return frozenset(reflection.flags) | {flag for flag, up in ticked.items() if up}
