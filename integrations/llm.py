"""A second opinion on a text, from a language model behind an OpenAI-compatible endpoint. Off unless set up.

It is sent the words alone: addresses, numbers, links and the names that we know are taken out first. What it
answers is checked against the labels; anything else is an error, and the caller goes on without it.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields
from marshmallow.validate import Length, OneOf

from integrations.errors import CallFailed
from integrations.http import Session

SECONDS = 8.0
"""How long it may take: the candidate's email is due within a minute."""
LONGEST_TEXT = 4_000
"""Characters that are sent at most."""
HIDDEN = "[hidden]"
CONTACTS = re.compile(
    r"""[^\s@<>]+@[\w-]+(?:\.[\w-]+)+     # an email address
    | (?:https?://|www\.)\S+             # a link
    | (?<!\w)@\w{2,}                     # a name on a platform
    | \+?\(?\d[\d\s().-]{6,}\d           # a telephone, account or card number
    """,
    re.VERBOSE,
)
WORD = re.compile(r"\w+(?:['’-]\w+)*")


@dataclass(frozen=True, slots=True)
class Labels:
    """The keys that an answer may hold, in order."""

    themes: tuple[str, ...]
    noticed: tuple[str, ...]
    mention: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model made of a text; `missed_point` is empty where it found none."""

    themes: tuple[str, ...]
    noticed: str
    mention: str
    flags: tuple[str, ...]
    missed_point: str


class LanguageModel:
    """One model at one endpoint. `url` is the base that '/chat/completions' is added to."""

    def __init__(self, session: Session, url: str, key: str, model: str, labels: Labels, guide: str) -> None:
        self._session = session
        self._url = url.rstrip("/") + "/chat/completions"
        self._key = key
        self._model = model
        self._guide = guide
        self._answers = _schema(labels)

    def read(self, text: str, names: Iterable[str] = ()) -> Opinion:
        """What the model makes of `text`, of which it never sees contact details or `names`.

        Raises an `IntegrationError` whatever goes wrong, an answer that does not keep to the labels included.
        """
        body = {
            "model": self._model,
            "temperature": 0,
            "response_format": {"type": "json_object"},
            "messages": [
                {"role": "system", "content": self._guide},
                {"role": "user", "content": hide(text, names)[:LONGEST_TEXT]},
            ],
        }
        answer = self._session.read(
            "POST",
            self._url,
            {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"},
            json.dumps(body).encode(),
        )
        return self._opinion(answer.json())

    def _opinion(self, answer: Any) -> Opinion:
        try:
            found = self._answers.load(json.loads(answer["choices"][0]["message"]["content"]))
        except (KeyError, IndexError, TypeError, ValueError, RecursionError, ValidationError) as error:
            raise CallFailed("The language model answered something else than the labels.") from error
        return Opinion(
            themes=tuple(found["themes"]),
            noticed=found["noticed"],
            mention=found["mention"],
            flags=tuple(found["flags"]),
            missed_point=found["missed_point"] or "",
        )


def hide(text: str, names: Iterable[str] = ()) -> str:
    """The text without contact details and without these names: each word of them, whatever its case."""
    known = {word.casefold() for name in names for word in WORD.findall(name)}

    def shown(match: re.Match[str]) -> str:
        word = match[0].casefold()
        return HIDDEN if word in known or re.sub(r"['’]s$", "", word) in known else match[0]

    return WORD.sub(shown, CONTACTS.sub(HIDDEN, text))


def _schema(labels: Labels) -> Schema:
    def some_of(keys: tuple[str, ...]) -> fields.List[str]:
        return fields.List(fields.String(validate=OneOf(keys)), required=True, validate=Length(max=len(keys)))

    answers: Mapping[str, fields.Field[Any]] = {
        "themes": some_of(labels.themes),
        "noticed": fields.String(required=True, validate=OneOf(labels.noticed)),
        "mention": fields.String(required=True, validate=OneOf(labels.mention)),
        "flags": some_of(labels.flags),
        "missed_point": fields.String(load_default=None, allow_none=True),
    }
    return Schema.from_dict(dict(answers), name="OpinionSchema")(unknown=RAISE)
