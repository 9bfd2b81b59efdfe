"""What an entry of a content file must hold. Each schema loads one entry to the fields of its value."""

from datetime import date

from marshmallow import Schema, ValidationError, fields, validate

_ground = validate.Regexp(r"(A([1-9]|1[0-6])|[A-Z].* (19|20)\d\d)\Z")
"""A point of the advice (A1 to A16), or a study by its authors and year."""

_filled = validate.Regexp(r"\s*\S")
_identifier = validate.Regexp(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*\Z")


def _is_day(value: object) -> None:
    if type(value) is not date:
        raise ValidationError("Not a date.")


class ParagraphSchema(Schema):
    """A paragraph of the coaching email, with what it rests on."""

    id = fields.String(required=True, validate=_identifier)
    text = fields.String(required=True, validate=_filled)
    ground = fields.List(
        fields.String(validate=_ground),
        required=True,
        validate=validate.Length(min=1),
    )


class LineSchema(Schema):
    """A subject, or a line of a draft."""

    id = fields.String(required=True, validate=_identifier)
    text = fields.String(required=True, validate=validate.Length(min=1))


class PhraseSchema(Schema):
    """A named phrase that holds one fact, and what stands in its place when the fact is missing."""

    name = fields.String(required=True, validate=_identifier)
    needs = fields.String(required=True, validate=_identifier)
    text = fields.String(required=True, validate=validate.Length(min=1))
    otherwise = fields.String(required=True)


class WordRuleSchema(Schema):
    """Words that do not belong in a draft, or in the advice, and what to write instead."""

    kind = fields.String(required=True, validate=_identifier)
    where = fields.List(
        fields.String(validate=validate.OneOf(["draft", "advice"])),
        required=True,
        validate=validate.Length(min=1),
    )
    instead = fields.String(required=True, validate=_filled)
    words = fields.List(fields.String(validate=_filled), required=True, validate=validate.Length(min=1))


class MarkSchema(Schema):
    """What the composer calls one kind of mark, and what to do, where the rule is in another language."""

    kind = fields.String(required=True, validate=_identifier)
    name = fields.String(required=True, validate=_filled)
    instead = fields.String(load_default="")


class SwapSchema(Schema):
    """Words that one press in the composer puts in the place of others."""

    words = fields.String(required=True, validate=_filled)
    put = fields.String(required=True, validate=_filled, data_key="with")


class CalendarSchema(Schema):
    """The names of the days, from Monday, and of the months."""

    days = fields.List(fields.String(validate=_filled), required=True, validate=validate.Length(equal=7))
    months = fields.List(fields.String(validate=_filled), required=True, validate=validate.Length(equal=12))


class LanguageSchema(Schema):
    """What tells the language: its commonest words; and words typed in a hurry, to how they are written."""

    common = fields.List(fields.String(validate=_filled), required=True, validate=validate.Length(min=1))
    spelling = fields.Dict(fields.String(validate=_filled), fields.String(), load_default=dict)


class OwnWordsSchema(Schema):
    """Words by which a sentence of the candidate's is known; written as those of a rule."""

    good = fields.List(fields.String(validate=_filled), load_default=list)
    next_time = fields.List(fields.String(validate=_filled), load_default=list)
    never = fields.List(fields.String(validate=_filled), load_default=list)
    light = fields.List(fields.String(validate=_filled), load_default=list)


class ChoiceSchema(Schema):
    """One answer that can be chosen."""

    key = fields.String(required=True, validate=validate.Length(min=1))
    label = fields.String(required=True, validate=_filled)


class QuestionSchema(Schema):
    """One question of the reflection."""

    key = fields.String(required=True, validate=_identifier)
    ask = fields.String(required=True, validate=_filled)
    hint = fields.String(load_default="")
    note_label = fields.String(required=True, validate=_filled)
    shareable = fields.Boolean(required=True)
    several = fields.Boolean(load_default=False)
    choices = fields.List(fields.Nested(ChoiceSchema), load_default=list)


class SharingSchema(Schema):
    """What the candidate reads about who sees what."""

    before = fields.String(required=True, validate=_filled)
    changing = fields.String(required=True, validate=_filled)
    ask = fields.String(required=True, validate=_filled)


class HelplineSchema(Schema):
    """A help line, a page that printed its number, and when that page was read."""

    name = fields.String(required=True, validate=_filled)
    contact = fields.String(required=True, validate=_filled)
    hours = fields.String(load_default="")
    note = fields.String(load_default="")
    source = fields.String(required=True, validate=_filled)
    checked = fields.Raw(load_default=None, validate=_is_day)
