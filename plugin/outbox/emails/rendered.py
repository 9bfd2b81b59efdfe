"""What composing an email takes and gives: its links, and its subject and two bodies."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Links:
    """Where a candidate's email leads, all on the survey host. An empty one is left out.

    `later` is where a candidate puts the survey off or asks for the advice alone; `stop` is a page by GET and
    the one-click unsubscribe by POST (RFC 8058); `composer` is where the draft is changed or passed on;
    `call` is where a call is asked for; `privacy` says how answers are used (PR-11).
    """

    survey: str = ""
    later: str = ""
    stop: str = ""
    composer: str = ""
    call: str = ""
    privacy: str = ""


@dataclass(frozen=True, slots=True)
class HelpLine:
    """Somebody to call, as an email shows them: `note` says when to, `hours` when they answer."""

    name: str
    contact: str
    hours: str = ""
    note: str = ""

    @property
    def dial(self) -> str:
        """The number for a phone to dial; empty where the contact is more than one number."""
        number = self.contact.replace(" ", "")
        return number if number.isdigit() else ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One email's subject and its two bodies, which say the same."""

    subject: str
    text: str
    html: str
