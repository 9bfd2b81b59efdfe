"""`/r/<token>/review`: what was found, who sees what, and the one press that confirms it."""

import itertools
import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from config.guidance import load_guidance
from plugin.desk.alert_card import told_to
from plugin.reading import Reading
from plugin.reflection import CallBack, Flag, Lane, Noticed, Reflection, StillWant, Theme
from plugin.surveys.review import Review
from plugin.views import SurveyState
from tests.support.fake_product import TOKEN, FakeProduct, survey
from tests.web.test_survey import chosen, errors_of, text_of

ADDRESS = f"/r/{TOKEN}/review"
SAID = Reflection(
    felt=2,
    themes=(Theme.WEAK_ANSWER,),
    in_words="I froze on the budget. Ring me. My mother was ill.",
    still_want=StillWant.YES,
    flags=(Flag.PRIVATE,),
)
READ = Reading(
    themes=(Theme.BLANKED,),
    noticed=Noticed.MAYBE,
    flags=(Flag.CONTACT_ME, Flag.PRIVATE),
    missed_point="I ran the night rota",
    because={Theme.BLANKED: "froze on the budget", Flag.CONTACT_ME: "Ring me"},
)


@pytest.fixture
def product() -> FakeProduct:
    view = survey(SurveyState.ANSWERED, reflection=SAID, reading=READ, version=3)
    return FakeProduct(view)


def reviewed(product: FakeProduct) -> list[object]:
    return [what for name, what in product.asked if name == "confirm"]


def test_what_was_found_is_offered_as_ticks_with_the_words_that_it_went_by(client: FlaskClient) -> None:
    page = client.get(ADDRESS).text

    found = re.findall(r'name="found" value="([^"]+)"', page)
    assert found == ["blanked", "noticed", "missed_point", "contact_me"]
    words = text_of(page)
    assert "My mind went blank You wrote: “froze on the budget”" in words
    assert "That is the thing I wish I had said You wrote: “I ran the night rota”" in words
    assert "I would like Priya Nair to call me You wrote: “Ring me”" in words


def test_nothing_is_confirmed_beforehand_and_every_lane_is_private(client: FlaskClient) -> None:
    lanes = ("themes", "noticed", "in_words", "missed_point", "still_want", "untrue")

    assert chosen(client.get(ADDRESS).text) == [f"lane-{key}-only_me" for key in lanes]


def test_a_review_before_any_answer_leads_to_the_form(client: FlaskClient, product: FakeProduct) -> None:
    product.view = survey()

    shown, pressed = client.get(ADDRESS), client.post(ADDRESS, data={"version": "1"})

    assert [one.location for one in (shown, pressed)] == [f"/r/{TOKEN}"] * 2
    assert product.asked == []


def test_a_press_confirms_what_was_chosen(client: FlaskClient, product: FakeProduct) -> None:
    """AC-12."""
    answer = client.post(
        ADDRESS,
        data={
            "version": "3",
            "found": ["blanked", "contact_me"],
            "lane-themes": "may_tell_client",
            "lane-in_words": "my_consultant",
            "say-in_words": "yes",
            "lane-still_want": "only_me",
            "point_allowed": "no",
            "untrue": "yes",
        },
    )

    assert (answer.status_code, answer.location) == (303, f"/r/{TOKEN}/thanks")
    lanes = {"themes": Lane.MAY_TELL_CLIENT, "in_words": Lane.MY_CONSULTANT, "still_want": Lane.ONLY_ME}
    assert reviewed(product) == [
        Review(3, frozenset({"blanked", "contact_me"}), lanes, frozenset({"in_words"}), untrue=True)
    ]


def test_thanks_say_in_words_what_was_confirmed(client: FlaskClient) -> None:
    """AC-12."""
    confirmed = {"version": "3", "lane-themes": "may_tell_client", "lane-still_want": "my_consultant"}

    page = text_of(client.post(ADDRESS, data=confirmed, follow_redirects=True).text)

    assert "Seen by you and Priya Nair, who may tell the employer" in page
    assert "Do you still want the job? Yes Seen by you and Priya Nair" in page
    assert "How did the interview feel? Bad Kept private" in page


