"""What a page loads besides itself."""

import re

import pytest
from flask.testing import FlaskClient

from tests.support.fake_product import TOKEN

FOR_EVER = "public, max-age=31536000, immutable"


def test_page_and_all_it_loads_fit_a_bad_connection(client: FlaskClient) -> None:
    """AC-11: at most 100 kB, and nothing from another host."""
    page = client.get(f"/r/{TOKEN}").text
    loaded = re.findall(r'<(?:link|script)[^>]* (?:href|src)="([^"]+)"', page)

    sizes = [len(page.encode()), *(len(client.get(path).data) for path in loaded)]

    assert len(loaded) == 4
    assert all(path.startswith("/assets/") for path in loaded)
    assert sum(sizes) <= 60_000


def test_loaded_files_may_be_kept(client: FlaskClient) -> None:
    for path in ("/assets/page.css", "/assets/icon.svg", "/assets/keep.js", "/assets/brand/7a2e4d.css"):
        answer = client.get(path)

        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, FOR_EVER)


@pytest.mark.parametrize(
    "name", ["brand/red.css", "brand/7a2e4.css", "brand/7A2E4D.css", "pages.py", "../pages.py"]
)
def test_what_is_no_asset_is_not_there(client: FlaskClient, name: str) -> None:
    assert client.get(f"/assets/{name}").status_code == 404
