"""What `afterview coach` takes: one reflection as JSON. One schema checks it, and is printed for others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from config.content import Question
from config.languages import ENGLISH, LANGUAGES
from plugin.reflection import Flag, Lane, Meeting, Noticed, Reflection, Route, StillWant, Theme
from plugin.surveys.questions import reflection_questions

LONGEST_TEXT = 10_000
LONGEST_NAME = 200
MOST_INTERVIEWERS = 20
ANSWERS = ("felt", "themes", "noticed", "in_words", "missed_point", "untrue", "still_want", "call_me")
"""The answers that have a lane, beside the agency's own questions."""
EXTRAS: Mapping[str, Question] = {
    key: question
    for module in reflection_questions(ENGLISH).modules.values()
    for key, question in module.items()
}
"""The agency's own questions, by key."""
BRITAIN = "GB"
"""Where a candidate is taken to be if nobody says: the words of the library are British too."""


class Text(fields.String):
    """A text without half characters, which no email could carry."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, *args, **kwargs)
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class YesOrNo(fields.Boolean):
    """`true` or `false`, and nothing that only looks like it."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Number(fields.Integer):
    """A whole number; `true` is none."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid", input=value)
        return value


def _one_of(choices: Any, about: str) -> fields.String:
    return fields.String(
        allow_none=True, validate=validate.OneOf(list(choices)), metadata={"description": about}
    )


def _each_once(values: Sequence[str]) -> None:
    if len(set(values)) < len(values):
        raise ValidationError("Give each value once.")


def _some_of(choices: Any, about: str) -> fields.List[str]:
    return fields.List(
        fields.String(validate=validate.OneOf(list(choices))),
        allow_none=True,
        validate=_each_once,
        metadata={"description": about, "uniqueItems": True},
    )


def _text(about: str, longest: int = LONGEST_NAME) -> Text:
    return Text(allow_none=True, validate=validate.Length(max=longest), metadata={"description": about})


def _yes_or_no(about: str) -> YesOrNo:
    return YesOrNo(allow_none=True, metadata={"description": about})


class MeetingSchema(Schema):
    """What is known of the interview. Whatever is left out, the words do without."""

    candidate_name = _text("The candidate's name.")
    job = _text("The job's title.")
    client = _text("The employer's name.")
    title = _text("What the interview is called, such as 'Second interview'.")
    interviewers = fields.List(
        Text(validate=validate.Length(max=LONGEST_NAME)),
        allow_none=True,
        validate=validate.Length(max=MOST_INTERVIEWERS),
        metadata={"description": "The interviewers' names. Each gets a draft of their own."},
    )
    held_on = fields.Date(allow_none=True, metadata={"description": "The day of the interview."})
    starts_at = fields.Time(
        allow_none=True, metadata={"description": "When it began, by the candidate's clock."}
    )
    consultant_name = _text("The consultant's name.")
    consultant_email = _text("The consultant's email address.")
    consultant_phone = _text("The consultant's phone number.")
    agency = _text("The agency's name.")


ExtrasSchema = Schema.from_dict(
    {key: _some_of(question.choices, question.ask) for key, question in EXTRAS.items()}, name="ExtrasSchema"
)
ExtrasSchema.__doc__ = "The choices made in the agency's own questions, by question."


class CoachSchema(Schema):
    """A reflection, and what the coaching may know beside it. All is optional; null means left out."""

    felt = Number(
        allow_none=True,
        validate=validate.Range(1, 5),
        metadata={"description": "How it felt, from 1 (awful) to 5 (great)."},
    )
    themes = _some_of(Theme, "What happened. Left out, it is read from in_words.")
    noticed = _one_of(
        Noticed, "Would the interviewer have noticed the worst of it? Left out, it is read from in_words."
    )
    in_words = _text("What happened, in the candidate's own words.", LONGEST_TEXT)
    missed_point = _text("What they wish they had said. Left out, it is read from in_words.", LONGEST_TEXT)
    point_allowed = _yes_or_no(
        "The missed point may stand in a note to the interviewer though it is private."
    )
    untrue = _yes_or_no("They said something in the interview that was not true.")
    still_want = _one_of(StillWant, "Do they still want the job?")
    call_me = _yes_or_no("They ask the consultant for a call.")
    flags = _some_of(
        Flag, "What a person has to see. What in_words says of danger, distress and treatment is added."
    )
    extras = fields.Nested(ExtrasSchema, allow_none=True, metadata={"description": str(ExtrasSchema.__doc__)})
    taken_back = _some_of(
        (*ANSWERS, *EXTRAS),
        "Answers that an earlier note told, and that the consultant may not see any more.",
    )
    lanes = fields.Dict(
        keys=fields.String(validate=validate.OneOf((*ANSWERS, *EXTRAS))),
        values=fields.String(validate=validate.OneOf(list(Lane))),
        allow_none=True,
        metadata={"description": "Who may see each answer, by its name. Without an entry it is only_me."},
    )
    meeting = fields.Nested(
        MeetingSchema, allow_none=True, metadata={"description": str(MeetingSchema.__doc__)}
    )
    language = _one_of(LANGUAGES, "The language of the email; the draft is in English.")
    country = fields.String(
        allow_none=True,
        validate=validate.Regexp(r"[A-Z]{2}\Z"),
        metadata={"description": "The candidate's country (ISO 3166 alpha-2), for the help lines; or GB."},
    )
    route = _one_of(Route, "How a note to the interviewer may go, by the agency's rule.")
    seed = _text("Names the interview, and chooses among wordings of the draft.")
    answered_at = fields.AwareDateTime(
        allow_none=True, metadata={"description": "When they answered, with its zone, for the note."}
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A checked input. `given` are the names of the answers that it holds."""

    reflection: Reflection
    given: frozenset[str]
    meeting: Meeting
    language: str
    country: str
    route: Route
    seed: str
    answered_at: datetime | None