def test_share_all_chooses_the_consultant_everywhere_but_for_private_words_and_confirms_nothing(
    client: FlaskClient, product: FakeProduct
) -> None:
    """AC-11: it works without a script."""
    pressed = client.post(
        ADDRESS,
        data={"version": "3", "share_all": "yes", "lane-noticed": "may_tell_client", "found": "blanked"},
    )

    assert pressed.status_code == 200
    assert product.asked == []
    assert set(chosen(pressed.text)) == {
        "found-blanked",
        "lane-themes-my_consultant",
        "lane-noticed-may_tell_client",
        "lane-in_words-only_me",
        "lane-missed_point-only_me",
        "lane-still_want-my_consultant",
        "lane-untrue-my_consultant",
    }
    assert 'name="version" value="3"' in pressed.text


def test_private_words_are_asked_for_once_more_and_the_choices_stay(
    client: FlaskClient, product: FakeProduct
) -> None:
    """AC-03, PR-06."""
    pressed = client.post(
        ADDRESS,
        data={
            "version": "3",
            "lane-in_words": "my_consultant",
            "lane-themes": "may_tell_client",
            "found": "blanked",
        },
    )

    assert pressed.status_code == 422
    assert errors_of(pressed.text) == [("say-in_words", "Tick to share these words, or choose ‘Only me’")]
    assert 'id="say-in_words"' in pressed.text
    assert "<title>Error: " in pressed.text
    assert {"lane-in_words-my_consultant", "lane-themes-may_tell_client", "found-blanked"} <= set(
        chosen(pressed.text)
    )
    assert product.asked == []


def test_what_was_chosen_before_stands_chosen(client: FlaskClient, product: FakeProduct) -> None:
    lanes = {"in_words": Lane.MY_CONSULTANT, "themes": Lane.MAY_TELL_CLIENT}
    product.view = replace(
        product.view, reflection=replace(SAID, lanes=lanes, untrue=True, point_allowed=True)
    )

    on_page = set(chosen(client.get(ADDRESS).text))

    assert {
        "lane-in_words-my_consultant",
        "say-in_words",
        "lane-themes-may_tell_client",
        "untrue-yes",
        "point_allowed-yes",
    } <= on_page


def test_the_other_tab_is_told_that_its_choice_replaced_one(client: FlaskClient) -> None:
    stale = client.post(ADDRESS, data={"version": "2"}, follow_redirects=True)
    newest = client.post(ADDRESS, data={"version": "3"}, follow_redirects=True)

    assert "You had saved something in another tab meanwhile." in text_of(stale.text)
    assert "another tab" not in newest.text


def test_whether_something_was_untrue_is_asked_only_where_it_may_be(
    client: FlaskClient, product: FakeProduct
) -> None:
    asked = "Was something you said not quite true?"
    with_a_weak_answer = client.get(ADDRESS).text
    product.view = replace(product.view, reflection=replace(SAID, themes=(Theme.NERVES,)))

    assert asked in with_a_weak_answer
    assert asked not in client.get(ADDRESS).text


def test_whether_a_private_point_may_stand_in_the_note_is_asked_only_of_private_ones(
    client: FlaskClient, product: FakeProduct
) -> None:
    asked = "May what you wish you had said stand in your note to the interviewer?"
    private = client.get(ADDRESS).text
    product.view = replace(product.view, reflection=replace(SAID, flags=()))

    assert asked in private
    assert asked not in client.get(ADDRESS).text


def test_words_in_another_language_are_not_guessed_at_but_offered_to_a_person(
    client: FlaskClient, product: FakeProduct
) -> None:
    product.view = replace(product.view, reading=Reading(language="other"))

    page = client.get(ADDRESS).text

    assert 'name="found"' not in page
    assert "share them with Priya Nair below" in page
    assert re.search(r'<details class="help" open>', page)


@pytest.mark.parametrize("path", ["/review", "/thanks"])
def test_in_a_crisis_the_pages_give_help_first_and_no_tips_and_no_cheer(
    client: FlaskClient, product: FakeProduct, path: str
) -> None:
    """PR-19, PR-20."""
    product.view = replace(product.view, reflection=replace(SAID, flags=(Flag.CRISIS, Flag.PRIVATE)))

    page = client.get(f"/r/{TOKEN}{path}").text

    assert "You do not have to carry" in page
    assert re.search(r'<details class="help" open>', page)
    assert page.index('<details class="help" open>') < page.index("I froze on the budget")
    for cheerful in (
        "Thank you, Sam",
        "on its way to you",
        "Going blank on a question",
        'name="found" value="blanked"',
    ):
        assert cheerful not in page


