"""`/r/<token>`: what is asked, what a press saves, and what each link has to say."""

import re
from dataclasses import replace
from datetime import time

import pytest
from flask.testing import FlaskClient

from config.content import Questions
from plugin.alerts import urgency_of
from plugin.reading import Reading
from plugin.reflection import CallBack, Flag, Lane, Noticed, Reflection, StillWant, Theme
from plugin.views import StopScope, SurveyState
from tests.support.fake_product import FIRST_HELP, TOKEN, FakeProduct, survey

ADDRESS = f"/r/{TOKEN}"
ANSWERED = Reflection(
    felt=2,
    themes=(Theme.BLANKED,),
    noticed=Noticed.MAYBE,
    missed_point="I ran the night rota.",
    still_want=StillWant.YES,
    call_me=True,
    lanes={"themes": Lane.MY_CONSULTANT, "call_me": Lane.MY_CONSULTANT},
)

ANSWERED_FORM = {
    "felt": "2",
    "themes": ["blanked"],
    "noticed": "maybe",
    "missed_point": "I ran the night rota.",
    "still_want": "yes",
    "call_me": "yes",
}
SENT = replace(ANSWERED, lanes={"call_me": Lane.MY_CONSULTANT})
"""What `ANSWERED_FORM` says: who else may see what is chosen on the next page."""
CLOSED = [SurveyState.EXPIRED, SurveyState.CANCELLED, SurveyState.CLOSED, SurveyState.OPTED_OUT]


def chosen(page: str) -> list[str]:
    """The id of everything that is checked."""
    return re.findall(r'<input[^>]*id="([^"]+)"[^>]* checked', page)


def errors_of(page: str) -> list[tuple[str, str]]:
    """(target, words) of every item of the error summary."""
    return re.findall(r'<li><a href="#([^"]+)">([^<]+)</a></li>', page)


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def script_of(client: FlaskClient) -> str:
    """The one script that a page of the survey loads."""
    [script] = re.findall(r"<script[^>]*>", client.get(f"{ADDRESS}/privacy").text)
    return script


def test_survey_names_the_interview_and_the_agency(client: FlaskClient) -> None:
    page = text_of(client.get(ADDRESS).text)

    for words in ("Harbour People", "Care Home Manager at Bluebell Care", "Thursday 4 June", "Moira Kerr"):
        assert words in page


def test_survey_names_each_of_several_interviews(client: FlaskClient, product: FakeProduct) -> None:
    first = product.view.meeting
    second = type(first)(candidate_name="Sam Okafor", job="Deputy Manager", client="Hillview")
    product.view = survey(meetings=(first, second))

    page = text_of(client.get(ADDRESS).text)

    assert page.index("Care Home Manager at Bluebell Care") < page.index("Deputy Manager at Hillview")


def test_survey_says_who_sees_answers_before_the_first_question(
    client: FlaskClient, questions: Questions
) -> None:
    page = client.get(ADDRESS).text

    assert page.index(questions.sharing.before) < page.index("<fieldset")


def test_survey_has_nothing_preselected(client: FlaskClient) -> None:
    """AC-05, EM-08."""
    assert chosen(client.get(ADDRESS).text) == []


@pytest.mark.parametrize("felt", ["1", "2", "3", "4", "5"])
def test_link_in_the_email_preselects_only_the_feeling(client: FlaskClient, felt: str) -> None:
    """EM-09."""
    assert chosen(client.get(f"{ADDRESS}?felt={felt}").text) == [f"felt-{felt}"]


@pytest.mark.parametrize("felt", ["0", "6", "", "-1", "٣", "1&felt=2x", '"><script>'])
def test_nonsense_in_the_link_preselects_nothing(client: FlaskClient, felt: str) -> None:
    page = client.get(ADDRESS, query_string={"felt": felt}).text

    assert chosen(page) == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_opening_records_nothing(client: FlaskClient, product: FakeProduct, method: str) -> None:
    """EM-08, SE-04."""
    for path in ("", "?felt=1", "?change=yes", "/thanks", "/review", "/later", "/privacy"):
        client.open(ADDRESS + path, method=method)

    assert product.asked == []


