"""The review page as a form: what was found, who may see each answer, and what stands chosen there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from config.content import Questions
from plugin.reflection import Flag, Lane, Reflection
from plugin.surveys.review import (
    TEXTS,
    Proposal,
    asks_own_say,
    asks_untrue,
    proposals,
    shareable,
)
from plugin.views import SurveyView
from plugin.web.survey_form import Answers, in_words, survey_form, values

SHARE_ALL = "share_all"
"""The button that chooses the consultant's lane for every answer, and confirms nothing yet."""


@dataclass(frozen=True, slots=True)
class Found:
    """A tick that confirms what the words seem to say. `words` are the form's own, where it has some."""

    key: str
    words: str
    because: str


@dataclass(frozen=True, slots=True)
class LaneRow:
    """One answer whose lane is chosen. `own_say`: sharing it takes one more tick."""

    key: str
    label: str
    words: tuple[str, ...]
    own_say: bool = False


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """All that the page asks. `asks_point`: may the private point stand in a note to the interviewer?"""

    found: tuple[Found, ...]
    rows: tuple[LaneRow, ...]
    asks_untrue: bool
    asks_point: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """What stands chosen on the page."""

    lanes: Mapping[str, str]
    found: frozenset[str] = frozenset()
    own_say: frozenset[str] = frozenset()
    point_allowed: str = ""
    untrue: bool = False

    def lane(self, key: str) -> str:
        """The lane of this answer."""
        return self.lanes.get(key) or Lane.ONLY_ME


def review_form(view: SurveyView, reflection: Reflection, questions: Questions) -> ReviewForm:
    """The page about these answers."""
    reading = view.reading
    own_say = asks_own_say(reflection, reading)
    return ReviewForm(
        found=tuple(_found(one, view, questions) for one in proposals(reflection, reading)),
        rows=_rows(view, reflection, questions, own_say),
        asks_untrue=asks_untrue(reflection, reading),
        asks_point="missed_point" in own_say and Flag.CRISIS not in reflection.flags,
    )


def from_saved(reflection: Reflection) -> Chosen:
    """What was chosen before. A private text that is shared has had its own say."""
    return Chosen(
        lanes=dict(reflection.lanes),
        own_say=frozenset(text for text in TEXTS if reflection.lane(text) != Lane.ONLY_ME),
        point_allowed="yes" if reflection.point_allowed else "",
        untrue=reflection.untrue,
    )


def from_post(form: Answers) -> Chosen:
    """What was posted."""
    lanes = {name.removeprefix("lane-"): "".join(given[:1]) for name, given in form.items()}
    return Chosen(
        lanes=lanes,
        found=frozenset(form.get("found", ())),
        own_say=frozenset(text for text in TEXTS if form.get(f"say-{text}")),
        point_allowed="".join(form.get("point_allowed", ())[:1]),
        untrue="yes" in form.get("untrue", ()),
    )


def all_shared(form: ReviewForm, chosen: Chosen) -> Chosen:
    """The same with the consultant's lane for every answer; private words still wait for their own say."""
    shared = {
        row.key: Lane.MY_CONSULTANT
        for row in form.rows
        if chosen.lane(row.key) == Lane.ONLY_ME and (not row.own_say or row.key in chosen.own_say)
    }
    return replace(chosen, lanes={**chosen.lanes, **shared})


def _found(proposal: Proposal, view: SurveyView, questions: Questions) -> Found:
    choices = {**questions.by_key["themes"].choices}
    words = choices.get(proposal.key, "")
    if proposal.key == "noticed":
        words = questions.by_key["noticed"].choices[view.reading.noticed]
    return Found(proposal.key, words, proposal.because)


def _rows(
    view: SurveyView, reflection: Reflection, questions: Questions, own_say: tuple[str, ...]
) -> tuple[LaneRow, ...]:
    fields = {field.name: field for field in survey_form(questions).questions}
    given = values(reflection)
    return tuple(
        LaneRow(
            key,
            questions.by_key[key].ask if key in questions.by_key else "",
            in_words(fields[key], given.get(key, ())) if key in fields else (),
            key in own_say,
        )
        for key in shareable(reflection, view.reading, questions)
    )
