"""The follow-up to the interviewer: facts from the ATS, courtesies, the candidate's own point. No more.

Every line comes from the library. Which of them is chosen by the seed, so that the candidates of one
agency do not all send the same note.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from config.content import Library
from plugin.coaching.answers import withdrawing
from plugin.coaching.decision import Decision, Kind, decide
from plugin.coaching.lines import Lines, Wording
from plugin.coaching.lint import check_draft, unread
from plugin.coaching.point import tellings
from plugin.coaching.wording import one_line, phrases
from plugin.reflection import Meeting, Reflection, Route, StillWant, Theme

MOST_VERSIONS = 6
"""More interviewers than this are greeted together."""
PRIVATE = frozenset({"health", "private", "despair"})
MAY_BE_ALLOWED = frozenset({"health", "private"})
"""What the candidate may say that their point holds all the same (`Reflection.point_allowed`)."""
POINT = "{point}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A follow-up to one interviewer, ready to send as it stands.

    `to` is their name; empty where none is known, or where there are too many and it greets them all.
    `point` is the candidate's own point as the body carries it, and `whole` whether that is all they typed.
    Where they gave one that it does not carry, `left_out` says why: kinds of `lint.Finding`, `unclear`,
    `unread` for one in another language, or `beside_apology`: an apology stands alone.
    """

    subject: str
    body: str
    wording: Wording
    to: str = ""
    point: str = ""
    whole: bool = True
    left_out: tuple[str, ...] = ()


def write_drafts(
    reflection: Reflection,
    meeting: Meeting,
    library: Library,
    seed: str,
    taken: Collection[Wording] = (),
    kept: Sequence[Wording] = (),
    route: Route = Route.DIRECT,
    foreign: Collection[str] = (),
) -> tuple[Draft, ...]:
    """The follow-ups for these answers, one for each interviewer; none where nothing may be sent yet
    (`why_no_draft`).

    The same seed gives the same drafts. `kept` are the wordings that they had before, in the same order, and
    have again as long as the answers ask for the same groups of lines. `taken` holds the wordings of other
    candidates' drafts to this client: none of them is used again while another is left. `foreign` are the
    commonest words of the language that the candidate reads, where it is not the library's (see `unread`).
    """
    decision = decide(reflection, route)
    if decision.held or withdrawing(reflection):
        return ()
    drafts: list[Draft] = []
    for number, name in enumerate(_addressees(meeting)):
        had = kept[number] if number < len(kept) else ()
        lines = Lines(library, seed, taken, had, tuple(draft.wording for draft in drafts))
        draft = _Writer(reflection, meeting, library, lines, name, foreign).write(decision)
        if draft is None:
            return ()
        drafts.append(draft)
    return tuple(drafts)


def why_no_draft(reflection: Reflection, route: Route = Route.DIRECT) -> str:
    """The id of the paragraph that stands where there is no draft."""
    decision = decide(reflection, route)
    kind = decision.kind
    if kind is Kind.NONE:
        return "follow_up.none"
    if kind is Kind.CONSULTANT_FIRST:
        return f"follow_up.held.{decision.reason_id.rpartition('.')[2]}"
    if kind is Kind.CORRECT_UNTRUTH:
        return "follow_up.held.fact"
    return "follow_up.withdrawing.point" if reflection.missed_point.strip() else "follow_up.withdrawing"


def _addressees(meeting: Meeting) -> tuple[str, ...]:
    """Whom to write to, a note each; '' for one note to whoever it was."""
    names = [one_line(name) for name in meeting.interviewers if "@" not in name]
    names = list(dict.fromkeys(name for name in names if any(sign.isalpha() for sign in name)))
    return tuple(names) if 0 < len(names) <= MOST_VERSIONS else ("",)


