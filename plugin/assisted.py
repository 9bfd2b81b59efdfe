"""Reading a candidate's words, with a second opinion where the deployment has set one up."""

from collections.abc import Iterable
from functools import cache
from typing import Protocol

import structlog

from config.reading import HOME
from config.settings import Settings
from integrations.http import Session
from integrations.llm import SECONDS, Labels, LanguageModel, Opinion
from plugin.coaching.reader import read
from plugin.coaching.reader.second import join
from plugin.reading import Mention, Reading
from plugin.reflection import Flag, Noticed, Theme

log = structlog.get_logger()
LABELS = Labels(tuple(Theme), tuple(Noticed), tuple(Mention), tuple(Flag))


class SecondReader(Protocol):
    """Whoever gives a second opinion."""

    def read(self, text: str, names: Iterable[str] = ()) -> Opinion:
        """What it makes of a text; raises an `IntegrationError` whatever goes wrong."""


@cache
def language_model(settings: Settings) -> LanguageModel | None:
    """The model that `settings` name; None where they name none."""
    if not settings.llm_url:
        return None
    session = Session(settings.allow_private_networks, SECONDS)
    guide = (HOME / "guide.txt").read_text(encoding="utf-8")
    return LanguageModel(session, settings.llm_url, settings.llm_key, settings.llm_model, LABELS, guide)


def read_words(
    text: str, job: str = "", names: Iterable[str] = (), model: SecondReader | None = None
) -> Reading:
    """What the text says. The model, if there is one, never sees `names` and never lowers a flag.

    It calls the network: not inside a transaction. Whatever goes wrong there, our own reading stands.
    """
    own = read(text, job or None)
    if model is None or not text.strip():
        return own
    try:
        return join(own, model.read(text, names), text)
    except Exception as error:
        # A mistake of ours there must not cost a flag that has been raised.
        log.warning("no second opinion", reason=type(error).__name__)
        return own
