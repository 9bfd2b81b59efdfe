"""What a candidate's own words say of an interview: values that the steps share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from plugin.reflection import Flag, Noticed, Theme


class Mention(StrEnum):
    """What the follow-up to the interviewer should carry."""

    THANK_ONLY = "thank_only"
    ADD_INFORMATION = "add_information"
    LIGHT_EXPLANATION = "light_explanation"
    BRIEF_APOLOGY = "brief_apology"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a text. It proposes: but for what acts at once, the candidate confirms it.

    `themes` and `flags` stand in the order of their classes. `missed_point` is word for word from the text,
    empty unless `mention` is `add_information`. `because` gives for each theme and flag the words it went by.
    `language` is 'en', or 'other' where a person should read the text: then only flags are looked for.
    """

    themes: tuple[Theme, ...] = ()
    noticed: Noticed = Noticed.NONE
    mention: Mention = Mention.THANK_ONLY
    flags: tuple[Flag, ...] = ()
    missed_point: str = ""
    because: Mapping[Theme | Flag, str] = field(default_factory=dict)
    language: str = "en"
