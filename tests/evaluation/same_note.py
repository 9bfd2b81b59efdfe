"""Two hundred candidates of one agency for one client, and not two of them with the same note."""

from plugin.coaching.draft import write_drafts
from plugin.coaching.lines import Wording
from plugin.reflection import Meeting, Noticed, Reflection, StillWant, Theme
from tests.support.library import ENGLISH

CANDIDATES = 200
PANELS = {"one interviewer": ("Anna Smith",), "two interviewers": ("Anna Smith", "Tom Bell")}
ANSWERS = {
    "a thank-you": Reflection(),
    "a thank-you, wants the job": Reflection(still_want=StillWant.YES),
    "it went well": Reflection(5, (Theme.WENT_WELL,), still_want=StillWant.YES),
    "the same missed point": Reflection(missed_point="I speak Gaelic"),
    "a light explanation": Reflection(noticed=Noticed.DEFINITELY),
    "an apology": Reflection(noticed=Noticed.OUTRAGEOUS),
    "an untruth": Reflection(untrue=True, missed_point="I managed four people"),
}


def evaluate() -> int:
    """Print how many notes there are for each kind of answers; how many are the same as another."""
    print(f"\nNever the same note twice: {CANDIDATES} candidates with the same answers for one client")
    broken = 0
    for answers, reflection in ANSWERS.items():
        for panel, interviewers in PANELS.items():
            bodies = _bodies(
                reflection, Meeting("Sam Lee", "Depot Manager", "Acme", interviewers=interviewers)
            )
            same = len(bodies) - len(set(bodies))
            print(f"  {answers:<28} {panel:<18} {len(bodies):4} notes, {same} the same")
            broken += same
    return broken


def _bodies(reflection: Reflection, meeting: Meeting) -> list[str]:
    """Every candidate's notes without the greeting, each written when the earlier ones were taken."""
    taken: set[Wording] = set()
    bodies = []
    for number in range(CANDIDATES):
        drafts = write_drafts(reflection, meeting, ENGLISH, str(number), taken)
        taken |= {draft.wording for draft in drafts}
        bodies += [draft.body.partition("\n")[2] for draft in drafts]
    return bodies
