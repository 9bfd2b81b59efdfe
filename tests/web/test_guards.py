"""Guards: every route has one, and `signed_in` holds."""

from flask import Flask

from plugin.web.guards import Guard, GuardKind, guard_of, public, signed_in, signed_link
from tests.support.fake_product import CONSULTANT


def test_marks_say_what_guards_a_view() -> None:
    assert guard_of(public("says what this is")(lambda: "")) == Guard(GuardKind.PUBLIC, "says what this is")
    assert guard_of(signed_link(lambda: "")) == Guard(GuardKind.SIGNED_LINK)
    assert guard_of(signed_in(lambda _: None)(lambda person: "")) == Guard(GuardKind.SIGNED_IN)
    assert guard_of(lambda: "") is None


def test_every_page_is_marked(app: Flask) -> None:
    unmarked = [name for name, view in app.view_functions.items() if guard_of(view) is None]

    assert unmarked == []


def test_signed_in_hands_the_view_its_person(app: Flask) -> None:
    view = signed_in(lambda session: CONSULTANT if session == "session-1" else None)(
        lambda person: person.name
    )
    app.add_url_rule("/me", view_func=view, endpoint="me")
    client = app.test_client()

    before = client.get("/me")
    with client.session_transaction() as session:
        session["desk"] = "session-1"
    after = client.get("/me")

    assert (before.status_code, before.location) == (303, "/sign-in")
    assert after.text == "Priya Nair"


def test_link_wanted_by_a_stranger_never_leads_elsewhere(app: Flask) -> None:
    client = app.test_client()

    client.get("/desk?next=https://evil.example//evil.example")

    with client.session_transaction() as session:
        assert session["wanted"].startswith("/desk?")
