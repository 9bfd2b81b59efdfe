"""What of a candidate's free text their email may say back to them: what went well, and what they will do.

Never the slip: to read it again is to live it again (A5). Never what may be private, in a language that we
cannot read, hard on themselves or on somebody else, or what no advice of ours may speak of (a voice, a face,
an age). A sentence is taken whole or not at all.
"""

from dataclasses import dataclass

from config.content import Library, OwnWordsRules
from plugin.coaching.lint import check_advice, check_draft, holds, unread
from plugin.coaching.point import sentences
from plugin.reflection import Reflection

LONGEST, SHORTEST = 25, 4
"""Words of a sentence that can be said back."""
A_LONG_TEXT = 100
"""From this many words on, writing it was work in itself."""
HARMLESS = frozenset({"retelling"})
"""What does not belong in a note to the interviewer, and is no harm in their own email."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What they wrote of the good part and the lesson that they drew ('' if they did not); how they wrote."""

    good: str = ""
    lesson: str = ""
    light: bool = False
    long: bool = False


def own_words(reflection: Reflection, library: Library) -> OwnWords:
    """What may be said back; nothing of a text with a flag, for it may hold what is private."""
    rules, text = library.own_words, reflection.in_words
    if reflection.flags:
        return OwnWords(long=_is_long(text))
    some = [
        sentence for sentence in sentences(text, library.spelling) if _may_be_said(sentence, rules, library)
    ]
    return OwnWords(
        good=next((said for said in some if holds(said, rules.good)), ""),
        lesson=next((said for said in some if holds(said, rules.next_time)), ""),
        light=holds(text, rules.light),
        long=_is_long(text),
    )


def _is_long(text: str) -> bool:
    return len(text.split()) >= A_LONG_TEXT


def _may_be_said(sentence: str, rules: OwnWordsRules, library: Library) -> bool:
    if not SHORTEST <= len(sentence.split()) <= LONGEST or sentence.endswith("?"):
        return False
    found = (*check_draft(sentence, library.rules), *check_advice(sentence, library.rules))
    harmless = {finding.kind for finding in found} <= HARMLESS
    return harmless and not holds(sentence, rules.never) and not unread(sentence, library.common)
