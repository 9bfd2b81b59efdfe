"""The rules of what we say and of what a draft carries, as a pure function over text.

The words are content (`words.toml` of the library), so that they can be reviewed and translated. A rule finds
words, not meanings: it is a second pair of eyes, and the composer's marks.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from config.content import WordRule

DRAFT_WORDS = 120
"""The most words that a follow-up may have (A13)."""


UNREAD_FROM = 4
UNREAD_SHARE = 6
"""A text of this many words with fewer than one common word in six is one that we cannot read: in English
about every second word is common, and a shorter text may be a name."""
NUMBER = r"\d[\d.,]*"
"""What `#` stands for in a rule's words."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Words that do not belong: their kind, their place (`start` to `end`, in code points), advice."""

    kind: str
    start: int
    end: int
    instead: str


def check_draft(
    text: str, rules: Sequence[WordRule], facts: Iterable[str] = (), apologies: int = 0
) -> tuple[Finding, ...]:
    """What does not belong in a follow-up, in the order of the text.

    `facts` are names that the ATS gave (a job may be called 'Mental Health Nurse'): they are not looked at.
    `apologies` is how many words of apology are allowed.
    """
    found = _check(text, rules, "draft", facts)
    allowed = [finding for finding in found if finding.kind == "apology"][:apologies]
    return (*(finding for finding in found if finding not in allowed), *_too_long(text))


def check_advice(text: str, rules: Sequence[WordRule], facts: Iterable[str] = ()) -> tuple[Finding, ...]:
    """What does not belong in words of ours to a candidate, in the order of the text."""
    return _check(text, rules, "advice", facts)


def holds(text: str, words: tuple[str, ...]) -> bool:
    """Whether the text holds any of these words, written as those of a rule are."""
    return bool(words) and _any_of(words).search(text.replace("’", "'")) is not None


def unread(text: str, common: Collection[str], foreign: Collection[str] = ()) -> bool:
    """Whether a text holds too few of a language's commonest words for us to read it.

    `foreign` are the commonest words of the language that its writer reads: it may not hold more of those.
    """
    words = [word.strip(".,;:!?()") for word in text.lower().replace("’", "'").split()]
    known = sum(word in common for word in words)
    if sum(word in foreign for word in words) > known:
        return True
    return len(words) >= UNREAD_FROM and known * UNREAD_SHARE < len(words)


def word_count(text: str) -> int:
    """How many words the text has, as a person would count them."""
    return len(text.split())


def _check(text: str, rules: Sequence[WordRule], where: str, facts: Iterable[str]) -> tuple[Finding, ...]:
    plain = _without(text.replace("’", "'"), facts)
    return tuple(
        sorted(
            (
                Finding(rule.kind, match.start(), match.end(), rule.instead)
                for rule in rules
                if where in rule.where
                for match in _any_of(rule.words).finditer(plain)
            ),
            key=lambda finding: (finding.start, finding.end),
        )
    )


def _without(text: str, facts: Iterable[str]) -> str:
    """The text with the facts blanked out; every other character keeps its place."""
    for fact in sorted(filter(None, facts), key=len, reverse=True):
        whole = rf"(?<!\w){re.escape(fact.replace('’', chr(39)))}(?!\w)"
        text = re.sub(whole, lambda match: "\0" * len(match[0]), text)
    return text


@lru_cache(maxsize=256)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(_one, words)), re.IGNORECASE)


def _one(words: str) -> str:
    stem = words.removesuffix("*")
    body = r"\s+".join(map(re.escape, stem.split())).replace(re.escape("#"), NUMBER)
    before = r"(?<!\w)" if stem[0].isalnum() or stem[0] == "#" else ""
    if words.endswith("*"):
        return rf"{before}{body}\w*"
    return rf"{before}{body}(?!\w)" if stem[-1].isalnum() else before + body


def _too_long(text: str) -> tuple[Finding, ...]:
    words = list(re.finditer(r"\S+", text))
    if len(words) <= DRAFT_WORDS:
        return ()
    return (Finding("too_long", words[DRAFT_WORDS].start(), len(text), f"Keep it to {DRAFT_WORDS} words."),)
