"""The candidate's missed point, tidied for a note: their own words, fewer of them, clean to read.

Capitals, apostrophes, spaces and signs are put right and short forms written out; no meaning is added.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

MOST_SENTENCES = 2
A_RETELLING = 3
"""More sentences than this, without a lead-in, tell what happened: the point cannot be told from the rest."""
OF_THEMSELVES = frozenset({"I", "I'm", "I've", "I'd", "My"})
"""How a second sentence begins that adds to the point; others are asides ('Typical.')."""
SHORTEST_SHOUT = 3
"""Words in capitals from which a sentence is shouted, and not the name of a certificate."""

LEAD_IN = re.compile(
    r"""(?:^|(?<=[.!?…,;]\s)|(?<=\band\s)|(?<=\bbut\s))
    (?:(?:oh|ok|okay|well|so|and|also|honestly|yes|yeah|sorry)\b[\s,.]*)*
    (?:
      (?:what\s+)?(?:i\s+)?(?:really\s+)?(?:should|could)(?:\s+have|'ve|\s+of)\s+
          (?:said|mentioned|added|told\s+(?:them|him|her))
      | i\s+wish\s+(?:that\s+)?i(?:\s+had|'d)?\s+(?:said|mentioned|added|told\s+(?:them|him|her))
      | (?:i\s+|i'd\s+)?(?:clean\s+|completely\s+)?forg[eo]t(?:ten)?\s+to\s+
          (?:say|mention|add|bring\s+up|tell\s+(?:them|him|her))
      | (?:i\s+)?(?:never|did\s+not|didn't|didnt)\s+(?:even\s+)?
          (?:say|said|mention(?:ed)?|bring\s+up|brought\s+up|(?:tell|told)\s+(?:them|him|her))
      | (?:i\s+)?(?:left\s+out|never\s+got\s+round\s+to\s+saying)
      | (?:please\s+)?tell\s+(?:them|him|her)
      | i\s+wanted\s+to\s+(?:say|mention|add|tell\s+(?:them|him|her))
    )\b
    (?:\s+(?:is|was))?[\s,:–-]*(?:(?:that|about)\b(?!'))?[\s,:–-]*""",
    re.IGNORECASE | re.VERBOSE,
)
"""How people begin to say what they did not say. It, and all before it, is about the slip: it stays out."""
FILLER = re.compile(
    r"""(?:
      (?:(?:oh|ok|okay|and|but|also|yes|yeah|honestly|basically)\b
      | (?:so|well|sorry)(?=[,.]|\s+(?:i|but|basically)\b))
      [\s,.]*
    )+""",
    re.IGNORECASE | re.VERBOSE,
)
DANGLING = re.compile(
    r"(?:it|it's|its|that's|which|because|with that|(?:that|this|these|those)\s+(?:is|was|has|are|were))\b",
    re.IGNORECASE,
)
"""How a sentence begins that needs another one to be understood: 'It's 75.' says nothing in a note."""

SENTENCE = re.compile(r".+?(?:[.!?]+(?=\s|$)|$)")
WORD = re.compile(r"(?<![\w.'’@/-])[^\W_](?:[\w']*\w)?(?![\w'@/-]|\.\w)")
_SIGNS = (
    (re.compile(r"^\s*[-*•–·]+\s+"), ""),
    (re.compile(r"\s*(?:\.{2,}|…)\s*(?=[a-z])"), ", "),
    (re.compile(r"(?:\.{2,}|…)"), ". "),
    (re.compile(r"!+"), "."),
    (re.compile(r"\?{2,}"), "?"),
    (re.compile(r"\s+([,;:.?])(?=\s|$)"), r"\1"),
    (re.compile(r",(?=[^\W\d_])"), ", "),
    (re.compile(r"(?<=[a-z])([.?;])(?=[A-Z][a-z\s'])"), r"\1 "),
    (re.compile(r"([,;:])(?:\s*[,;:])+"), r"\1"),
    (re.compile(r"([.?])(?:\s*[.,;:])+(?=\s|$)"), r"\1"),
)
"""Signs as people type them in a hurry, and as they stand in a note."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One way to put the point. `whole`: it leaves out nothing but the way in."""

    text: str
    whole: bool


def tellings(missed_point: str, spelling: Mapping[str, str]) -> tuple[Telling, ...]:
    """Ways to put the point, the fullest first: its first two sentences, then the first alone.

    Questions ('would it be daft to add that?') are for the consultant and left out. Empty if nothing is left,
    if the text tells the whole story instead of a point, or if it cannot be understood alone. `spelling` maps
    words in lower case to how they are written.
    """
    line = _line(missed_point)
    lead = LEAD_IN.search(line)
    rest = line[lead.end() :] if lead else line
    sentences = [said for one in SENTENCE.findall(rest) if (said := _tidy(one, spelling))]
    if not lead and len(sentences) > A_RETELLING:
        return ()
    told = [said for said in sentences if not said.endswith("?")]
    if not told or DANGLING.match(told[0]):
        return ()
    added = [said for said in told[1:MOST_SENTENCES] if said.split()[0] in OF_THEMSELVES]
    all_said = not lead or lead.start() == 0
    ways = [[told[0], *added], told[:1]] if added else [told[:1]]
    return tuple(Telling(" ".join(way), all_said and way == sentences) for way in ways)


def sentences(text: str, spelling: Mapping[str, str]) -> tuple[str, ...]:
    """The sentences of what somebody typed, each tidied for reading."""
    return tuple(filter(None, (_tidy(one, spelling) for one in SENTENCE.findall(_line(text)))))


def _line(missed_point: str) -> str:
    """The text on one line, each line of it a sentence, without pictures and half pairs of signs."""
    plain = unicodedata.normalize("NFC", missed_point).replace("’", "'").replace("“", '"').replace("”", '"')
    kept = "".join("\n" if sign in "\r\n" else sign for sign in plain if unicodedata.category(sign) != "So")
    lines = [_signs(line) for line in kept.split("\n")]
    line = " ".join(
        line if line.endswith((".", "?", ",", ";", ":")) else f"{line}." for line in lines if line
    )
    for opening, closing in (("(", ")"), ("[", "]")):
        if line.count(opening) != line.count(closing):
            line = line.replace(opening, "").replace(closing, "")
    return " ".join((line if line.count('"') % 2 == 0 else line.replace('"', "")).split())


def _signs(line: str) -> str:
    for pattern, clean in _SIGNS:
        line = pattern.sub(clean, line)
    return " ".join(line.split()).strip("\"' ").removesuffix('".')


def _tidy(sentence: str, spelling: Mapping[str, str]) -> str:
    filler = FILLER.match(sentence.strip())
    sentence = sentence.strip()[filler.end() :] if filler else sentence
    if _is_shouted(sentence):
        sentence = WORD.sub(lambda word: _quietly(word[0]), sentence)
    written = WORD.sub(lambda word: _written(word[0], spelling), sentence)
    whole = re.sub(r"\s+(?=[.?])", "", " ".join(written.split())).strip(" ,;:–-")
    if not any(sign.isalnum() for sign in whole):
        return ""
    first = whole.split()[0]
    if first.islower():
        whole = whole[0].upper() + whole[1:]
    return whole if whole[-1] in ".?" else f"{whole}."


def _written(word: str, spelling: Mapping[str, str]) -> str:
    """The word as it is written; one with capitals in it ('IT', 'iOS', 'R') is left alone."""
    return spelling.get(word.lower(), word) if word.islower() or (word.istitle() and len(word) > 1) else word


def _is_shouted(sentence: str) -> bool:
    words = WORD.findall(sentence)
    return len(words) >= SHORTEST_SHOUT and sentence.isupper() and sum(map(len, words)) > 4 * len(words) // 2


def _quietly(word: str) -> str:
    """A shouted word in small letters; one without a vowel, or with a figure, is an abbreviation."""
    spoken = any(sign in "AEIOUY" for sign in word) and word.isalpha()
    return word.lower() if spoken or "'" in word else word
