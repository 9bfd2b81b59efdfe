"""The call sheet: what a consultant needs before ringing. It becomes the note on the ATS record.

It is made from a `Shared` alone. Neither the plan nor its decision goes in: they come from private answers
too, and would give them away. It holds no score, no adjective and nothing inferred (PR-07, PR-08).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from config.content import Question, Questions
from plugin.reflection import Meeting, Noticed, Shared, StillWant
from plugin.views import Ring

STILL_TO_ASK = "Still to ask: salary; notice and start date; other interviews; what was said of the next step"
"""These belong to a conversation, so the reflection never asks them."""


@dataclass(frozen=True, slots=True)
class CallSheet:
    """What to know before ringing. `said` are pairs of question and answer, of what was shared."""

    title: str
    lines: tuple[str, ...]
    ring: Ring
    ring_reason: str
    said: tuple[tuple[str, str], ...]


def call_sheet(shared: Shared, meeting: Meeting, questions: Questions, answered_at: datetime) -> CallSheet:
    """The call sheet for what the candidate shared. `answered_at` is aware, in the zone of its reader."""
    ring, reason = _ring(shared)
    said = _said(shared, questions.by_key)
    return CallSheet(
        title=_title(meeting),
        lines=(
            f"Answered: {answered_at:%d/%m/%Y %H:%M %Z}".strip(),
            *_call_lines(shared, ring, reason),
            *(f"{label}: {answer}" for label, answer in said),
            *_kept(said, questions.by_key),
            STILL_TO_ASK,
        ),
        ring=ring,
        ring_reason=reason,
        said=said,
    )


def _call_lines(shared: Shared, ring: Ring, reason: str) -> tuple[str, ...]:
    if shared == Shared():
        return (reason,)
    return f"{_RING_WORDS[ring]}: {reason}", f"Asked for a call: {'yes' if shared.call_me else 'no'}"


_NOTHING = "Nothing shared; no call asked for"
_RING_WORDS = {Ring.NOW: "Ring now", Ring.TODAY: "Ring today", Ring.NO_NEED: "No need to ring"}


def _ring(shared: Shared) -> tuple[Ring, str]:
    """How soon to ring, and the answer that says so."""
    if shared.call_me:
        return Ring.NOW, "they asked for a call"
    if shared.still_want is StillWant.NO:
        return Ring.NOW, "they no longer want the job"
    if shared.still_want is StillWant.NOT_SURE:
        return Ring.TODAY, "they are not sure that they want the job"
    if shared.missed_point:
        return Ring.TODAY, "there is something that they wish they had said"
    if shared.noticed in {Noticed.DEFINITELY, Noticed.OUTRAGEOUS}:
        return Ring.TODAY, "they think that the interviewer noticed something"
    return Ring.NO_NEED, _NOTHING if shared == Shared() else "no answer that they shared asks for it"


def _title(meeting: Meeting) -> str:
    job = " at ".join(filter(None, (meeting.job, meeting.client)))
    return ", ".join(filter(None, ("After the interview", meeting.candidate_name, job)))


def _said(shared: Shared, by_key: Mapping[str, Question]) -> tuple[tuple[str, str], ...]:
    """What was shared, in the words that the candidate saw or typed."""
    answers = {
        "themes": "; ".join(by_key["themes"].choices[theme] for theme in shared.themes),
        "noticed": by_key["noticed"].choices[shared.noticed] if shared.noticed else "",
        "missed_point": f"“{shared.missed_point}”" if shared.missed_point else "",
        "still_want": by_key["still_want"].choices[shared.still_want] if shared.still_want else "",
    }
    return tuple((by_key[key].note_label, answer) for key, answer in answers.items() if answer)


def _kept(said: tuple[tuple[str, str], ...], by_key: Mapping[str, Question]) -> tuple[str, ...]:
    """The rest, in one line: whether an answer was kept private or never given is private too."""
    shown = {label for label, _ in said}
    rest = [
        asked.note_label for asked in by_key.values() if asked.shareable and asked.note_label not in shown
    ]
    return (f"Kept private or not answered: {'; '.join(rest)}",) if rest else ()
