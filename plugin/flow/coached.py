"""From a reflection to all that comes of it: the plan, its email, the note, what the client may be told.

Values in, values out: the product calls these when their time comes, `afterview coach` all at once.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from config.content import Helpline, Library, Questions
from plugin.brand import Brand
from plugin.coaching.lines import Wording
from plugin.coaching.plan import Plan, make_plan
from plugin.coaching.wording import NOBODY_SAID
from plugin.desk.call_sheet import CallSheet, Update, call_sheet
from plugin.flow.plan_email import plan_email
from plugin.outbox.emails.rendered import Links, Rendered
from plugin.reading import Reading
from plugin.reflection import (
    SERIOUS,
    CallBack,
    Flag,
    Lane,
    Meeting,
    Noticed,
    Reflection,
    Route,
    StillWant,
    in_order,
)


@dataclass(frozen=True, slots=True)
class Case:
    """One candidate's answers about one interview, and how the agency wants the note to go.

    `seed` names the journey; `taken` and `kept` are wordings not to use, and to use, again. `call_back` is
    who has been asked to ring, and when.
    """

    reflection: Reflection
    meeting: Meeting
    seed: str
    route: Route = Route.DIRECT
    taken: Collection[Wording] = ()
    kept: Sequence[Wording] = ()
    call_back: CallBack = NOBODY_SAID


def plan_for(case: Case, library: Library, english: Library) -> Plan:
    """The plan in the language of `library`, with a draft in English: the interviewer reads that.

    Made anew each time: the same answers give the same plan.
    """
    return make_plan(
        case.reflection,
        case.meeting,
        library,
        case.seed,
        taken=case.taken,
        kept=case.kept,
        route=case.route,
        call_back=case.call_back,
        draft_library=english,
    )


def email_for(
    case: Case, plan: Plan, brand: Brand, links: Links, help_lines: Sequence[Helpline], language: str
) -> Rendered:
    """The coaching email that says the plan, in the language of its library."""
    return plan_email(plan, case.meeting, brand, links, help_lines, language, case.route)


def note_for(
    reflection: Reflection,
    meeting: Meeting,
    questions: Questions,
    answered_at: datetime,
    update: Update | None = None,
) -> CallSheet:
    """The consultant's call sheet, the note on the ATS record: of what was shared and nothing else."""
    return call_sheet(
        reflection.shared_with(Lane.MY_CONSULTANT),
        meeting,
        questions,
        answered_at,
        to_client=reflection.shared_with(Lane.MAY_TELL_CLIENT),
        update=update,
    )


def to_client(
    reflection: Reflection, meeting: Meeting, questions: Questions, answered_at: datetime
) -> tuple[tuple[str, str], ...]:
    """What the consultant may tell the client, as pairs of question and answer. We tell it nothing."""
    return call_sheet(reflection.shared_with(Lane.MAY_TELL_CLIENT), meeting, questions, answered_at).said


def as_confirmed(reflection: Reflection, reading: Reading, given: Collection[str]) -> Reflection:
    """The reflection with what its words were read as, where nobody is there to confirm it.

    `given` are the answers that the candidate gave, by the names of `Reflection`'s fields: theirs stand. What
    acts at once is taken over whatever they said.
    """
    proposed = set(reading.flags)
    if "still_want" in given:
        proposed.discard(Flag.WITHDRAWING)
    if "call_me" in given:
        proposed.discard(Flag.CONTACT_ME)
    asked = reflection.call_me or Flag.CONTACT_ME in proposed
    flags = {*reflection.flags, *(proposed if "flags" not in given else proposed & {*SERIOUS, Flag.PRIVATE})}
    noticed = reading.noticed if reading.noticed is not Noticed.NONE else None
    return replace(
        reflection,
        themes=reflection.themes if "themes" in given else reading.themes,
        noticed=reflection.noticed if "noticed" in given else noticed,
        missed_point=reflection.missed_point if "missed_point" in given else reading.missed_point,
        still_want=StillWant.NO if Flag.WITHDRAWING in proposed else reflection.still_want,
        call_me=asked,
        flags=in_order(flags),
        # To ask for a call is to ask the consultant.
        lanes={**({"call_me": Lane.MY_CONSULTANT} if asked else {}), **reflection.lanes},
    )