@dataclass(frozen=True, slots=True)
class _Writer:
    reflection: Reflection
    meeting: Meeting
    library: Library
    lines: Lines
    name: str
    foreign: Collection[str]

    def write(self, decision: Decision) -> Draft | None:
        """The draft that the decision asks for; None where it needs a point that cannot be carried."""
        point = self.reflection.missed_point
        if decision.kind is Kind.CORRECT_UNTRUTH:
            return self._with_point(point, decision.kind)
        if decision.kind is not Kind.ADD_INFORMATION:
            left_out = (self._against(point) or ("beside_apology",)) if point.strip() else ()
            return self._filled(decision.kind, left_out=left_out)
        return self._with_point(point, decision.kind) or self._filled(
            Kind.THANK_ONLY, left_out=self._why_left_out(point)
        )

    def _filled(
        self, kind: Kind, point: str = "", *, whole: bool = True, left_out: tuple[str, ...] = ()
    ) -> Draft:
        layout = (*_layout(kind, self._courtesies()), ("sign_off",))
        groups = [slot for paragraph in layout for slot in paragraph if slot != POINT]
        chosen = self.lines.choose(groups)
        words = {**phrases(self.meeting, self.library), "point": point}
        said = {POINT: point} | {
            slot: self._line(name, words) for slot, name in zip(groups, chosen, strict=True)
        }
        paragraphs = [" ".join(said[slot] for slot in paragraph) for paragraph in layout]
        return Draft(
            subject=self._line(self.lines.subject(), words),
            body="\n".join(filter(None, ["\n\n".join([self._greeting(), *paragraphs]), self._signature()])),
            wording=chosen,
            to=self.name,
            point=point,
            whole=whole,
            left_out=left_out,
        )

    def _with_point(self, missed_point: str, kind: Kind) -> Draft | None:
        """The fullest telling of the point that keeps every rule."""
        if self._against(missed_point):
            return None
        ways = tellings(missed_point, self.library.spelling)
        drafts = (self._filled(kind, way.text, whole=way.whole) for way in ways)
        return next((draft for draft in drafts if not self._kinds(draft.body)), None)

    def _why_left_out(self, missed_point: str) -> tuple[str, ...]:
        """Why no telling of the point will do: what speaks against the shortest."""
        if against := self._against(missed_point):
            return against
        ways = tellings(missed_point, self.library.spelling)
        if not ways:
            return ("unclear",)
        return tuple(sorted(self._kinds(self._filled(Kind.ADD_INFORMATION, ways[-1].text).body)))

    def _against(self, missed_point: str) -> tuple[str, ...]:
        """Why no part of this point may stand in a draft: it may be private, or we cannot read it."""
        private = _found(missed_point, self.library) & (PRIVATE - self._allowed())
        strange = unread(missed_point, self.library.common, self.foreign)
        return tuple(sorted(private)) or (("unread",) if strange else ())

    def _kinds(self, body: str) -> set[str]:
        return _found(body, self.library, draft_names(self.meeting)) - self._allowed()

    def _allowed(self) -> frozenset[str]:
        return MAY_BE_ALLOWED if self.reflection.point_allowed else frozenset()

    def _courtesies(self) -> tuple[str, ...]:
        """What the candidate said that is a pleasure to read: that they liked the talk, and want the job."""
        enjoyed = Theme.WENT_WELL in self.reflection.themes and decide(self.reflection).kind in _GLAD
        wants = self.reflection.still_want is StillWant.YES
        return (*(("enjoyed",) if enjoyed else ()), *(("interest",) if wants else ()))

    def _line(self, name: str, words: Mapping[str, str]) -> str:
        return self.library.lines[name].format_map(words)

    def _greeting(self) -> str:
        if self.name:
            return self.library.lines["draft.greeting.named"].format_map({"interviewers": self.name})
        several = len([name for name in self.meeting.interviewers if name.strip()]) > MOST_VERSIONS
        return self.library.lines["draft.greeting.many" if several else "draft.greeting.unknown"]

    def _signature(self) -> str:
        return one_line(self.meeting.candidate_name)


def draft_names(meeting: Meeting) -> tuple[str, ...]:
    """The names in a draft that the rules do not look at: they are the ATS's, not the writer's words."""
    return tuple(
        filter(
            None, map(one_line, (meeting.candidate_name, meeting.job, meeting.client, *meeting.interviewers))
        )
    )


def _found(text: str, library: Library, names: Collection[str] = ()) -> set[str]:
    return {finding.kind for finding in check_draft(text, library.rules, names)}


_GLAD = frozenset({Kind.THANK_ONLY, Kind.ADD_INFORMATION})
"""The decisions beside which a draft may say that the talk was a pleasure."""


def _layout(kind: Kind, courtesies: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The groups of lines that a draft takes one from, by paragraph."""
    interest = tuple(group for group in courtesies if group == "interest")
    thanks = ("thanks", *(group for group in courtesies if group == "enjoyed"))
    if kind is Kind.ADD_INFORMATION:
        return thanks, ("point",), (POINT,), interest or ("offer",)
    if kind is Kind.CORRECT_UNTRUTH:
        return ("thanks",), ("correct",), (POINT,), interest or ("offer",)
    if kind is Kind.LIGHT_EXPLANATION:
        return ("thanks",), ("light",), interest or ("wish",)
    if kind is Kind.BRIEF_APOLOGY:
        return ("thanks", "apology"), (*interest, "offer")
    return thanks, (*interest, "offer")
