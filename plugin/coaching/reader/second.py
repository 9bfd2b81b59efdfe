"""A second opinion beside our own reading: it may add, and it never takes a flag away. Pure."""

from collections.abc import Sequence
from typing import Protocol

from plugin.coaching.reader.decide import OUTCOMES, Outcome, settle_flags
from plugin.reading import Mention, Reading
from plugin.reflection import Flag, Noticed, Theme


class Opinion(Protocol):
    """What another reader made of the same text, by the keys of the labels."""

    @property
    def themes(self) -> Sequence[str]:
        """Keys of themes."""

    @property
    def noticed(self) -> str:
        """A key of noticed."""

    @property
    def mention(self) -> str:
        """A key of mention."""

    @property
    def flags(self) -> Sequence[str]:
        """Keys of flags."""

    @property
    def missed_point(self) -> str:
        """Word for word from the text, or empty."""


def join(own: Reading, other: Opinion, text: str) -> Reading:
    """The other's themes and outcome if they keep to the guide and the text, else our own; all flags of both.

    A missed point that does not stand in the text word for word is made up, and so the opinion is not used.
    """
    flags = settle_flags(frozenset(own.flags) | frozenset(map(Flag, other.flags)))
    ordered = tuple(flag for flag in Flag if flag in flags)
    if not _keeps_to_the_guide(other, flags, text):
        return _with_flags(own, ordered)
    themes = tuple(theme for theme in Theme if theme in other.themes)
    return Reading(
        themes=themes,
        noticed=Noticed(other.noticed),
        mention=Mention(other.mention),
        flags=ordered,
        missed_point=other.missed_point,
        because={label: words for label, words in own.because.items() if label in (*themes, *ordered)},
        language=own.language,
    )


def _with_flags(own: Reading, flags: tuple[Flag, ...]) -> Reading:
    stays = Flag.WITHDRAWING not in flags or own.mention in (Mention.THANK_ONLY, Mention.BRIEF_APOLOGY)
    return Reading(
        themes=own.themes,
        noticed=own.noticed,
        mention=own.mention if stays else Mention.THANK_ONLY,
        flags=flags,
        missed_point=own.missed_point if stays else "",
        because={label: words for label, words in own.because.items() if label in (*own.themes, *flags)},
        language=own.language,
    )


def _keeps_to_the_guide(other: Opinion, flags: frozenset[Flag], text: str) -> bool:
    mention = Mention(other.mention)
    if Flag.WITHDRAWING in flags and mention not in (Mention.THANK_ONLY, Mention.BRIEF_APOLOGY):
        return False
    if (mention is Mention.ADD_INFORMATION) != bool(other.missed_point) or other.missed_point not in text:
        return False
    return Outcome(Noticed(other.noticed), mention) in OUTCOMES