def test_every_question_is_marked_optional(client: FlaskClient) -> None:
    """AC-06."""
    page = client.get(ADDRESS).text

    headings = re.findall(r"<legend>.*?</legend>|<label class=\"field\".*?</label>", page, re.DOTALL)
    assert [heading for heading in headings if "(optional)" not in heading] == []
    assert len(headings) == 7
    assert page.count("<textarea") == 2


def test_form_leaves_checking_to_the_server(client: FlaskClient) -> None:
    """AC-03, AC-07: nothing is cut off or refused before it can be explained."""
    page = client.get(ADDRESS).text

    assert "novalidate" in page
    assert " required" not in page
    assert "maxlength" not in page


def test_pressing_save_keeps_the_answers(client: FlaskClient, product: FakeProduct) -> None:
    answer = client.post(ADDRESS, data=ANSWERED_FORM)

    assert (answer.status_code, answer.location) == (303, f"{ADDRESS}/review")
    assert product.asked == [("submit", SENT)]


def test_rather_not_say_is_no_answer(client: FlaskClient, product: FakeProduct) -> None:
    client.post(ADDRESS, data={"felt": "", "noticed": "no", "still_want": ""})

    assert product.asked == [("submit", Reflection(noticed=Noticed.NO))]


def test_nothing_answered_is_explained_at_the_top_and_beside(
    client: FlaskClient, product: FakeProduct
) -> None:
    """AC-03, EM-08."""
    answer = client.post(ADDRESS, data={})

    page = answer.text
    assert answer.status_code == 422
    assert "<title>Error: " in page
    assert page.index("There is a problem") < page.index("<h1>")
    [(target, words)] = errors_of(page)
    assert f'id="{target}"' in page
    assert page.count(words) == 2
    assert product.asked == []


def test_error_keeps_every_answer(client: FlaskClient) -> None:
    """AC-03, AC-10."""
    long = "I ran the night rota. " * 40

    page = client.post(
        ADDRESS, data={"felt": "4", "themes": ["blanked", "nerves"], "missed_point": long, "version": "3"}
    ).text

    assert errors_of(page)[0][0] == "missed_point"
    assert set(chosen(page)) == {"felt-4", "themes-blanked", "themes-nerves"}
    assert long in page
    assert 'name="version" value="3"' in page


def test_form_sent_as_the_link_filled_it_saves_nothing(client: FlaskClient, product: FakeProduct) -> None:
    """EM-08: a mail scanner that opens the link and presses the first button."""
    answer = client.post(ADDRESS, data={"felt": "1", "from_email": "1"})

    assert answer.status_code == 422
    assert errors_of(answer.text)[0][0] == "only-this"
    assert product.asked == []


@pytest.mark.parametrize("more", [{"only_this": "yes"}, {"still_want": "yes"}, {"felt": "2"}])
def test_one_choice_by_hand_saves_the_preselected_feeling_too(
    client: FlaskClient, product: FakeProduct, more: dict[str, str]
) -> None:
    answer = client.post(ADDRESS, data={"felt": "1", "from_email": "1", **more})

    assert answer.status_code == 303
    assert [what for what, _ in product.asked] == ["submit"]


def test_thanks_say_what_was_saved_and_who_sees_it(
    client: FlaskClient, product: FakeProduct, questions: Questions
) -> None:
    """AC-12."""
    product.view = survey(SurveyState.ANSWERED, reflection=ANSWERED)

    page = client.get(f"{ADDRESS}/thanks").text

    pairs = {
        text_of(question): text_of(answers)
        for question, answers in re.findall(r"<dt>(.*?)</dt>(.*?)</div>", page, re.DOTALL)
    }
    asked = questions.by_key
    assert pairs == {
        asked["felt"].ask: f"{asked['felt'].choices['2']} Kept private",
        asked["themes"].ask: f"{asked['themes'].choices['blanked']} Seen by you and Priya Nair",
        asked["noticed"].ask: f"{asked['noticed'].choices['maybe']} Kept private",
        asked["missed_point"].ask: "I ran the night rota. Kept private",
        asked["still_want"].ask: f"{asked['still_want'].choices['yes']} Kept private",
        asked["call_me"].ask: f"{asked['call_me'].choices['yes']} Seen by you and Priya Nair",
    }


