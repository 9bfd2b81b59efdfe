"""What can go wrong inside the product, told apart by who must act."""


class AfterviewError(Exception):
    """The base of what the product itself raises; each message says what happened and what to do."""


class LinkGone(AfterviewError):
    """A link from an email that does not, or no longer, open anything."""


class NotFound(AfterviewError):
    """There is no such thing for whoever asks; what belongs to another agency is answered alike."""


class NotPossible(AfterviewError):
    """What an operator asked for cannot be done as things stand; nothing has been changed."""
