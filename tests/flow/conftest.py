"""A whole product on each database, with an ATS and a mail server in our hands."""

from collections.abc import Iterator

import pytest

from tests.support.ats.in_hand import AtsInHand
from tests.support.world import World, build_world


@pytest.fixture
def ats() -> AtsInHand:
    """The ATS that the world's agency uses."""
    return AtsInHand()


@pytest.fixture
def world(database_url: str, ats: AtsInHand) -> Iterator[World]:
    """Northgate's branch in Paisley is live, on a Tuesday at ten."""
    built = build_world(database_url, adapters=lambda _: ats)
    yield built
    built.runtime.close()
