"""How a branch looks and speaks in an email: the value that the steps share."""

from dataclasses import dataclass

from integrations.mail.contract import Mailbox
from plugin.colour import Colour

_COLOUR = Colour("#1f6f64")


@dataclass(frozen=True, slots=True)
class Brand:
    """What a candidate sees of a branch.

    `sender` has the branch's own name and domain (EM-02, EM-11). `reply_to` is read by a person; a
    consultant's own address goes before it (EM-12). `logo_url` is on the survey host, as every link is
    (EM-10); an empty one shows the name in words.
    """

    name: str
    sender: Mailbox
    reply_to: Mailbox
    postal_address: str
    colour: Colour = _COLOUR
    footer: tuple[str, ...] = ()
    logo_url: str = ""

    def __post_init__(self) -> None:
        if self.logo_url and not self.logo_url.startswith(
            ("https://", "http://127.0.0.1", "http://localhost")
        ):
            raise ValueError(f"a brand's links are https, and this one is not: {self.logo_url!r}")
        if not (self.name and self.postal_address):
            raise ValueError("a brand has a name and a postal address (PR-11)")
