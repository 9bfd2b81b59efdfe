"""`/r/<token>/follow-up`: the page, its marks, and the ways out that the agency's rule allows."""

import html
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from config.content import Questions
from plugin.follow_up import LONGEST_BODY, PassedOn, Version, Words
from plugin.reflection import Route
from plugin.views import ComposerState
from plugin.web.throttle import FOLLOW_UP_LOOKS, FOLLOW_UPS
from tests.support.fake_product import DRAFT, SIX, TOKEN, FakeProduct, composer
from tests.support.pages import errors_of, pages_of, text_of

ADDRESS = f"/r/{TOKEN}/follow-up"
SORRY = "Dear Moira,\n\nI am so sorry that I messed up. I am thrilled.\n\nSam"
FORM = {"subject": DRAFT.subject, "body": DRAFT.body, "to": "0"}
PRESSES = ["", "/marks", "/save", "/mail", "/pass-on", "/take-back"]


def previews(page: str) -> list[str]:
    """The text of the preview's subject and body, as a reader gets it."""
    found = re.findall(
        r'<(?:p|div) class="preview-(?:subject|body)" lang="en" dir="auto">(.*?)</(?:p|div)>', page, re.DOTALL
    )
    return [html.unescape(re.sub(r"</?mark[^>]*>", "", part)) for part in found]


def typed_in(page: str) -> str:
    """What stands in the text box."""
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert found
    return html.unescape(found[1])


def uses(page: str) -> list[tuple[str, str]]:
    """(value, words) of every press that mends a finding."""
    found = re.findall(r'<button[^>]*name="use" value="([^"]*)">(.*?)<span', page, re.DOTALL)
    return [(html.unescape(value), html.unescape(words)) for value, words in found]


def test_composer_opens_with_the_draft_and_how_many_words_it_has(client: FlaskClient) -> None:
    page = client.get(ADDRESS).text

    assert typed_in(page) == DRAFT.body
    assert f'value="{DRAFT.subject}"' in page
    assert "16 of 120 words" in page
    assert "Nothing stands out." in page
    assert "<mark" not in page


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_opening_records_nothing(client: FlaskClient, product: FakeProduct, method: str) -> None:
    """EM-08, SE-04."""
    for path in (ADDRESS, f"{ADDRESS}?to=1", f"{ADDRESS}?saved=yes"):
        client.open(path, method=method)

    assert product.asked == []


def test_checking_marks_the_words_in_place_and_says_what_would_be_calmer(
    client: FlaskClient, product: FakeProduct
) -> None:
    page = client.post(ADDRESS, data={**FORM, "body": SORRY}).text

    assert re.findall(r"<mark[^>]*>(.*?)</mark>", page) == ["sorry", "I messed", "thrilled"]
    assert previews(page) == [DRAFT.subject, SORRY]
    assert typed_in(page) == SORRY
    assert [words for _, words in uses(page)] == ["Leave this sentence out", "Use ‘glad’ instead"]
    assert product.asked == []


def test_every_mark_is_described_by_its_line_in_the_list(client: FlaskClient) -> None:
    page = client.post(ADDRESS, data={**FORM, "body": SORRY}).text

    described = re.findall(r'<mark [^>]*aria-describedby="([^"]+)"', page)
    assert described == ["mark-1", "mark-2", "mark-3"]
    assert all(page.count(f'id="{line}"') == 1 for line in described)


def test_one_press_puts_the_calmer_words_there(client: FlaskClient, product: FakeProduct) -> None:
    page = client.post(ADDRESS, data={**FORM, "body": SORRY}).text
    use = {words: value for value, words in uses(page)}["Use ‘glad’ instead"]

    page = client.post(ADDRESS, data={**FORM, "body": SORRY, "use": use}).text

    assert typed_in(page) == SORRY.replace("thrilled", "glad")
    assert product.asked == []


@given(
    body=st.text(
        alphabet=st.one_of(
            st.sampled_from("<>&\"'{}%sory \n"), st.characters(codec="utf-8", exclude_characters="\r")
        )
    ),
    subject=st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Zs"])),
)
@settings(max_examples=60)
def test_whatever_is_typed_comes_back_as_it_was_typed(questions: Questions, body: str, subject: str) -> None:
    """Nothing breaks out of the page: no injection, in the box or in the preview."""
    body = f"{body} sorry"

    client = pages_of(FakeProduct(), questions).test_client()
    data = {"subject": subject, "body": body.replace("\n", "\r\n"), "to": "0"}

    page = client.post(ADDRESS, data=data).text

    assert typed_in(page) == body
    assert previews(page)[-1] == body
    assert page.count("<script") == 2


