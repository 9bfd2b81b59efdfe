"""A brand is whole before anything is sent in its name (PR-11)."""

from dataclasses import replace

import pytest

from tests.support.emails import BRAND


@pytest.mark.parametrize("field", ["name", "postal_address"])
def test_a_brand_lacks_nothing_that_the_law_wants_shown(field: str) -> None:
    with pytest.raises(ValueError, match="postal address"):
        replace(BRAND, **{field: ""})


@pytest.mark.parametrize("url", ["http://survey.example.com", "javascript:alert(1)", "//survey.example.com"])
def test_a_brands_logo_is_https(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        replace(BRAND, logo_url=url)
