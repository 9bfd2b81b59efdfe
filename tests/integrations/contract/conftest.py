"""Every adapter of the registry, each under the whole suite."""

import pytest

from tests.support.ats.harness import Harness
from tests.support.ats.odoo import OdooHarness
from tests.support.ats.standard import StandardHarness

HARNESSES: tuple[Harness, ...] = (StandardHarness(), OdooHarness())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `harness` meets every adapter; one that asks for `fixture` too, every fixture."""
    if {"harness", "fixture"} <= set(metafunc.fixturenames):
        cases = [
            pytest.param(harness, fixture, id=f"{harness.adapter.name}-{name}")
            for harness in HARNESSES
            for name, fixture in harness.fixtures().items()
        ]
        metafunc.parametrize(("harness", "fixture"), cases)
    elif "harness" in metafunc.fixturenames:
        metafunc.parametrize("harness", HARNESSES, ids=[harness.adapter.name for harness in HARNESSES])


@pytest.fixture
def harnesses() -> tuple[Harness, ...]:
    return HARNESSES
