"""The follow-up to the interviewer: facts from the ATS, courtesies, the candidate's own point. No more.

Every line comes from the library. Which of them is chosen by the seed, so that the candidates of one
agency do not all send the same note.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import prod

from config.content import Library
from plugin.coaching.decision import Kind, decide, withdrawing
from plugin.coaching.lint import check_draft
from plugin.coaching.point import is_whole, tellings
from plugin.coaching.wording import one_line, phrases
from plugin.reflection import Meeting, Reflection, Route, StillWant

Wording = tuple[str, ...]
"""The ids of the lines that a body is made of."""

MOST_NAMES = 3
"""More interviewers than this are greeted together."""
PRIVATE = frozenset({"health", "private", "despair"})
UNREAD_FROM = 4
UNREAD_SHARE = 6
"""A text of this many words with fewer than one common word in six is one that we cannot read: in English
about every second word is common, and a shorter text may be a name."""
POINT = "{point}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A follow-up, ready to send as it stands.

    `point` is the candidate's own point as the body carries it, and `whole` whether that is all they typed.
    Where they gave one that it does not carry, `left_out` says why: kinds of `lint.Finding`, `unclear`,
    `unread` for one in another language, or `beside_apology`: an apology stands alone.
    """

    subject: str
    body: str
    wording: Wording
    point: str = ""
    whole: bool = True
    left_out: tuple[str, ...] = ()


def write_draft(
    reflection: Reflection,
    meeting: Meeting,
    library: Library,
    seed: str,
    taken: Collection[Wording] = (),
    route: Route = Route.DIRECT,
) -> Draft | None:
    """The follow-up for these answers; None where there is none to send (`why_no_draft`).

    The same seed gives the same draft. `taken` holds the wordings of other candidates' drafts to this client:
    none of them is used again while another is left.
    """
    decision = decide(reflection, route)
    if decision.held or withdrawing(reflection):
        return None
    kind = decision.kind
    writer = _Writer(meeting, library, seed, taken, reflection.still_want is StillWant.YES)
    if kind is Kind.CORRECT_UNTRUTH:
        draft = writer.write_with_point(reflection.missed_point, kind)
        return draft if draft.point else None
    if not reflection.missed_point.strip():
        return writer.write(kind)
    if kind is Kind.ADD_INFORMATION:
        return writer.write_with_point(reflection.missed_point)
    return writer.write(kind, left_out=_against(reflection.missed_point, library) or ("beside_apology",))


def why_no_draft(reflection: Reflection, route: Route = Route.DIRECT) -> str:
    """The id of the paragraph that stands where there is no draft."""
    kind = decide(reflection, route).kind
    if kind is Kind.NONE:
        return "follow_up.none"
    if kind is Kind.CONSULTANT_FIRST:
        return "follow_up.held"
    if kind is Kind.CORRECT_UNTRUTH:
        return "follow_up.held.fact"
    return "follow_up.withdrawing.point" if reflection.missed_point.strip() else "follow_up.withdrawing"