class InputWrong(ValueError):
    """The input cannot be used; `errors` says what to mend, by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {words}" for name, words in errors.items()))
        self.errors = errors


def read_input(document: Any) -> Asked:
    """The reflection that a JSON document holds. Raises `InputWrong`."""
    try:
        loaded = CoachSchema().load(document)
    except ValidationError as error:
        raise InputWrong(dict(_told(error.messages))) from error
    given = {name: value for name, value in loaded.items() if value is not None}
    meeting = {name: value for name, value in (given.get("meeting") or {}).items() if value is not None}
    return Asked(
        reflection=_reflection(given),
        given=frozenset(given),
        meeting=Meeting(
            **{"candidate_name": "", **meeting, "interviewers": tuple(meeting.get("interviewers", ()))}
        ),
        language=given.get("language", ENGLISH),
        country=given.get("country", BRITAIN),
        route=Route(given.get("route", Route.DIRECT)),
        seed=given.get("seed", ""),
        answered_at=given.get("answered_at"),
    )


def _reflection(given: Mapping[str, Any]) -> Reflection:
    return Reflection(
        felt=given.get("felt"),
        themes=tuple(theme for theme in Theme if theme in given.get("themes", ())),
        noticed=Noticed(given["noticed"]) if "noticed" in given else None,
        in_words=given.get("in_words", ""),
        missed_point=given.get("missed_point", ""),
        point_allowed=given.get("point_allowed", False),
        untrue=given.get("untrue", False),
        still_want=StillWant(given["still_want"]) if "still_want" in given else None,
        call_me=given.get("call_me", False),
        flags=tuple(flag for flag in Flag if flag in given.get("flags", ())),
        extras={key: tuple(chosen) for key, chosen in given.get("extras", {}).items() if chosen},
        taken_back=tuple(given.get("taken_back", ())),
        lanes={answer: Lane(lane) for answer, lane in given.get("lanes", {}).items()},
    )


def _told(messages: Any, path: str = "") -> list[tuple[str, str]]:
    """A schema's errors as lines: 'meeting.held_on' and what is wrong with it."""
    if isinstance(messages, Mapping):
        names = (
            (f"{path}.{name}" if path and name != "_schema" else str(name), said)
            for name, said in messages.items()
        )
        return [line for name, said in names for line in _told(said, "input" if name == "_schema" else name)]
    return [(path, " ".join(map(str, messages)))]
