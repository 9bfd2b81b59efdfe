"""The adapters that Afterview knows."""

from integrations.ats.contract import Adapter
from integrations.ats.odoo import Odoo
from integrations.ats.standard import Standard


class UnknownAdapter(LookupError):
    """A connection names an adapter that is not installed."""


ADAPTERS: tuple[Adapter, ...] = (
    Standard(),
    Odoo(),
)


def adapter(name: str) -> Adapter:
    """The adapter of this name. Raises `UnknownAdapter`, which lists the known ones."""
    for known in ADAPTERS:
        if known.name == name:
            return known
    names = ", ".join(sorted(known.name for known in ADAPTERS))
    raise UnknownAdapter(f"There is no adapter called {name!r}. The known ones are: {names}.")