def test_thanks_help_already(client: FlaskClient, product: FakeProduct) -> None:
    product.view = survey(SurveyState.ANSWERED, reflection=ANSWERED)

    page = text_of(client.get(f"{ADDRESS}/thanks").text)

    assert all(line in page for line in FIRST_HELP)


@pytest.mark.parametrize("first_help", [FIRST_HELP, ()])
def test_thanks_promise_no_email_that_does_not_go(
    client: FlaskClient, product: FakeProduct, first_help: tuple[str, ...]
) -> None:
    product.view = survey(
        SurveyState.ANSWERED, reflection=Reflection(felt=2), first_help=first_help, email_to_come=False
    )

    page = text_of(client.get(f"{ADDRESS}/thanks").text)

    assert "on its way to you" not in page
    assert "Your answers are saved." in page


@pytest.mark.parametrize("email_to_come", [True, False])
def test_the_form_promises_an_email_and_the_advice_only_where_they_go(
    client: FlaskClient, product: FakeProduct, email_to_come: bool
) -> None:
    product.view = survey(email_to_come=email_to_come)

    pages = [client.get(f"{ADDRESS}{page}").text for page in ("", "/later")]

    assert ("You get an email back" in pages[0]) is email_to_come
    assert ['value="advice"' in page for page in pages] == [email_to_come] * 2


def test_thanks_before_any_answer_lead_to_the_form(client: FlaskClient) -> None:
    answer = client.get(f"{ADDRESS}/thanks")

    assert (answer.status_code, answer.location) == (303, ADDRESS)


def test_saved_answers_are_shown_with_the_ways_to_change_them(
    client: FlaskClient, product: FakeProduct
) -> None:
    """AC-12. Nothing stands there that a scanner could press (EM-08)."""
    product.view = survey(SurveyState.ANSWERED, reflection=ANSWERED)

    page = client.get(ADDRESS).text

    assert "<form" not in page
    assert f'href="{ADDRESS}/review"' in page
    assert f'href="{ADDRESS}?change=yes"' in page


def test_the_form_to_change_answers_holds_them_and_says_which_they_are(
    client: FlaskClient, product: FakeProduct
) -> None:
    product.view = survey(SurveyState.ANSWERED, reflection=ANSWERED, version=4)

    page = client.get(f"{ADDRESS}?change=yes").text

    assert chosen(page) == ["felt-2", "themes-blanked", "noticed-maybe", "still_want-yes", "call_me-yes"]
    assert "I ran the night rota.</textarea>" in page
    assert 'name="version" value="4"' in page


def test_the_form_to_change_answers_says_that_what_was_shared_stays_shared(
    client: FlaskClient, product: FakeProduct, questions: Questions
) -> None:
    product.view = survey(SurveyState.ANSWERED, reflection=ANSWERED)

    page = client.get(f"{ADDRESS}?change=yes").text

    assert questions.sharing.changing in page
    assert questions.sharing.before not in page


def test_answers_sent_from_another_tab_take_the_place_of_the_saved_ones_and_the_page_says_so(
    client: FlaskClient, product: FakeProduct
) -> None:
    product.view = survey(SurveyState.ANSWERED, reflection=ANSWERED, version=1)

    pressed = client.post(ADDRESS, data={"felt": "5", "version": "0"}, follow_redirects=True)

    assert product.asked == [("submit", Reflection(felt=5))]
    assert "You had saved something in another tab meanwhile." in text_of(pressed.text)


