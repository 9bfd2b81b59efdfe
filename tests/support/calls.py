"""Calls that are meant to fail."""

from collections.abc import Callable
from typing import Any

import pytest

from integrations.errors import IntegrationError


def failure(call: Callable[..., object], *args: Any, **kwargs: Any) -> IntegrationError:
    """The error that a call ends in."""
    with pytest.raises(IntegrationError) as caught:
        call(*args, **kwargs)
    return caught.value