def test_live_marks_are_the_page_s_own(client: FlaskClient, product: FakeProduct) -> None:
    data = {**FORM, "body": SORRY}

    page, live = client.post(ADDRESS, data=data).text, client.post(f"{ADDRESS}/marks", data=data).json

    assert live is not None
    assert " ".join(live["html"].split()) in " ".join(page.split())
    assert (live["body"], live["some"], live["private"], live["heavy"]) == (SORRY, True, False, False)
    assert product.asked == []


def test_live_press_gives_the_changed_words(client: FlaskClient) -> None:
    data = {**FORM, "body": "I am thrilled.", "use": "body:over_praise:5:13"}

    live = client.post(f"{ADDRESS}/marks", data=data).json

    assert live is not None
    assert (live["body"], live["some"]) == ("I am glad.", False)


def test_saving_keeps_the_words_and_says_so(client: FlaskClient, product: FakeProduct) -> None:
    answer = client.post(f"{ADDRESS}/save", data={**FORM, "body": "Dear Moira,\r\n\r\nthank you"})

    assert (answer.status_code, answer.location) == (303, f"{ADDRESS}?saved=yes")
    assert product.asked == [("save", 0, Words(DRAFT.subject, "Dear Moira,\n\nthank you"))]
    page = client.get(answer.location).text
    assert "Only you can see it" in page
    assert "data-kept=" in page


def test_mail_program_gets_the_words_as_they_were_typed(client: FlaskClient, product: FakeProduct) -> None:
    page = client.post(f"{ADDRESS}/mail", data={**FORM, "body": "Dear Moira,\n\n1 + 1 & more?"}).text

    assert mailto_of(page) == {"subject": [DRAFT.subject], "body": ["Dear Moira,\r\n\r\n1 + 1 & more?"]}
    assert product.asked == []


def test_by_the_copy_route_the_consultant_stands_in_the_copy_line(
    client: FlaskClient, product: FakeProduct
) -> None:
    product.sheet = composer(route=Route.COPY)

    page = client.post(f"{ADDRESS}/mail", data=FORM).text

    assert mailto_of(page)["cc"] == ["priya@harbour.example"]
    assert "Harbour People asks you to copy Priya Nair in." in text_of(page)


def mailto_of(page: str) -> dict[str, list[str]]:
    found = re.search(r'href="(mailto:\?[^"]*)"[^>]*>Open in my mail program', page)
    assert found
    return parse_qs(urlsplit(html.unescape(found[1])).query.replace("+", "%2B"), strict_parsing=True)


def test_by_the_through_route_only_the_consultant_sends_it(client: FlaskClient, product: FakeProduct) -> None:
    product.sheet = composer(route=Route.THROUGH)

    page = client.get(ADDRESS).text

    assert "Pass this on for me" in page
    assert [way for way in ("Send it yourself", 'id="mail"', 'id="copy"') if way in page] == []
    answer = client.post(f"{ADDRESS}/mail", data=FORM)
    assert (answer.status_code, "mailto:?" in answer.text) == (409, False)


def test_passing_on_needs_a_tick_that_nothing_ticks_by_itself(
    client: FlaskClient, product: FakeProduct
) -> None:
    """EM-08: a scanner that presses every button gives nothing away."""
    page = client.get(ADDRESS).text

    answer = client.post(f"{ADDRESS}/pass-on", data=FORM)

    assert re.findall(r'<input type="checkbox"[^>]* checked', page) == []
    assert answer.status_code == 422
    assert errors_of(answer.text) == [("permission", "Tick that you want exactly these words passed on")]
    assert 'id="permission"' in answer.text
    assert product.asked == []


def test_with_the_tick_exactly_these_words_are_given(client: FlaskClient, product: FakeProduct) -> None:
    answer = client.post(f"{ADDRESS}/pass-on", data={**FORM, "permission": "yes"})

    assert (answer.status_code, answer.location) == (303, ADDRESS)
    assert product.asked == [("pass on", 0, DRAFT)]
    assert "Priya Nair has your words" in text_of(client.get(ADDRESS).text)


def test_marked_words_are_not_held_back(client: FlaskClient, product: FakeProduct) -> None:
    """The candidate decides: a mark is a suggestion."""
    client.post(f"{ADDRESS}/pass-on", data={**FORM, "body": SORRY, "permission": "yes"})

    assert product.asked == [("pass on", 0, Words(DRAFT.subject, SORRY))]


def test_private_words_are_passed_on_by_a_tick_of_their_own(
    client: FlaskClient, product: FakeProduct
) -> None:
    data = {**FORM, "body": "My mum was ill.", "permission": "yes"}

    asked = client.post(f"{ADDRESS}/pass-on", data=data)
    before = list(product.asked)
    client.post(f"{ADDRESS}/pass-on", data={**data, "private": "yes"})

    assert errors_of(asked.text) == [("private", "Tick that the private part may go too, or take it out")]
    assert 'id="private-tick" hidden' not in asked.text
    assert 'id="permission" checked' in asked.text
    assert before == []
    assert product.asked == [("pass on", 0, Words(DRAFT.subject, "My mum was ill."))]


