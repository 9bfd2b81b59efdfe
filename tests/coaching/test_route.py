"""The route of a note: what is said of the client, then of the country, then of the branch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.coaching.draft import write_drafts
from plugin.coaching.plan import make_plan
from plugin.coaching.route import route_of
from plugin.reflection import Reflection, Route
from tests.support.library import ENGLISH
from tests.support.reflections import a_meeting, reflections

RULES = {
    "default": "copy",
    "clients": {"Acme Foods": "through", "Brown & Sons": "none"},
    "countries": {"US": "direct"},
}


@pytest.mark.parametrize(
    ("client", "country", "route"),
    [
        ("Acme Foods", "US", Route.THROUGH),
        ("  acme   FOODS ", "", Route.THROUGH),
        ("Brown & Sons", "", Route.NONE),
        ("Somebody else", "us", Route.DIRECT),
        ("Somebody else", "GB", Route.COPY),
        ("", "", Route.COPY),
    ],
)
def test_the_client_comes_before_the_country_and_the_country_before_the_branch(
    client: str, country: str, route: Route
) -> None:
    assert route_of(RULES, client, country) is route


def test_a_branch_that_says_nothing_lets_the_note_go() -> None:
    assert route_of({}, "Acme Foods", "GB") is Route.DIRECT


@pytest.mark.parametrize("rules", [{"default": "by pigeon"}, {"clients": {"acme": 7}}, {"default": []}])
def test_a_rule_that_cannot_be_read_lets_nothing_past_the_consultant(rules: dict[str, object]) -> None:
    assert route_of(rules, "Acme", "") is Route.THROUGH


def test_an_empty_name_is_nobodys() -> None:
    assert route_of({"clients": {"": "none"}, "countries": {"": "none"}}, " ", "") is Route.DIRECT


@given(
    st.dictionaries(st.sampled_from(["default", "clients", "countries"]), st.text() | st.integers()),
    st.text(),
    st.text(),
)
def test_any_rule_gives_a_route(rules: dict[str, object], client: str, country: str) -> None:
    assert route_of(rules, client, country) in set(Route)


@pytest.mark.parametrize(
    ("route", "said"),
    [
        (Route.DIRECT, []),
        (Route.COPY, ["route.copy"]),
        (Route.THROUGH, ["route.through"]),
        (Route.NONE, ["reason.consultant_first.route", "follow_up.held.route"]),
    ],
)
def test_the_candidate_is_told_how_the_note_may_go(route: Route, said: list[str]) -> None:
    plan = make_plan(Reflection(), a_meeting(), ENGLISH, "journey-1", route=route)

    ids = [passage.id for passage in plan.passages]
    assert [name for name in ids if name.startswith("route.") or name.endswith(".route")] == said


@given(reflections())
def test_where_no_contact_is_wanted_nothing_is_drafted(reflection: Reflection) -> None:
    """9.18."""
    assert write_drafts(reflection, a_meeting(), ENGLISH, "s", route=Route.NONE) == ()