def test_answers_sent_from_the_newest_tab_are_not_told_of_another(
    client: FlaskClient, product: FakeProduct
) -> None:
    product.view = survey(SurveyState.ANSWERED, reflection=ANSWERED, version=1)

    pressed = client.post(ADDRESS, data={"felt": "5", "version": "1"}, follow_redirects=True)

    assert "another tab" not in pressed.text


@pytest.mark.parametrize("version", ["", "x", "-1", "٣", "9" * 40, "1.5"])
def test_nonsense_in_the_version_is_the_oldest_there_is(
    client: FlaskClient, product: FakeProduct, version: str
) -> None:
    client.post(ADDRESS, data={"felt": "5", "version": version})

    assert product.asked == [("submit", Reflection(felt=5))]


@pytest.mark.parametrize("state", CLOSED)
def test_closed_link_is_kind_and_takes_nothing(
    client: FlaskClient, product: FakeProduct, state: SurveyState
) -> None:
    product.view = survey(state)

    shown, pressed = client.get(ADDRESS), client.post(ADDRESS, data={"felt": "1"})

    assert (shown.status_code, pressed.status_code) == (200, 409)
    for page in (shown.text, pressed.text):
        assert "<form" not in page
        assert "To talk to Priya Nair" in page
        assert "0131 496 0000" in page
    assert "was not saved" not in shown.text
    assert "What you have just sent was not saved. Nobody here has read it." in pressed.text
    assert '<details class="help" open>' in pressed.text
    assert "data-kept" not in pressed.text


CLOSED_AND_SERIOUS = [
    (Flag.CRISIS, "You matter more than any interview", "They are told that you may want someone to talk to"),
    (Flag.DISTRESS, "Thank you for telling us", "They are not told what you wrote."),
    (Flag.TREATMENT, "Thank you for telling us", "They will listen first, and the employer is told nothing."),
]


@pytest.mark.parametrize("state", CLOSED)
@pytest.mark.parametrize(("flag", "title", "told"), CLOSED_AND_SERIOUS)
def test_serious_words_to_a_closed_link_are_kept_and_the_page_says_who_has_been_asked(
    client: FlaskClient, product: FakeProduct, state: SurveyState, flag: Flag, title: str, told: str
) -> None:
    product.reading = Reading(flags=(flag, Flag.PRIVATE))
    product.view = survey(state, call_back=CallBack("Priya Nair", "within the hour"))

    pressed = client.post(ADDRESS, data={"in_words": "I cannot say this to anybody"})

    said = text_of(pressed.text)
    assert pressed.status_code == 200
    assert f"<h1>{title}</h1>" in pressed.text
    assert "Priya Nair has been asked to ring you within the hour." in said
    assert told in said
    assert "The survey was over when you sent this." in said
    assert "No person here sees your words." in said
    assert "not saved" not in said
    assert ("You asked us to stop our emails" in said) is (state is SurveyState.OPTED_OUT)
    assert "data-kept" in pressed.text


def test_in_a_crisis_help_comes_before_all_else_on_the_page_for_words_that_came_too_late(
    client: FlaskClient, product: FakeProduct
) -> None:
    product.reading = Reading(flags=(Flag.CRISIS,))
    product.view = survey(SurveyState.EXPIRED, call_back=CallBack("Priya Nair", "on Monday, from 9:00"))

    page = client.post(ADDRESS, data={"in_words": "I cannot go on"}).text

    order = ("emergency services", '<details class="help" open>', "116 123", "Priya Nair has been asked")
    places = [page.index(words) for words in (*order, "The survey was over")]
    assert places == sorted(places)


def test_who_has_been_asked_is_not_named_where_nobody_said(client: FlaskClient, product: FakeProduct) -> None:
    product.reading = Reading(flags=(Flag.CRISIS,))
    product.view = survey(SurveyState.CLOSED)

    said = text_of(client.post(ADDRESS, data={"in_words": "I cannot go on"}).text)

    assert "Someone at Harbour People is asked to get in touch with you." in said