@dataclass(frozen=True, slots=True)
class _Writer:
    meeting: Meeting
    library: Library
    seed: str
    taken: Collection[Wording]
    wants_job: bool

    def write(
        self, kind: Kind, point: str = "", *, whole: bool = True, left_out: tuple[str, ...] = ()
    ) -> Draft:
        layout = _layout(kind, self.wants_job)
        groups = [slot for paragraph in layout for slot in paragraph if slot != POINT]
        chosen = _choose(self.library, groups, self.seed, self.taken)
        words = {**phrases(self.meeting, self.library), "point": point}
        lines = {POINT: point} | {
            slot: self._line(name, words) for slot, name in zip(groups, chosen, strict=True)
        }
        paragraphs = [" ".join(lines[slot] for slot in paragraph) for paragraph in layout]
        subject = _choose(self.library, ["subject"], self.seed, ())[0]
        return Draft(
            subject=self._line(subject, words),
            body="\n\n".join([self._greeting(), *paragraphs, self._sign_off()]),
            wording=chosen,
            point=point,
            whole=whole,
            left_out=left_out,
        )

    def write_with_point(self, missed_point: str, kind: Kind = Kind.ADD_INFORMATION) -> Draft:
        """The fullest telling of the point that keeps every rule, or a thank-you and why it holds none."""
        if left_out := _against(missed_point, self.library):
            return self.write(Kind.THANK_ONLY, left_out=left_out)
        against = {"unclear"}
        for telling in tellings(missed_point):
            whole = is_whole(missed_point, telling)
            draft = self.write(kind, telling, whole=whole)
            against = _kinds(draft.body, self.library, draft_names(self.meeting))
            if not against:
                return draft
        return self.write(Kind.THANK_ONLY, left_out=tuple(sorted(against)))

    def _line(self, name: str, words: Mapping[str, str]) -> str:
        return self.library.lines[name].format_map(words)

    def _greeting(self) -> str:
        names = [one_line(name) for name in self.meeting.interviewers if "@" not in name]
        names = [name for name in names if any(sign.isalpha() for sign in name)]
        if not names:
            return self.library.lines["draft.greeting.unknown"]
        together = f" {self.library.lines['draft.and']} ".join(
            [part for part in (", ".join(names[:-1]), names[-1]) if part]
        )
        if len(names) > MOST_NAMES or not one_line(together):
            return self.library.lines["draft.greeting.many"]
        return self.library.lines["draft.greeting.named"].format_map({"interviewers": together})

    def _sign_off(self) -> str:
        name = one_line(self.meeting.candidate_name)
        return "\n".join(filter(None, [self.library.lines["draft.sign_off"], name]))


def draft_names(meeting: Meeting) -> tuple[str, ...]:
    """The names in a draft that the rules do not look at: they are the ATS's, not the writer's words."""
    return tuple(
        filter(
            None, map(one_line, (meeting.candidate_name, meeting.job, meeting.client, *meeting.interviewers))
        )
    )


def _against(missed_point: str, library: Library) -> tuple[str, ...]:
    """Why no part of this point may stand in a draft: it may be private, or we cannot read it."""
    private = _kinds(missed_point, library) & PRIVATE
    return tuple(sorted(private)) or (("unread",) if _unread(missed_point, library) else ())


def _unread(text: str, library: Library) -> bool:
    words = text.lower().replace("’", "'").split()
    common = sum(word in library.common for word in words)
    return len(words) >= UNREAD_FROM and common * UNREAD_SHARE < len(words)


def _kinds(text: str, library: Library, names: Collection[str] = ()) -> set[str]:
    return {finding.kind for finding in check_draft(text, library.rules, names)}


def _layout(kind: Kind, wants_job: bool) -> tuple[tuple[str, ...], ...]:
    """The groups of lines that a draft takes one from, by paragraph."""
    interest = ("interest",) if wants_job else ()
    if kind is Kind.ADD_INFORMATION:
        return ("thanks",), ("point",), (POINT,), interest or ("offer",)
    if kind is Kind.CORRECT_UNTRUTH:
        return ("thanks",), ("correct",), (POINT,), interest or ("offer",)
    if kind is Kind.LIGHT_EXPLANATION:
        return ("thanks",), ("light",), interest or ("wish",)
    if kind is Kind.BRIEF_APOLOGY:
        return ("thanks", "apology"), (*interest, "offer")
    return ("thanks",), (*interest, "offer")


def _choose(library: Library, groups: list[str], seed: str, taken: Collection[Wording]) -> Wording:
    """One line of each group, by the seed; the next wording that is not taken, or the first if all are."""
    options = [
        sorted(name for name in library.lines if name.startswith(f"draft.{group}.")) for group in groups
    ]
    total = prod(map(len, options))
    first = int.from_bytes(hashlib.sha256(seed.encode()).digest()) % total
    wordings = (_numbered(options, (first + step) % total) for step in range(total))
    return next((wording for wording in wordings if wording not in taken), _numbered(options, first))


def _numbered(options: list[list[str]], number: int) -> Wording:
    wording = []
    for names in options:
        number, place = divmod(number, len(names))
        wording.append(names[place])
    return tuple(wording)
