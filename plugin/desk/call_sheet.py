"""The call sheet: what a consultant needs before ringing. It becomes the note on the ATS record.

It is made from a `Shared` alone. Neither the plan nor its decision goes in: they come from private answers
too, and would give them away. It holds no score, no adjective and nothing inferred (PR-07, PR-08).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from config.content import Question, Questions
from plugin.reflection import Meeting, Noticed, Shared, StillWant
from plugin.views import Ring

STILL_TO_ASK = "Still to ask: salary; notice and start date; other interviews; what was said of the next step"
"""These belong to a conversation, so the reflection never asks them."""
UNTRUE = "Said something that was not quite true"
NOTHING_SHARED = Shared()


@dataclass(frozen=True, slots=True)
class CallSheet:
    """What to know before ringing. `said` are pairs of question and answer, of what was shared."""

    title: str
    lines: tuple[str, ...]
    ring: Ring
    ring_reason: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Update:
    """That a note replaces an earlier one, and which answers the candidate has taken back since then.

    `at` is aware, in the zone of its reader.
    """

    at: datetime
    taken_back: tuple[str, ...] = ()


def call_sheet(
    shared: Shared,
    meeting: Meeting,
    questions: Questions,
    answered_at: datetime,
    to_client: Shared = NOTHING_SHARED,
    update: Update | None = None,
) -> CallSheet:
    """The call sheet for what the candidate shared. `answered_at` is aware, in the zone of its reader.

    `to_client` is what of it the consultant may tell the employer, which hears nothing from us.
    """
    ring, reason = _ring(shared)
    said = _said(shared, questions.by_key)
    title = _title(meeting)
    return CallSheet(
        title=f"Changed: {title}" if update else title,
        lines=(
            f"Answered: {_moment(answered_at)}",
            *_updated(update, questions.by_key),
            *_call_lines(shared, ring, reason),
            *(f"{label}: {answer}" for label, answer in said),
            *_for_the_client(said, _said(to_client, questions.by_key)),
            *_kept(said, questions.by_key),
            STILL_TO_ASK,
        ),
        ring=ring,
        ring_reason=reason,
        said=said,
    )


def _updated(update: Update | None, by_key: Mapping[str, Question]) -> Iterator[str]:
    """What has changed, without a word of what was taken back."""
    if update is None:
        return
    yield f"Changed: {_moment(update.at)}. This replaces the earlier note"
    if update.taken_back:
        labels = [by_key[key].note_label if key in by_key else UNTRUE for key in update.taken_back]
        yield f"No longer shared, and not to be used: {'; '.join(labels)}"


def _for_the_client(
    said: tuple[tuple[str, str], ...], to_client: tuple[tuple[str, str], ...]
) -> tuple[str, ...]:
    if not said:
        return ()
    labels = "; ".join(label for label, _ in to_client)
    return (f"You may tell the employer: {labels or 'nothing of this'}",)


def _moment(at: datetime) -> str:
    return f"{at:%d/%m/%Y %H:%M %Z}".strip()


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
        "in_words": f"“{shared.in_words}”" if shared.in_words else "",
        "missed_point": f"“{shared.missed_point}”" if shared.missed_point else "",
        "still_want": by_key["still_want"].choices[shared.still_want] if shared.still_want else "",
        **{key: _chosen(by_key[key], chosen) for key, chosen in shared.extras.items() if key in by_key},
    }
    told = tuple((by_key[key].note_label, answers[key]) for key in by_key if answers.get(key))
    return (*told, (UNTRUE, "yes")) if shared.untrue else told


def _chosen(asked: Question, chosen: tuple[str, ...]) -> str:
    return "; ".join(asked.choices.get(choice, choice) for choice in chosen)


def _kept(said: tuple[tuple[str, str], ...], by_key: Mapping[str, Question]) -> tuple[str, ...]:
    """The rest, in one line: whether an answer was kept private or never given is private too."""
    shown = {label for label, _ in said}
    rest = [
        asked.note_label for asked in by_key.values() if asked.shareable and asked.note_label not in shown
    ]
    return (f"Kept private or not answered: {'; '.join(rest)}",) if rest else ()