def test_what_comes_too_late_is_handed_over_as_it_is_for_nobody_can_mend_it(
    client: FlaskClient, product: FakeProduct
) -> None:
    product.view = survey(SurveyState.EXPIRED)
    long = "I ran the night rota. " * 60

    client.post(ADDRESS, data={"felt": "9", "themes": ["blanked", "x"], "in_words": long, "other": "y"})

    assert product.asked == [("submit", Reflection(in_words=long.strip()))]


def test_too_many_presses_on_a_closed_link_are_told_that_nothing_was_saved(
    client: FlaskClient, product: FakeProduct
) -> None:
    """SE-14."""
    product.view = survey(SurveyState.EXPIRED)
    for _ in range(20):
        client.post(ADDRESS, data={"felt": "3"})

    answer = client.post(ADDRESS, data={"felt": "5"})

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert "What you have just sent was not saved." in answer.text
    assert len(product.asked) == 20


@pytest.mark.parametrize("state", CLOSED)
def test_a_closed_link_promises_no_new_one(
    client: FlaskClient, product: FakeProduct, state: SurveyState
) -> None:
    product.view = survey(state)

    assert "new link" not in client.get(ADDRESS).text


def test_a_survey_that_closes_while_it_is_filled_in_says_that_nothing_was_saved(
    client: FlaskClient, product: FakeProduct
) -> None:
    product.overtaken = survey(SurveyState.CLOSED)

    pressed = client.post(ADDRESS, data={"felt": "1"})

    assert pressed.status_code == 409
    assert "This survey has closed" in pressed.text
    assert "What you have just sent was not saved." in pressed.text


def test_only_an_interview_that_did_not_happen_is_said_not_to_have(
    client: FlaskClient, product: FakeProduct
) -> None:
    product.view = survey(SurveyState.CLOSED)
    closed = client.get(ADDRESS).text
    product.view = survey(SurveyState.CANCELLED)
    cancelled = client.get(ADDRESS).text

    assert "did not take place" not in closed
    assert "did not take place" in cancelled


def test_rounds_of_one_visit_are_told_apart(client: FlaskClient, product: FakeProduct) -> None:
    first = replace(product.view.meeting, starts_at=time(10, 0))
    panel = replace(first, title="Panel", starts_at=None)
    product.view = survey(meetings=(first, replace(first, starts_at=time(13, 30)), panel))

    page = text_of(client.get(ADDRESS).text)

    assert "Care Home Manager at Bluebell Care Thursday 4 June at 10:00, with Moira Kerr" in page
    assert "Care Home Manager at Bluebell Care Thursday 4 June at 13:30, with Moira Kerr" in page
    assert "Panel, Care Home Manager at Bluebell Care Thursday 4 June , with Moira Kerr" in page


def test_link_of_nobody_is_one_page_for_every_reason(client: FlaskClient) -> None:
    """SE-01."""
    shown, pressed = client.get("/r/unknown"), client.post("/r/unknown", data={"felt": "1"})

    assert (shown.status_code, pressed.status_code) == (404, 404)
    assert shown.text == pressed.text
    assert "This link does not open anything" in shown.text


def test_help_lines_are_on_every_page_of_the_survey(client: FlaskClient, product: FakeProduct) -> None:
    """AC-08, PR-19: help in the same place, one tap away, whatever was or was not found."""
    answered = survey(SurveyState.ANSWERED, reflection=ANSWERED)
    stopped = survey(SurveyState.OPTED_OUT, stopped=StopScope.JOB)
    pages = [
        (survey(), ("", "/later", "/privacy")),
        (answered, ("", "?change=yes", "/review", "/thanks")),
        (survey(SurveyState.EXPIRED), ("",)),
        (stopped, ("", "/later")),
    ]
    for view, paths in pages:
        product.view = view
        for path in paths:
            page = client.get(ADDRESS + path).text

            assert page.index("<h1>") < page.index('href="tel:116123"')