def test_tick_for_private_words_is_hidden_while_there_are_none(client: FlaskClient) -> None:
    assert 'id="private-tick" hidden' in client.get(ADDRESS).text


def test_despair_brings_the_help_lines_beside_the_words(client: FlaskClient) -> None:
    page = client.post(ADDRESS, data={**FORM, "body": "I am worthless."}).text

    assert '<div id="heavy">' in page
    assert page.count("Samaritans") == 1


def test_given_words_can_be_taken_back_until_they_were_sent_on(
    client: FlaskClient, product: FakeProduct
) -> None:
    given = Version(0, DRAFT, passed_on=PassedOn(SIX))
    product.sheet = composer(versions=(given,))
    waiting = client.get(ADDRESS).text

    answer = client.post(f"{ADDRESS}/take-back", data={"to": "0"})

    product.sheet = composer(versions=(replace(given, passed_on=PassedOn(SIX, SIX, "Priya Nair")),))
    sent = client.get(ADDRESS).text
    assert ("Take it back" in waiting, "Take it back" in sent) == (True, False)
    assert (answer.status_code, product.asked) == (303, [("take back", 0)])
    assert "Priya Nair sent it on for you: Thursday 4 June, 18:00." in text_of(sent)


WENT = Version(0, DRAFT, "Moira Kerr", went_anyway=PassedOn(SIX, SIX, "Priya Nair"))
IT_WENT = "it was sent on all the same. Priya Nair told us so: Thursday 4 June, 18:00."


def test_note_that_went_although_it_was_taken_back_is_told_and_can_be_followed_by_another(
    client: FlaskClient, product: FakeProduct
) -> None:
    product.sheet = composer(versions=(WENT,))

    page = client.get(ADDRESS).text

    assert IT_WENT in text_of(page)
    assert typed_in(page) == DRAFT.body


@pytest.mark.parametrize("state", [ComposerState.CLOSED, ComposerState.HELD, ComposerState.CRISIS])
def test_where_nothing_can_be_written_any_more_it_is_told_too(
    client: FlaskClient, product: FakeProduct, state: ComposerState
) -> None:
    other = Version(1, DRAFT, "Iain Bell", passed_on=PassedOn(SIX))
    product.sheet = composer(state, versions=(WENT, other))

    first, second = client.get(ADDRESS).text, client.get(f"{ADDRESS}?to=1").text

    assert IT_WENT in text_of(first)
    assert "<form" not in first
    assert re.findall(r'href="[^"]*\?to=(\d)"', first) == ["0", "1"]
    assert "Take it back" in second


def test_tick_names_whoever_may_pass_the_words_on(client: FlaskClient) -> None:
    """Another consultant may look after the candidate before the words go."""
    page = text_of(client.get(ADDRESS).text)

    assert "Yes, Priya Nair, or whoever looks after you at Harbour People by then, may pass on" in page


def test_page_that_an_application_s_end_has_closed_says_only_that(
    client: FlaskClient, product: FakeProduct
) -> None:
    product.sheet = composer(ComposerState.CLOSED)

    page = text_of(client.get(ADDRESS).text)

    assert (
        "This page takes no more notes. There is nothing you need to do. If you would like to talk the "
        "interview over, Priya Nair is there for you. To talk to Priya Nair"
    ) in page


@pytest.mark.parametrize("body", ["", " \n "])
@pytest.mark.parametrize("press", ["/save", "/mail", "/pass-on"])
def test_nothing_written_is_explained(
    client: FlaskClient, product: FakeProduct, press: str, body: str
) -> None:
    answer = client.post(f"{ADDRESS}{press}", data={**FORM, "body": body, "permission": "yes"})

    assert answer.status_code == 422
    assert errors_of(answer.text) == [("body", "Write a few words first")]
    assert product.asked == []


@pytest.mark.parametrize("press", ["", "/marks", "/save", "/mail", "/pass-on"])
def test_far_too_much_is_neither_kept_nor_cut_off(
    client: FlaskClient, product: FakeProduct, press: str
) -> None:
    answer = client.post(
        f"{ADDRESS}{press}", data={**FORM, "body": "a" * (LONGEST_BODY + 1), "permission": "yes"}
    )

    assert answer.status_code == 422
    assert product.asked == []
    assert press == "/marks" or "a" * (LONGEST_BODY + 1) in answer.text


@pytest.mark.parametrize("press", PRESSES)
def test_post_of_a_size_that_no_form_has_is_refused(
    client: FlaskClient, product: FakeProduct, press: str
) -> None:
    answer = client.post(f"{ADDRESS}{press}", data={**FORM, "body": "a" * 70_000, "permission": "yes"})

    assert (answer.status_code, product.asked) == (413, [])


