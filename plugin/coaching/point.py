"""The candidate's missed point, tidied for a note: their own words, fewer of them, never others."""

import re

MOST_SENTENCES = 2
A_RETELLING = 3
"""More sentences than this, without a lead-in, tell what happened: the point cannot be told from the rest."""
OF_THEMSELVES = ("I", "I'm", "I've", "I'd", "My")
"""How a second sentence begins that adds to the point; others are asides ('Typical.')."""

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

SENTENCE = re.compile(r".+?(?:[.!?…]+(?=\s|$)|$)")
FIRST_PERSON = {
    "i": "I",
    "im": "I'm",
    "i'm": "I'm",
    "ive": "I've",
    "i've": "I've",
    "i'd": "I'd",
    "i'll": "I'll",
}


def tellings(missed_point: str) -> tuple[str, ...]:
    """Ways to put the point, the fullest first: its first two sentences, then the first alone.

    Questions ('would it be daft to add that?') are for the consultant and left out. Empty if nothing is left,
    or if the text tells the whole story instead of a point.
    """
    line = _line(missed_point)
    lead = LEAD_IN.search(line)
    sentences = SENTENCE.findall(line[lead.end() :] if lead else line)
    if not lead and len(sentences) > A_RETELLING:
        return ()
    told = [said for said in map(_tidy, sentences) if said and not said.endswith("?")]
    added = [said for said in told[1:MOST_SENTENCES] if said.startswith(OF_THEMSELVES)]
    return tuple(" ".join(telling) for telling in ([*told[:1], *added], told[:1] if added else []) if telling)


def is_whole(missed_point: str, telling: str) -> bool:
    """Whether the telling leaves out nothing but the way in."""
    line = _line(missed_point)
    lead = LEAD_IN.match(line)
    return _signs(line[lead.end() :] if lead else line) == _signs(telling)


def _line(missed_point: str) -> str:
    return " ".join(missed_point.replace("’", "'").split()).strip("\"“”' ")


def _signs(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _tidy(sentence: str) -> str:
    words = [FIRST_PERSON.get(word.lower(), word) for word in sentence.split()]
    if not any(sign.isalnum() for sign in sentence):
        return ""
    if words[0].islower():
        words[0] = words[0][0].title() + words[0][1:]
    whole = " ".join(words).rstrip(",;:–- ")
    return whole if whole[-1] in ".!?…" else f"{whole}."