def test_words_of_the_candidate_are_only_text(client: FlaskClient, product: FakeProduct) -> None:
    """EM-16."""
    attack = "</textarea><script>alert(1)</script>"
    product.view = survey(SurveyState.ANSWERED, reflection=Reflection(missed_point=attack))

    pages = client.get(ADDRESS).text + client.post(ADDRESS, data={"missed_point": attack, "felt": "9"}).text

    assert re.findall(r"<script[^>]*>", pages) == [script_of(client)] * 2
    assert pages.count("&lt;script&gt;alert(1)") == 2


def test_twenty_first_save_in_an_hour_waits_with_its_answers(
    client: FlaskClient, product: FakeProduct
) -> None:
    """SE-14."""
    product.overtaken = survey()
    for _ in range(20):
        client.post(ADDRESS, data={"felt": "3"})

    answer = client.post(ADDRESS, data={"felt": "5"})

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert chosen(answer.text) == ["felt-5"]
    assert errors_of(answer.text)[0][0] == "save"
    assert len(product.asked) == 20


def test_oversized_post_is_refused_with_a_page(client: FlaskClient, product: FakeProduct) -> None:
    answer = client.post(ADDRESS, data={"missed_point": "x" * 70_000})

    assert answer.status_code == 413
    assert "That was too long to take in" in answer.text
    assert product.asked == []


def test_survey_needs_and_sets_no_cookie(client: FlaskClient) -> None:
    shown, saved = client.get(ADDRESS), client.post(ADDRESS, data={"felt": "3"})

    assert "Set-Cookie" not in shown.headers
    assert "Set-Cookie" not in saved.headers


def test_the_privacy_page_says_who_asks_who_sees_and_what_may_be_asked_for(client: FlaskClient) -> None:
    """PR-11."""
    page = text_of(client.get(f"{ADDRESS}/privacy").text)

    for words in (
        "Harbour People arranged your interview and is responsible",
        "sees only those that you share",
        "Harbour People decides how long it keeps them, and deletes them if you ask",
        "Information Commissioner",
        "The privacy notice of Harbour People",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("asks_outside", "said"),
    [(False, "here and nowhere else"), (True, "a language model outside Harbour People")],
)
def test_the_privacy_page_says_where_words_are_read(
    client: FlaskClient, product: FakeProduct, asks_outside: bool, said: str
) -> None:
    """PR-09."""
    product.view = survey(asks_outside=asks_outside)

    page = text_of(client.get(f"{ADDRESS}/privacy").text)

    assert [words for words in ("here and nowhere else", "a language model outside") if words in page] == [
        said.removesuffix(" Harbour People")
    ]
    assert said in page


NAMED = {
    Flag.CRISIS: "you may be in danger",
    Flag.DISTRESS: "or very low",
    Flag.TREATMENT: "you were treated badly",
    Flag.ADJUSTMENT: "something should be arranged differently for you",
    Flag.WITHDRAWING: "you no longer want the job",
    Flag.CONTACT_ME: "you would like a call",
}


def test_the_privacy_page_names_all_that_has_somebody_asked_to_ring(client: FlaskClient) -> None:
    page = text_of(client.get(f"{ADDRESS}/privacy").text)

    assert set(NAMED) == {flag for flag in Flag if urgency_of([flag])}
    assert [words for words in NAMED.values() if words not in page] == []


def test_the_privacy_page_tells_how_things_are(client: FlaskClient, product: FakeProduct) -> None:
    """A note that is written stays on the record; no street is taken out of a text; a share may be 30 %."""
    product.view = survey(asks_outside=True)

    page = text_of(client.get(f"{ADDRESS}/privacy").text)

    for words in (
        "stands on your record at Harbour People, where other people who work there can read it too.",
        "by the same link, for two weeks after your interview",
        "the earlier note may still stand on your record",
        "without the names that we know and without email addresses, links and phone numbers",
        "some people, chosen by chance",
        "may come back to you",
        "are not shown again after two days",
        "told only if you share it",
    ):
        assert words in page


def test_the_survey_leads_to_the_privacy_page(client: FlaskClient) -> None:
    assert f'href="{ADDRESS}/privacy"' in client.get(ADDRESS).text
