"""No draft of ours breaks a rule of the drafts, whatever was answered: over 10,000 generated reflections."""

import re
from collections import Counter

from plugin.coaching.decision import Kind, decide
from plugin.coaching.draft import MAY_BE_ALLOWED, Draft, draft_names, why_no_draft, write_drafts
from plugin.coaching.lint import check_draft, word_count
from plugin.reflection import Meeting, Reflection
from tests.evaluation.generated import reflections
from tests.support.library import ENGLISH

COUNT = 10_000
SHOWN = 5
UNCLEAN = re.compile(r"[{}]|  | [.,?!]|[.,?!]{2}|\bi\b(?!\.)|!|\b(?:lol|im|ive|yrs)\b")
"""What no sentence of a draft holds: holes, doubled signs, words typed in a hurry."""


def evaluate() -> int:
    """Print how many drafts were written and what became of the points; the number that break a rule."""
    decisions, held, points, broken = Counter[str](), Counter[str](), Counter[str](), []
    drafts = longest = 0
    for number, (reflection, meeting, route) in enumerate(reflections(COUNT)):
        decision = decide(reflection, route)
        decisions[decision.kind] += 1
        written = write_drafts(reflection, meeting, ENGLISH, str(number), route=route)
        if not written:
            held[why_no_draft(reflection, route)] += 1
        for draft in written:
            drafts += 1
            longest = max(longest, word_count(draft.body))
            if wrong := _wrong(draft, reflection, meeting, decision.kind):
                broken.append((wrong, draft.body))
        if written and reflection.missed_point.strip():
            points["carried" if written[0].point else " and ".join(written[0].left_out)] += 1
    print(f"\nDrafts: {drafts:,} from {COUNT:,} reflections; the longest has {longest} words")
    _print("decided", decisions)
    _print("no draft", held)
    _print("their point", points)
    print(f"breaking a rule: {len(broken)}")
    for wrong, body in broken[:SHOWN]:
        print(f"  {wrong}: {body!r}")
    return len(broken)


def _wrong(draft: Draft, reflection: Reflection, meeting: Meeting, kind: Kind) -> list[str]:
    apologies = 1 if kind is Kind.BRIEF_APOLOGY else 0
    allowed = MAY_BE_ALLOWED if reflection.point_allowed else frozenset()
    found = check_draft(draft.body, ENGLISH.rules, draft_names(meeting), apologies)
    unclean = UNCLEAN.findall(draft.body.replace("\n", "\n\n"))
    return [one.kind for one in found if one.kind not in allowed] + [f"unclean {sign!r}" for sign in unclean]


def _print(what: str, counts: Counter[str]) -> None:
    for name, count in counts.most_common():
        print(f"  {what:<12} {name:<40} {count:6,}")
