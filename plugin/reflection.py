"""A reflection, its lanes, and what the coaching may know of the interview: values that the steps share."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from enum import StrEnum


class Lane(StrEnum):
    """Who may see an answer."""

    ONLY_ME = "only_me"
    MY_CONSULTANT = "my_consultant"
    MAY_TELL_CLIENT = "may_tell_client"


class Theme(StrEnum):
    """What happened. The keys are the coaching library's; the candidate sees friendlier words."""

    NERVES = "nerves"
    STUMBLED = "stumbled"
    RAMBLED = "rambled"
    BLANKED = "blanked"
    WEAK_ANSWER = "weak_answer"
    FORGOT_TO_MENTION = "forgot_to_mention"
    UNDERPREPARED = "underprepared"
    LATE_OR_TECH = "late_or_tech"
    UNWELL_OR_UPSET = "unwell_or_upset"
    SAID_WRONG_THING = "said_wrong_thing"
    RAPPORT = "rapport"
    WENT_WELL = "went_well"


class Noticed(StrEnum):
    """Would the interviewer have noticed the worst of it?"""

    NONE = "none"
    NO = "no"
    MAYBE = "maybe"
    DEFINITELY = "definitely"
    OUTRAGEOUS = "outrageous"


class StillWant(StrEnum):
    """Does the candidate still want the job?"""

    YES = "yes"
    NOT_SURE = "not_sure"
    NO = "no"


class Route(StrEnum):
    """How the candidate's follow-up may go to the interviewer, by the agency's rule."""

    DIRECT = "direct"
    COPY = "copy"
    THROUGH = "through"
    NONE = "none"


class Flag(StrEnum):
    """What a person has to see, whatever the coaching says."""

    CRISIS = "crisis"
    DISTRESS = "distress"
    TREATMENT = "treatment"
    ADJUSTMENT = "adjustment"
    WITHDRAWING = "withdrawing"
    CONTACT_ME = "contact_me"
    PRIVATE = "private"


SERIOUS = frozenset({Flag.CRISIS, Flag.DISTRESS, Flag.TREATMENT})
"""What acts without anybody's say: to wait, or to doubt it, would be the worse mistake."""
NO_TIPS = (Flag.CRISIS, Flag.TREATMENT)
"""Beside these there are no tips in the email: the first one that is raised says what it holds instead."""


def in_order(flags: Collection[Flag]) -> tuple[Flag, ...]:
    """Flags in the order of their class. Where there is a crisis nobody is helped by the lesser word."""
    lesser = {Flag.DISTRESS} if Flag.CRISIS in flags else set()
    return tuple(flag for flag in Flag if flag in flags and flag not in lesser)


def instead_of_tips(flags: Collection[Flag]) -> Flag | None:
    """The flag whose letter takes the place of the tips; None where there may be tips."""
    return next((flag for flag in NO_TIPS if flag in flags), None)


