"""Trouble: what stood in the way of an effect, in the few kinds that a reader of the desk can act on."""

from enum import StrEnum

from integrations.errors import (
    AddressDeferred,
    AddressRefused,
    CredentialsRefused,
    IntegrationError,
    OutcomeUnknown,
    RateLimited,
    Refused,
)


class Trouble(StrEnum):
    """Why the other side did not take something; `effects.reason` holds its own words, for the operator."""

    ADDRESS_REFUSED = "address_refused"
    ADDRESS_DEFERRED = "address_deferred"
    CREDENTIALS_REFUSED = "credentials_refused"
    RATE_LIMITED = "rate_limited"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    AWAY = "away"


# A narrower error stands before the one that it is a kind of.
_OF_ERROR: tuple[tuple[type[IntegrationError], Trouble], ...] = (
    (AddressRefused, Trouble.ADDRESS_REFUSED),
    (AddressDeferred, Trouble.ADDRESS_DEFERRED),
    (CredentialsRefused, Trouble.CREDENTIALS_REFUSED),
    (RateLimited, Trouble.RATE_LIMITED),
    (OutcomeUnknown, Trouble.NO_ANSWER),
    (Refused, Trouble.REFUSED),
)


def trouble_of(error: IntegrationError) -> Trouble:
    """The kind of an error; `AWAY` for one that says only that the call failed."""
    return next((trouble for kind, trouble in _OF_ERROR if isinstance(error, kind)), Trouble.AWAY)
