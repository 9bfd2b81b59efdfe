"""The manager's report: figures drawn and in a table, and silence about a few."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from tests.support.fake_product import MANAGER, FakeProduct
from tests.web.test_accessibility import too_few
from tests.web.test_desk import text_of


@pytest.fixture
def manager(desk_client: FlaskClient, product: FakeProduct) -> FlaskClient:
    """A browser whose manager is signed in."""
    product.person = MANAGER
    return desk_client


def test_both_groups_stand_in_a_table_with_their_range_and_what_is_missing(manager: FlaskClient) -> None:
    page = text_of(manager.get("/desk/report").text)

    assert "Coached 412 165 40.0 % (35.4 to 44.9) 6148 of 6560" in page
    assert "Held out 71 25 35.2 % (25.1 to 46.8) 1087 of 1158" in page
    assert "Difference: +4.8 in a hundred (95 % interval -7.7 to +15.9)." in page
    assert "Not enough yet to say whether coaching helps." in page


def test_the_drawing_says_the_same_as_the_table(manager: FlaskClient) -> None:
    page = manager.get("/desk/report").text

    assert '<circle class="dot" cx="128.0" cy="40"' in page
    assert '<line class="whisker" x1="80.3" x2="149.8" y1="90" y2="90">' in page


def test_nothing_is_drawn_of_a_few(manager: FlaskClient, product: FakeProduct) -> None:
    product.reported = too_few()

    page = manager.get("/desk/report").text

    assert "<svg" not in page
    assert text_of(page).count("Too few to be shown") == 2


def test_branches_are_listed_and_small_ones_hidden(manager: FlaskClient) -> None:
    page = text_of(manager.get("/desk/report").text)

    assert "Leith 520 290 55.8 % (51.5 to 60.0) 241 Paisley Too few people to be shown" in page


def test_an_agency_that_compares_nobody_is_told_how(manager: FlaskClient, product: FakeProduct) -> None:
    product.reported = replace(product.reported, trial=None, branches=())

    page = text_of(manager.get("/desk/report").text)

    assert "Nothing is being compared." in page
    assert "Nobody has been asked yet." in page


def test_the_report_is_linked_for_managers_and_not_there_for_others(
    desk_client: FlaskClient, product: FakeProduct
) -> None:
    product.person = replace(MANAGER, sees_everyone=False)

    assert "/desk/report" not in desk_client.get("/desk").text
    assert desk_client.get("/desk/report").status_code == 404


def test_a_stranger_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/desk/report").location == "/sign-in"