@pytest.mark.parametrize(
    ("press", "rate"), [("/save", FOLLOW_UPS), ("/pass-on", FOLLOW_UPS), ("", FOLLOW_UP_LOOKS)]
)
def test_pressed_too_often_the_words_are_still_there(client: FlaskClient, press: str, rate: object) -> None:
    """SE-14."""
    data = {**FORM, "body": "My own words"}
    answers = [client.post(f"{ADDRESS}{press}", data=data) for _ in range(rate.limit.amount + 1)]  # type: ignore[attr-defined]

    assert {answer.status_code for answer in answers[:-1]} <= {200, 303, 422}
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert typed_in(answers[-1].text) == "My own words"


def test_live_marks_pressed_too_often_are_silent(client: FlaskClient) -> None:
    answers = [
        client.post(f"{ADDRESS}/marks", data=FORM).status_code
        for _ in range(FOLLOW_UP_LOOKS.limit.amount + 1)
    ]

    assert (answers[0], answers[-1]) == (200, 429)


NO_FORM = [state for state in ComposerState if state not in (ComposerState.OPEN, ComposerState.UNANSWERED)]


@pytest.mark.parametrize("state", NO_FORM)
def test_where_there_is_no_note_to_write_there_is_no_form(
    client: FlaskClient, product: FakeProduct, state: ComposerState
) -> None:
    product.sheet = composer(state)

    page = client.get(ADDRESS)
    posts = [client.post(f"{ADDRESS}{press}", data={**FORM, "permission": "yes"}) for press in PRESSES[2:5]]

    assert (page.status_code, "<form" in page.text) == (200, False)
    assert "Samaritans" in page.text
    assert [answer.status_code for answer in posts if "mail" not in answer.request.path] == [409, 409]
    assert product.asked == []


def test_in_a_crisis_the_help_lines_stand_open(client: FlaskClient, product: FakeProduct) -> None:
    product.sheet = composer(ComposerState.CRISIS, told=("You come first.",))

    page = client.get(ADDRESS).text

    assert "You come first." in page
    assert "Someone to talk to, now" in page
    assert "<details" not in page


def test_route_none_says_why_and_offers_the_consultant(client: FlaskClient, product: FakeProduct) -> None:
    product.sheet = composer(ComposerState.THEIRS, route=Route.NONE, told=("Talk to Priya first.",))

    page = text_of(client.get(ADDRESS).text)

    for words in (
        "Harbour People asks candidates not to write to this client themselves",
        "It is no judgement on you",
        "Talk to Priya first.",
        "To talk to Priya Nair: ring",
    ):
        assert words in page


def test_without_answers_the_survey_comes_first(client: FlaskClient, product: FakeProduct) -> None:
    product.sheet = composer(ComposerState.UNANSWERED)

    answer = client.get(ADDRESS)

    assert (answer.status_code, answer.location) == (303, f"/r/{TOKEN}")


@pytest.mark.parametrize("press", PRESSES)
def test_unknown_link_opens_nothing(client: FlaskClient, product: FakeProduct, press: str) -> None:
    assert client.post(f"/r/unknown/follow-up{press}", data=FORM).status_code == 404
    assert client.get("/r/unknown/follow-up").status_code == 404
    assert product.asked == []


def test_each_interviewer_s_note_is_one_link_away(client: FlaskClient, product: FakeProduct) -> None:
    other = Words("Thanks", "Dear Iain,\n\nthank you\n\nSam")
    product.sheet = composer(versions=(Version(0, DRAFT, "Moira Kerr"), Version(1, other, "Iain Bell")))

    page = client.get(f"{ADDRESS}?to=1").text
    client.post(f"{ADDRESS}/pass-on", data={**FORM, "body": other.body, "to": "1", "permission": "yes"})

    assert typed_in(page) == other.body
    assert "Your note to Iain Bell" in page
    assert re.findall(r'href="[^"]*\?to=(\d)"', page) == ["0", "1"]
    assert product.asked == [("pass on", 1, Words(DRAFT.subject, other.body))]


@pytest.mark.parametrize("to", ["9", "-1", "٣", "1e3", "99999999999999999999", '"><script>'])
def test_nonsense_in_the_address_shows_the_first_note(client: FlaskClient, to: str) -> None:
    assert typed_in(client.get(ADDRESS, query_string={"to": to}).text) == DRAFT.body


def test_links_and_phrases_go_through_the_page_s_language(client: FlaskClient, product: FakeProduct) -> None:
    """AC-12: a note may be written in another direction than the page."""
    product.sheet = composer(versions=(Version(0, Words("שלום", "שלום לך")),))

    page = client.get(ADDRESS).text

    assert len(re.findall(r'<(?:input|textarea)[^>]*dir="auto"', page)) == 2
