"""What we do to the outside world, each thing once: the kinds, their queues, and the wish for one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from config.names import Queue


class EffectKind(StrEnum):
    """One kind of thing that we do to the outside world.

    Survey and coaching are emails to the candidate, alert, pass-on and sign-in to the agency's own people;
    note and task go on the ATS record. Prepare goes to the candidate before a later interview: on the day
    before (sequence 0) and on the morning (1). Rejection and congratulation go once an application has ended.
    """

    SURVEY = "survey"
    COACHING = "coaching"
    NOTE = "note"
    TASK = "task"
    ALERT = "alert"
    PREPARE = "prepare"
    REJECTION = "rejection"
    CONGRATULATION = "congratulation"
    PASS_ON = "pass_on"  # noqa: S105
    SIGN_IN = "sign_in"


class EffectState(StrEnum):
    """How far an effect has come.

    `claimed` has been taken by a worker and not begun: it may be taken again. `sending` has begun: when its
    lease runs out nobody knows whether it happened, and it becomes `unknown` (RL-04).
    """

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENDING = "sending"
    DONE = "done"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"
    FAILED = "failed"


QUEUE_OF: dict[EffectKind, Queue] = {
    EffectKind.SURVEY: Queue.SURVEYS,
    EffectKind.PREPARE: Queue.SURVEYS,
    EffectKind.REJECTION: Queue.SURVEYS,
    EffectKind.CONGRATULATION: Queue.SURVEYS,
    EffectKind.COACHING: Queue.COACHING,
    EffectKind.ALERT: Queue.COACHING,
    EffectKind.PASS_ON: Queue.COACHING,
    EffectKind.SIGN_IN: Queue.COACHING,
    EffectKind.NOTE: Queue.ATS,
    EffectKind.TASK: Queue.ATS,
}
"""What nobody asked for waits apart from what answers somebody's own act, promised within a minute."""
UNASKED = frozenset(kind for kind, queue in QUEUE_OF.items() if queue == Queue.SURVEYS)
"""The emails that count towards what one person may get in a week (EM-19)."""
TO_CANDIDATES = UNASKED | {EffectKind.COACHING}
"""The emails that a candidate gets."""


class SkipReason(StrEnum):
    """Why an effect was not sent: the closed list that the gate and the journey choose from."""

    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    INTERVIEW_DELETED = "interview_deleted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    HIRED = "hired"
    OPTED_OUT = "opted_out"
    CANDIDATE_DELETED = "candidate_deleted"
    ERASED = "erased"
    SUPPRESSED = "suppressed"
    ALREADY_ANSWERED = "already_answered"
    ALREADY_DEBRIEFED = "already_debriefed"
    COMBINED = "combined"
    CAPPED = "capped"
    STALE = "stale"
    BRANCH_NOT_LIVE = "branch_not_live"
    DRY_RUN = "dry_run"
    BEFORE_GO_LIVE = "before_go_live"
    NO_ADDRESS = "no_address"
    UNCONFIRMED = "unconfirmed"
    NO_LESSON = "no_lesson"
    LEFT_TO_A_PERSON = "left_to_a_person"
    HELD_OUT = "held_out"
    TOLD_ELSEWHERE = "told_elsewhere"
    NOT_HELD = "not_held"
    REOPENED = "reopened"
    SWITCHED_OFF = "switched_off"
    TAKEN_BACK = "taken_back"
    TAKEN = "taken"


SKIP_WORDS: dict[SkipReason, str] = {
    SkipReason.CANCELLED: "the interview was cancelled",
    SkipReason.NO_SHOW: "the candidate did not attend",
    SkipReason.INTERVIEW_DELETED: "the interview was deleted in the ATS",
    SkipReason.REJECTED: "the application was rejected",
    SkipReason.WITHDRAWN: "the candidate withdrew",
    SkipReason.HIRED: "the candidate got the job",
    SkipReason.OPTED_OUT: "the candidate asked for no such emails",
    SkipReason.CANDIDATE_DELETED: "the candidate was deleted in the ATS",
    SkipReason.ERASED: "everything about the candidate was erased",
    SkipReason.SUPPRESSED: "this address asked for no more emails",
    SkipReason.ALREADY_ANSWERED: "the candidate had already answered",
    SkipReason.ALREADY_DEBRIEFED: "the consultant had already debriefed the candidate",
    SkipReason.COMBINED: "a later interview the same day asks for both",
    SkipReason.CAPPED: "the candidate has had enough of these emails this week",
    SkipReason.STALE: "it had become too late to be of use",
    SkipReason.BRANCH_NOT_LIVE: "the branch is not switched on",
    SkipReason.DRY_RUN: "the branch is on a dry run: it would have been sent",
    SkipReason.BEFORE_GO_LIVE: "the interview was before the branch was switched on",
    SkipReason.NO_ADDRESS: "the ATS has no usable email address for the candidate",
    SkipReason.UNCONFIRMED: "the ATS could not confirm the interview in time",
    SkipReason.NO_LESSON: "the candidate has not told us about an interview before",
    SkipReason.LEFT_TO_A_PERSON: "what the candidate told us last is for a person to answer",
    SkipReason.HELD_OUT: "the candidate is in the group that is compared with those who are coached",
    SkipReason.TOLD_ELSEWHERE: "another email tells the candidate the same",
    SkipReason.NOT_HELD: "the interview had not taken place",
    SkipReason.REOPENED: "the application was reopened",
    SkipReason.SWITCHED_OFF: "the branch has switched this email off",
    SkipReason.TAKEN_BACK: "the candidate took the words back",
    SkipReason.TAKEN: "somebody has taken it",
}


@dataclass(frozen=True, slots=True)
class Want:
    """An effect that should happen once, at `due` or as soon after as the gate allows.

    Wanting it again under the same `sequence` changes at most the due time of one that still waits.
    """

    kind: EffectKind
    due: datetime
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Drop:
    """An effect that should no longer happen, if it has not begun."""

    kind: EffectKind
    reason: SkipReason