@dataclass(frozen=True, slots=True)
class Reflection:
    """What a candidate told us about one interview. None or empty means not answered.

    `felt` runs from 1 (awful) to 5 (great). `in_words` is what happened, as the candidate typed it.
    `point_allowed`: the missed point may stand in a note to the interviewer though it is private. `untrue`:
    they said something in the interview that was not true. `flags` are what the words were read as
    (`crisis`, `distress`, `treatment` and `private` at once, the others once the candidate has confirmed
    them). `extras` are the choices made in the agency's own questions, by question. `lanes` is keyed by the
    names of these fields and questions; what has no entry is `only_me`, and flags have none. `taken_back`
    are answers that a note has told and that the consultant may not see any more.
    """

    felt: int | None = None
    themes: tuple[Theme, ...] = ()
    noticed: Noticed | None = None
    in_words: str = ""
    missed_point: str = ""
    point_allowed: bool = False
    untrue: bool = False
    still_want: StillWant | None = None
    call_me: bool = False
    flags: tuple[Flag, ...] = ()
    extras: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lanes: Mapping[str, Lane] = field(default_factory=dict)
    taken_back: tuple[str, ...] = ()

    def lane(self, answer: str) -> Lane:
        """Who may see this answer."""
        return self.lanes.get(answer, Lane.ONLY_ME)

    @property
    def raised(self) -> frozenset[Flag]:
        """What a person has to see: the flags, and what was answered to the same effect."""
        said = {Flag.CONTACT_ME: self.call_me, Flag.WITHDRAWING: self.still_want is StillWant.NO}
        return frozenset(self.flags) | {flag for flag, is_so in said.items() if is_so}

    def shared_with(self, audience: Lane) -> "Shared":
        """What that audience may see. Lanes are enforced here: every way out takes a `Shared`."""

        def may_see(answer: str) -> bool:
            return _REACH[self.lane(answer)] >= _REACH[audience]

        return Shared(
            themes=self.themes if may_see("themes") else (),
            noticed=self.noticed if may_see("noticed") else None,
            in_words=self.in_words if may_see("in_words") else "",
            missed_point=self.missed_point if may_see("missed_point") else "",
            untrue=self.untrue and may_see("untrue"),
            still_want=self.still_want if may_see("still_want") else None,
            call_me=self.call_me and may_see("call_me"),
            extras={question: chosen for question, chosen in self.extras.items() if may_see(question)},
        )


_REACH = {Lane.ONLY_ME: 0, Lane.MY_CONSULTANT: 1, Lane.MAY_TELL_CLIENT: 2}


@dataclass(frozen=True, slots=True)
class Shared:
    """The answers that one audience may see. An answer kept back looks the same as one never given.

    How it felt is not among them: no score of a candidate's mood leaves the reflection (PR-08).
    """

    themes: tuple[Theme, ...] = ()
    noticed: Noticed | None = None
    in_words: str = ""
    missed_point: str = ""
    still_want: StillWant | None = None
    call_me: bool = False
    untrue: bool = False
    extras: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def has(self, answer: str) -> bool:
        """Whether this answer, by its name or question, is among them."""
        return bool(self.extras.get(answer) or getattr(self, answer, None))


@dataclass(frozen=True, slots=True)
class Meeting:
    """What the coaching and the emails may know of the interview: facts from the ATS, nothing guessed.

    Empty strings mean that the ATS did not say. `title` is what it calls this one of several ('Second
    interview'); `location` is where it is; `interviewers` are names; `held_on` and `starts_at` are by the
    candidate's clock.
    """

    candidate_name: str
    job: str = ""
    client: str = ""
    title: str = ""
    location: str = ""
    interviewers: tuple[str, ...] = ()
    held_on: date | None = None
    starts_at: time | None = None
    consultant_name: str = ""
    consultant_email: str = ""
    consultant_phone: str = ""
    agency: str = ""

    @property
    def first_name(self) -> str:
        """The name to greet the candidate by; empty if the ATS gave none."""
        return self.candidate_name.split()[0] if self.candidate_name.split() else ""


@dataclass(frozen=True, slots=True)
class CallBack:
    """Who has been asked to ring the candidate; `when` ends a sentence ('on Monday morning').

    `name` is None where nobody said: the email then names the consultant. It is empty for somebody whom we
    cannot name, and so is `when` where no time may be told.
    """

    name: str | None = None
    when: str = ""


def told_apart(meetings: Sequence[Meeting]) -> tuple[Meeting, ...]:
    """The meetings of one day in its order, with the time only of those that look alike without it."""
    alike = Counter(map(_what, meetings))
    in_order = sorted(meetings, key=lambda one: one.starts_at or time.min)
    return tuple(one if alike[_what(one)] > 1 else replace(one, starts_at=None) for one in in_order)


def _what(meeting: Meeting) -> tuple[str, str, str]:
    return meeting.title, meeting.job, meeting.client