@pytest.mark.parametrize("flag", [Flag.DISTRESS, Flag.TREATMENT])
def test_after_something_serious_the_thanks_say_who_is_asked_and_not_what_was_written(
    client: FlaskClient, product: FakeProduct, flag: Flag
) -> None:
    product.view = replace(product.view, reflection=replace(SAID, flags=(flag,)))

    page = text_of(client.get(f"/r/{TOKEN}/thanks").text)

    assert "is asked to" in page
    assert "Thank you, Sam" not in page


@pytest.mark.parametrize("flag", [Flag.CRISIS, Flag.DISTRESS])
def test_what_is_told_beside_treatment_is_said_too(
    client: FlaskClient, product: FakeProduct, flag: Flag
) -> None:
    call = CallBack("Nadia Rahman", "within the hour")
    also = "They are also told that you may not have been treated well. The employer is told nothing."
    pages = []
    for flags in ((flag,), (flag, Flag.TREATMENT)):
        product.view = replace(product.view, reflection=replace(SAID, flags=flags), call_back=call)
        pages.append(text_of(client.get(f"/r/{TOKEN}/thanks").text))

    assert [also in page for page in pages] == [False, True]


def lead_of(client: FlaskClient) -> str:
    """What the review says of who sees what by now."""
    (lead,) = re.findall(r'<p class="lead" data-kept="[^"]*">(.*?)</p>', client.get(ADDRESS).text, re.DOTALL)
    return text_of(lead)


def told_of(client: FlaskClient) -> list[str]:
    """What the review says that whoever rings is told, in its order."""
    (told,) = re.findall(r'<ul class="known">(.*?)</ul>', client.get(ADDRESS).text, re.DOTALL)
    return re.findall("<li>(.*?)</li>", told)


def subsets(flags: set[Flag]) -> list[tuple[Flag, ...]]:
    """All that may be raised together."""
    each = sorted(flags, key=list(Flag).index)
    every = [some for size in range(len(each) + 1) for some in itertools.combinations(each, size)]
    return [some for some in every if not {Flag.CRISIS, Flag.DISTRESS} <= set(some)]


def test_nobody_asked_and_nothing_shared_the_answers_are_the_candidates_alone(client: FlaskClient) -> None:
    assert lead_of(client).endswith("until you do, they are yours alone.")


THINGS_ARE_HARD, NOT_TREATED_WELL = "Things may be hard for you.", "You may not have been treated well."
DIFFERENTLY, ASKED, MIGHT_LIKE = (
    "You would like something arranged differently.",
    "You asked for a call.",
    "You might like a call.",
)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"call_me": True, "lanes": {"call_me": Lane.MY_CONSULTANT}}, [ASKED]),
        ({"still_want": StillWant.NO}, [MIGHT_LIKE]),
        ({"flags": (Flag.ADJUSTMENT, Flag.PRIVATE), "call_me": True}, [DIFFERENTLY, ASKED]),
        ({"flags": (Flag.TREATMENT,)}, [NOT_TREATED_WELL]),
        ({"flags": (Flag.DISTRESS,), "still_want": StillWant.NO}, [THINGS_ARE_HARD]),
        ({"flags": (Flag.CRISIS, Flag.TREATMENT, Flag.PRIVATE)}, [THINGS_ARE_HARD, NOT_TREATED_WELL]),
    ],
)
@pytest.mark.parametrize("when", ["on Monday, from 9:00", ""])
def test_where_somebody_was_asked_to_ring_the_review_says_what_they_are_told(
    client: FlaskClient, product: FakeProduct, said: dict[str, object], told: list[str], when: str
) -> None:
    reflection = replace(SAID, **{"flags": (), **said})  # type: ignore[arg-type]
    product.view = replace(product.view, reflection=reflection, call_back=CallBack("Nadia Rahman", when))

    assert lead_of(client).endswith("whoever rings you is told this, and nothing that you wrote:")
    assert told_of(client) == told


