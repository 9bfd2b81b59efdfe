"""The desk: whom to ring, and why."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from plugin.follow_up import NoteToPassOn
from plugin.reflection import Flag
from plugin.views import DeskGroup, DeskView, Ring
from tests.support.fake_product import DRAFT, MANAGER, SIX, FakeProduct, alarm, alarmed_desk, row


def groups(page: str) -> dict[str, list[str]]:
    """The candidates of each group, as the page lists them."""
    return {
        heading.strip(): re.findall(r"<h3><a [^>]*>([^<]+)</a></h3>", body)
        for heading, body in re.findall(r"<h2 id=[^>]*>([^<]+)<.*?</h2>(.*?)</section>", page, re.DOTALL)
    }


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize(
    ("ring", "finished", "group"),
    [
        (Ring.NOW, False, DeskGroup.NOW),
        (Ring.NOW, True, DeskGroup.NOW),
        (Ring.TODAY, False, DeskGroup.TODAY),
        (Ring.NO_NEED, False, DeskGroup.WAITING),
        (Ring.NO_NEED, True, DeskGroup.DONE),
    ],
)
def test_row_stands_where_it_is_worked(ring: Ring, finished: bool, group: DeskGroup) -> None:
    assert row(ring=ring, finished=finished).group is group


def test_view_keeps_the_order_within_each_group() -> None:
    rows = (row(3, ring=Ring.TODAY), row(1, ring=Ring.NOW), row(2, ring=Ring.TODAY))

    found = {group: [each.journey for each in members] for group, members in DeskView(rows).groups()}

    assert found == {
        DeskGroup.ALERT: [],
        DeskGroup.NOW: [1],
        DeskGroup.TODAY: [3, 2],
        DeskGroup.WAITING: [],
        DeskGroup.DONE: [],
    }


def test_desk_lists_whom_to_ring_first(desk_client: FlaskClient) -> None:
    assert groups(desk_client.get("/desk").text) == {
        "Ring now": ["Sam Okafor"],
        "Today": ["Alessandra Fitzgerald-Montgomery"],
        "Waiting": ["Tom Reid"],
        "Done": ["Ana Lopes"],
    }


def test_row_says_why_what_was_said_and_how_to_ring(desk_client: FlaskClient) -> None:
    page = desk_client.get("/desk").text

    first = text_of(page[page.index("Sam Okafor") : page.index("Alessandra")])
    for words in (
        "Care Home Manager at Bluebell Care",
        "Ended Thursday 4 June, 14:10",
        "Answered 15:32",
        "Asked for a call",
        "Still wants the job Yes",
        "Ring 07700 900123 , Sam Okafor",
    ):
        assert words in first
    assert 'href="tel:07700900123"' in page


def test_row_says_why_something_was_not_sent(desk_client: FlaskClient) -> None:
    assert "Survey: not sent, because they withdrew 14:05" in text_of(desk_client.get("/desk").text)


def test_nobody_to_ring_is_said(desk_client: FlaskClient, product: FakeProduct) -> None:
    product.rows = (row(),)

    page = desk_client.get("/desk").text

    assert groups(page) == {"Ring now": [], "Today": [], "Waiting": ["Sam Okafor"]}
    assert "Nobody needs a call this minute." in page


def test_empty_desk_helps(desk_client: FlaskClient, product: FakeProduct) -> None:
    product.rows = ()

    assert "No interviews yet" in desk_client.get("/desk").text


@pytest.mark.parametrize(("sees_everyone", "asked"), [(True, True), (False, False)])
def test_only_who_may_see_everyone_gets_them(
    desk_client: FlaskClient, product: FakeProduct, sees_everyone: bool, asked: bool
) -> None:
    product.person = replace(MANAGER, sees_everyone=sees_everyone)

    page = desk_client.get("/desk?show=everyone").text

    assert product.asked == [("desk", "Morag Shaw", asked)]
    assert ("Everyone’s" in page) is sees_everyone


def pressed(client: FlaskClient, page: str, action: str) -> TestResponse:
    """Open a page and press the button whose form leads to `action`."""
    found = re.search(
        rf'action="{re.escape(action)}">\s*<input type="hidden" name="csrf_token" value="([^"]+)"',
        client.get(page).text,
    )
    assert found, f"{page} has no form for {action}"
    return client.post(action, data={"csrf_token": found[1]})


def test_rung_row_is_done_and_says_who_rang_and_when(desk_client: FlaskClient) -> None:
    answer = pressed(desk_client, "/desk", "/desk/1/rung?from=mine")

    page = desk_client.get("/desk").text
    assert (answer.status_code, answer.location) == (303, "/desk")
    assert groups(page)["Ring now"] == []
    assert groups(page)["Done"] == ["Sam Okafor", "Ana Lopes"]
    assert "Priya Nair rang Thursday 4 June, 16:20" in text_of(page)


def test_undo_puts_a_rung_row_back(desk_client: FlaskClient) -> None:
    before = groups(desk_client.get("/desk").text)
    pressed(desk_client, "/desk", "/desk/1/rung?from=mine")

    pressed(desk_client, "/desk", "/desk/1/not-rung?from=mine")

    assert groups(desk_client.get("/desk").text) == before


@pytest.mark.parametrize(
    ("page", "where", "back"),
    [("/desk?show=everyone", "everyone", "/desk?show=everyone"), ("/desk/1", "journey", "/desk/1")],
)
def test_press_leads_back_to_where_the_button_stood(
    desk_client: FlaskClient, product: FakeProduct, page: str, where: str, back: str
) -> None:
    product.person = MANAGER

    assert pressed(desk_client, page, f"/desk/1/rung?from={where}").location == back


def test_only_rows_to_ring_have_the_button(desk_client: FlaskClient) -> None:
    page = desk_client.get("/desk").text

    assert re.findall(r'action="/desk/(\d)/rung', page) == ["1", "2"]


@pytest.mark.parametrize("action", ["/desk/1/rung", "/desk/1/not-rung", "/desk/1/have", "/desk/1/give-back"])
def test_nobody_marks_a_row_by_a_forged_press_or_unsigned(
    client: FlaskClient, desk_client: FlaskClient, product: FakeProduct, action: str
) -> None:
    """SE-04, SE-05."""
    forged = desk_client.post(action)
    product.sessions.clear()
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    assert found
    stranger = client.post(action, data={"csrf_token": found[1]})

    assert forged.status_code == 400
    assert (stranger.status_code, stranger.location) == (303, "/sign-in")
    assert product.asked == []


def test_journey_shows_its_history_in_order(desk_client: FlaskClient) -> None:
    page = text_of(desk_client.get("/desk/1").text)

    steps = ["The interview ended", "Survey sent to Sam", "Sam answered"]
    assert sorted(steps, key=page.index) == steps


def test_journey_of_another_is_not_there(desk_client: FlaskClient) -> None:
    """SE-07: 404, as for a journey that never was."""
    answer = desk_client.get("/desk/999")

    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.text


@pytest.mark.parametrize("path", ["/desk", "/desk/1", "/desk?show=everyone"])
def test_stranger_is_asked_to_sign_in(client: FlaskClient, product: FakeProduct, path: str) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert product.asked == []


def test_ended_session_opens_nothing(desk_client: FlaskClient, product: FakeProduct) -> None:
    """SE-05."""
    product.sessions.clear()

    assert desk_client.get("/desk").location == "/sign-in"


def test_names_from_the_ats_are_only_text(desk_client: FlaskClient, product: FakeProduct) -> None:
    """EM-16."""
    attack = "<img src=x onerror=alert(1)>"
    product.rows = (row(1, candidate=attack, job=attack, ring_reason=attack, said=((attack, attack),)),)

    pages = desk_client.get("/desk").text + desk_client.get("/desk/1").text

    assert "<img" not in pages


NOTE = NoteToPassOn(0, DRAFT, SIX, "Moira Kerr")
SAID_OTHERWISE = "Nothing was marked: Sam Okafor has changed the note since you opened it."


@pytest.mark.parametrize(
    ("note", "press"),
    [(NOTE, "sent-on"), (replace(NOTE, sent_on_at=SIX, sent_on_by="Priya Nair"), "not-sent-on")],
)
def test_press_says_about_which_words_it_is(
    desk_client: FlaskClient, product: FakeProduct, note: NoteToPassOn, press: str
) -> None:
    product.notes = (note,)
    asked_at, token = hidden(desk_client.get("/desk/1").text, press)

    product.notes = (replace(note, asked_at=SIX + timedelta(microseconds=1)),)
    form = {"csrf_token": token, "asked_at": asked_at}
    other = desk_client.post(f"/desk/1/notes/0/{press}", data=form)
    product.notes = (note,)
    same = desk_client.post(f"/desk/1/notes/0/{press}", data=form)
    unsaid = desk_client.post(f"/desk/1/notes/0/{press}", data={**form, "asked_at": "x"})

    assert other.location == unsaid.location == "/desk/1?changed=yes#notes"
    assert same.location == "/desk/1#notes"
    assert SAID_OTHERWISE in text_of(desk_client.get(other.location).text)
    assert SAID_OTHERWISE not in text_of(desk_client.get(same.location).text)


def hidden(page: str, press: str) -> tuple[str, str]:
    """When the words of a note were asked for, as the form of this press says, and its token."""
    form = re.search(rf'action="/desk/1/notes/0/{press}">(.*?)</form>', page, re.DOTALL)
    assert form
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[1]))
    return fields["asked_at"], fields["csrf_token"]


@pytest.mark.parametrize("mine", [True, False])
def test_note_is_to_be_held_while_the_manager_has_not_rung(
    desk_client: FlaskClient, product: FakeProduct, mine: bool
) -> None:
    alert = alarm(Flag.TREATMENT, mine=mine, for_manager=True, told=())
    product.rows, product.notes = (row(1, to_pass_on=True, alert=alert),), (NOTE,)

    page, listed = text_of(desk_client.get("/desk/1").text), text_of(desk_client.get("/desk").text)

    assert "Please hold it until a manager has spoken with Sam Okafor." in page
    assert ("A note, to be held for now" in listed, "A note to pass on" in listed) == (True, False)
    assert product.rows[0].group is (DeskGroup.ALERT if mine else DeskGroup.WAITING)


def test_note_that_was_sent_on_although_it_was_taken_back_is_not_to_be_held_any_more(
    desk_client: FlaskClient, product: FakeProduct
) -> None:
    product.notes = (replace(NOTE, taken_back_at=SIX, sent_on_at=SIX, sent_on_by="Priya Nair"),)

    page = text_of(desk_client.get("/desk/1").text)

    assert "Priya Nair sent it on" in page
    assert "please do not send it" not in page


@pytest.mark.parametrize("number", [str(2**63), "9" * 5000, "-1", "7.0"])
def test_a_number_that_no_journey_can_have_is_at_no_address(
    desk_client: FlaskClient, product: FakeProduct, number: str
) -> None:
    answer = desk_client.get(f"/desk/{number}")

    assert (answer.status_code, "There is nothing at this address" in answer.text) == (404, True)
    assert product.asked == []


def test_alerts_stand_first_with_their_clock_in_words(desk_client: FlaskClient, product: FakeProduct) -> None:
    product.rows = (row(5, ring=Ring.NOW), *alarmed_desk())

    page = desk_client.get("/desk").text

    assert next(iter(groups(page).items())) == ("Somebody needs you", ["Ana Lopes", "Tom Reid"])
    first, second = (text_of(page[page.index(name) :])[:700] for name in ("Ana Lopes", "Tom Reid"))
    assert "Ring by Thursday 4 June, 16:30 12 minutes left" in first
    assert "They may be in real difficulty: ring first, do not email" in first
    assert "Ring by Thursday 4 June, 16:30 overdue by 25 minutes" in second
    assert "2 candidates need a person; 12 minutes left for the first." in text_of(page)


@pytest.mark.parametrize(
    ("overdue", "clock", "words"),
    [
        (False, "3 hours left", "1 candidate needs a person; 3 hours left for the first."),
        (True, "overdue by 5 minutes", "1 candidate needs a person; the first is overdue by 5 minutes."),
    ],
)
def test_how_the_alerts_stand_is_announced(
    desk_client: FlaskClient, product: FakeProduct, overdue: bool, clock: str, words: str
) -> None:
    product.rows = (row(alert=alarm(clock=clock, overdue=overdue)),)

    status = re.search(r'role="status">([^<]*)<', desk_client.get("/desk").text)

    assert status is not None
    assert status[1] == words


def test_alert_is_taken_by_a_press_and_the_page_says_who_has_it(
    desk_client: FlaskClient, product: FakeProduct
) -> None:
    product.rows = alarmed_desk()

    answer = pressed(desk_client, "/desk", "/desk/1/have")

    page = text_of(desk_client.get("/desk/1").text)
    assert (answer.status_code, answer.location) == (303, "/desk/1")
    assert "Priya Nair has had this since Thursday 4 June, 16:30" in page
    assert "Ring now, from somewhere quiet." in page
    assert "Samaritans : 116 123" in page


def test_alert_is_given_back_by_a_press(desk_client: FlaskClient, product: FakeProduct) -> None:
    product.rows = alarmed_desk()

    pressed(desk_client, "/desk/3", "/desk/3/give-back")

    assert product.rows[2].alert == alarm()


def test_what_is_for_the_manager_has_no_button_for_another(
    desk_client: FlaskClient, product: FakeProduct
) -> None:
    product.rows = alarmed_desk()

    page = desk_client.get("/desk").text

    assert "Speak to a manager before you contact them or the client" in page
    assert "/desk/4/have" not in page
    assert "tel:" not in page[page.index("Ewan Gray") :]
    assert groups(page)["Waiting"] == ["Ewan Gray"]
