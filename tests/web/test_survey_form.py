"""The survey as a form: what stands in it, and what leaves it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.content import Questions
from plugin.reflection import Lane, Reflection
from plugin.web.survey_form import (
    Filled,
    from_link,
    from_post,
    is_only_the_link,
    saved_answers,
    survey_form,
    to_read,
)

FORMS = st.dictionaries(
    st.sampled_from(("felt", "noticed", "missed_point", "from_email", "only_this", "share", "other", "")),
    st.lists(st.text(max_size=8), max_size=3),
)


@given(form=FORMS)
def test_whatever_is_posted_can_be_shown_again(form: dict[str, list[str]]) -> None:
    filled = from_post(form)

    assert "from_email" not in filled.answers
    assert all(values and all(values) for values in filled.answers.values())
    assert set(to_read(filled)) == set(filled.answers) - {"only_this"}


def test_form_as_the_link_filled_it_is_known_again() -> None:
    """EM-08."""
    opened = from_link("2")

    assert is_only_the_link(from_post({**opened.answers, "from_email": ["2"], "noticed": [""]}))


@pytest.mark.parametrize(
    "form",
    [
        {"felt": ["2"]},
        {"felt": ["3"], "from_email": ["2"]},
        {"felt": ["2"], "from_email": ["2"], "call_me": ["yes"]},
        {"felt": ["2"], "from_email": ["2"], "missed_point": ["x"]},
        {"felt": ["2"], "from_email": ["2"], "only_this": ["yes"]},
        {},
    ],
)
def test_form_that_a_hand_has_touched_is_not_the_link_alone(form: dict[str, list[str]]) -> None:
    assert not is_only_the_link(from_post(form))


def test_form_asks_every_question_and_says_first_who_sees_an_answer(questions: Questions) -> None:
    form = survey_form(questions)

    assert [question.name for question in form.questions] == list(questions.by_key)
    assert form.lanes == questions.sharing.before


def test_saved_answers_leave_out_what_was_not_answered(questions: Questions) -> None:
    reflection = Reflection(felt=4, lanes={"themes": Lane.MY_CONSULTANT})

    [saved] = saved_answers(survey_form(questions), reflection)

    assert (saved.words, saved.lane) == ((questions.by_key["felt"].choices["4"],), Lane.ONLY_ME)


def test_empty_form_holds_nothing() -> None:
    assert Filled().text("missed_point") == ""
    assert Filled().has("felt", "1") is False
