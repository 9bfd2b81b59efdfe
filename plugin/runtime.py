"""What a process runs with: built once from the settings, handed to every step of the flow."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from config.content import Helpline, Library, Questions, load_helplines, load_library
from config.guidance import Guidance, load_guidance
from config.languages import LANGUAGES
from config.settings import Settings
from integrations.ats.contract import Adapter
from integrations.mail.contract import Transport
from integrations.mail.smtp import SmtpTransport
from integrations.registry import adapter
from plugin.assisted import language_model, read_words
from plugin.clock import Clock, system_clock
from plugin.db import Database
from plugin.keys import Keys
from plugin.reading import Reading
from plugin.surveys.questions import reflection_questions
from plugin.wakeup import Wakeup

Read = Callable[[str, str, Iterable[str]], Reading]
"""What a text says of an interview for a job ('' if unknown). The names are those that stay with us."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """Everything that the flow reaches for: the database, the clock, the mail server, the ATSs, the words.

    Libraries, questions and help lines are by language, the last by country too; guidance for alerts is by
    flag; `read` reads what candidates type, `read_here` does so on this machine alone.
    """

    settings: Settings
    db: Database
    keys: Keys
    wakeup: Wakeup
    mail: Transport
    libraries: Mapping[str, Library]
    questions: Mapping[str, Questions]
    helplines: Mapping[str, Mapping[str, tuple[Helpline, ...]]]
    guidance: Mapping[str, Guidance] = field(default_factory=load_guidance)
    clock: Clock = system_clock
    adapter: Callable[[str], Adapter] = field(default=adapter)
    read: Read = read_words
    read_here: Read = read_words

    @classmethod
    def from_settings(cls, settings: Settings, wakeup: Wakeup) -> "Runtime":
        """The runtime of a real process."""
        return cls(
            settings=settings,
            db=Database(settings.database_url),
            keys=Keys(settings.secret_keys),
            wakeup=wakeup,
            mail=SmtpTransport(settings.mail_url, only_domains=settings.mail_only_domains),
            libraries={language: load_library(language) for language in LANGUAGES},
            questions={language: reflection_questions(language) for language in LANGUAGES},
            helplines={language: load_helplines(language) for language in LANGUAGES},
            read=partial(read_words, model=language_model(settings)),
        )

    def now(self) -> datetime:
        """The present moment in UTC."""
        return self.clock()

    def close(self) -> None:
        """Let go of every connection."""
        self.mail.close()
        self.db.close()
