"""What can go wrong between us and another system: one tree, told apart by what to do next.

Every error carries a sentence that a person can act on. None carries a credential or a candidate's words.
"""


class IntegrationError(Exception):
    """Something between us and another system went wrong.

    `widespread` says that the other side itself is in trouble, or we with it, rather than this one record or
    message: then it is left alone for a while.
    """

    widespread = False


class SignatureInvalid(IntegrationError):
    """A delivery is forged, broken, too old or unsigned. Answered alike whatever the reason (WH-06)."""


class Unreadable(IntegrationError):
    """A genuine delivery that cannot be understood. It is kept with this reason, shown and replayable."""


class CallFailed(IntegrationError):
    """A call was answered with an error, or never left. **It did not take effect**, so it may be repeated.

    `retry_after` is in seconds, where the other side said how long to wait.
    """

    widespread = True

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class RateLimited(CallFailed):
    """The other side asked us to slow down (429, or its own words for it)."""


class AddressDeferred(CallFailed):
    """The mail server puts this one recipient off (greylisting, a full mailbox): it may take it later."""

    widespread = False


class Refused(IntegrationError):
    """The other side refused for good: repeating the same call cannot help (4xx, SMTP 5xx)."""


class AddressRefused(Refused):
    """The mail server refused this one recipient for good."""


class CredentialsRefused(Refused):
    """The account's key or password is wrong or has lost its rights: the connection needs a person."""

    widespread = True


class OutcomeUnknown(IntegrationError):
    """The call left, and no answer came: it may or may not have taken effect. Ask before doing it again."""

    widespread = True