@pytest.mark.parametrize("flags", subsets(set(Flag) - {Flag.WITHDRAWING, Flag.PRIVATE}))
def test_the_review_says_of_each_thing_that_the_desk_tells_whoever_rings(
    client: FlaskClient, product: FakeProduct, flags: tuple[Flag, ...]
) -> None:
    """Of crisis and distress, which never stand together, the desk's words differ and the page's do not."""
    reflection = replace(SAID, flags=flags, still_want=StillWant.NO)
    product.view = replace(product.view, reflection=reflection, call_back=CallBack("Nadia Rahman"))
    on_the_desk = told_to(reflection.raised, True, load_guidance(), [Flag.WITHDRAWING])

    assert len(told_of(client)) == len(on_the_desk)


def test_what_was_shared_before_is_not_said_to_be_the_candidates_alone(
    client: FlaskClient, product: FakeProduct
) -> None:
    shared = replace(SAID, lanes={"themes": Lane.MY_CONSULTANT})
    product.view = replace(product.view, reflection=shared, call_back=CallBack("Nadia Rahman"))

    assert (
        lead_of(client)
        == "Your answers are saved. What you chose before holds until you confirm something else."
    )


@pytest.mark.parametrize(
    ("flags", "tick"),
    [((), "I would like Priya Nair to call me"), ((Flag.TREATMENT,), "I would like a call")],
)
def test_after_treatment_no_call_by_the_consultant_is_offered(
    client: FlaskClient, product: FakeProduct, flags: tuple[Flag, ...], tick: str
) -> None:
    product.view = replace(product.view, reflection=replace(SAID, flags=flags))

    assert f"{tick} You wrote" in text_of(client.get(ADDRESS).text)


def test_the_review_names_whoever_knows_of_the_call(client: FlaskClient, product: FakeProduct) -> None:
    product.view = replace(
        product.view, reflection=replace(SAID, call_me=True), call_back=CallBack("Nadia Rahman")
    )

    assert "Nadia Rahman knows already that you would like a call." in text_of(client.get(ADDRESS).text)


@pytest.mark.parametrize(
    ("flags", "asked"),
    [
        ((Flag.DISTRESS,), "Nadia Rahman is asked to be there for you"),
        ((Flag.DISTRESS, Flag.TREATMENT), "Someone at Harbour People is asked to talk to you"),
        ((Flag.CRISIS, Flag.TREATMENT), "Someone at Harbour People is asked to get in touch with you"),
    ],
)
def test_once_the_time_has_gone_by_the_thanks_still_name_nobody_else(
    client: FlaskClient, product: FakeProduct, flags: tuple[Flag, ...], asked: str
) -> None:
    product.view = replace(
        product.view, reflection=replace(SAID, flags=flags), call_back=CallBack("Nadia Rahman")
    )

    page = text_of(client.get(f"/r/{TOKEN}/thanks").text)

    assert asked in page
    assert "Priya Nair is asked" not in page


def test_words_of_the_candidate_are_only_text_there(client: FlaskClient, product: FakeProduct) -> None:
    """EM-16."""
    attack = "</span><img src=x>"
    reading = Reading(themes=(Theme.BLANKED,), missed_point=attack, because={Theme.BLANKED: attack})
    product.view = replace(product.view, reflection=Reflection(in_words=attack), reading=reading)

    page = client.get(ADDRESS).text

    assert "<img" not in page
    assert page.count("&lt;img src=x&gt;") == 3


def test_the_twenty_first_confirmation_in_an_hour_waits(client: FlaskClient, product: FakeProduct) -> None:
    """SE-14."""
    answers = [client.post(ADDRESS, data={"version": "3"}).status_code for _ in range(21)]

    assert (answers[19], answers[20]) == (303, 429)
    assert len(product.asked) == 20


@pytest.mark.parametrize("path", ["/review", "/thanks"])
@pytest.mark.parametrize("flag", [Flag.CRISIS, Flag.DISTRESS, Flag.TREATMENT, Flag.WITHDRAWING])
@pytest.mark.parametrize(
    ("name", "who"), [("Nadia Rahman", "Nadia Rahman"), ("", "Someone at Harbour People")]
)
def test_who_rings_and_when_is_said_as_soon_as_somebody_has_been_asked(
    client: FlaskClient, product: FakeProduct, path: str, flag: Flag, name: str, who: str
) -> None:
    said = replace(SAID, flags=(flag,))
    product.view = replace(product.view, reflection=said, call_back=CallBack(name, "on Monday, from 9:00"))

    page = text_of(client.get(f"/r/{TOKEN}{path}").text)

    assert f"{who} has been asked to ring you on Monday, from 9:00." in page
