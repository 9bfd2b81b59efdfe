"""Reading the reflection's form."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.content import Questions
from plugin.desk.call_sheet import call_sheet
from plugin.reflection import Lane, Noticed, Reflection, StillWant, Theme
from plugin.surveys.answers import dump
from plugin.surveys.questions import AnswersIncomplete, read_answers, read_late, reflection_questions
from tests.support.reflections import a_meeting

QUESTIONS = reflection_questions("en")
ASKED = QUESTIONS.asking(QUESTIONS.modules)
"""With all that an agency can switch on."""


@pytest.fixture
def questions() -> Questions:
    return QUESTIONS


@st.composite
def forms(draw: st.DrawFn) -> dict[str, list[str]]:
    """A form with some of the questions answered."""
    answered = draw(st.lists(st.sampled_from(list(ASKED.by_key)), unique=True, min_size=1))
    return {key: draw(_given(key)) for key in answered}


def _given(key: str) -> st.SearchStrategy[list[str]]:
    question = ASKED.by_key[key]
    if not question.choices:
        return st.just(["I ran a depot"])
    most = None if question.several else 1
    return st.lists(st.sampled_from(list(question.choices)), unique=True, min_size=1, max_size=most)


def _values(stored: object) -> set[str]:
    if isinstance(stored, list | tuple):
        return set(stored)
    return {"yes"} if stored is True else {str(stored)}


def errors_of(form: dict[str, list[str]]) -> dict[str, str]:
    with pytest.raises(AnswersIncomplete) as caught:
        read_answers(form, QUESTIONS)
    return dict(caught.value.errors)


def read(form: dict[str, list[str]]) -> tuple[str | None, dict[str, str]]:
    """The point as it was read, or the errors."""
    try:
        return read_answers(form, QUESTIONS).missed_point, {}
    except AnswersIncomplete as incomplete:
        return None, dict(incomplete.errors)


def test_a_filled_form_is_read_as_a_reflection() -> None:
    form = {
        "felt": ["2"],
        "themes": ["stumbled", "nerves"],
        "noticed": ["maybe"],
        "in_words": ["I froze.\u2028Then I rambled."],
        "missed_point": ["  I ran\r\nthe Leith branch "],
        "still_want": ["yes"],
        "call_me": ["yes"],
        "next_step": ["no_date"],
    }

    reflection = read_answers(form, ASKED)

    assert reflection == Reflection(
        felt=2,
        themes=(Theme.NERVES, Theme.STUMBLED),
        noticed=Noticed.MAYBE,
        in_words="I froze. Then I rambled.",
        missed_point="I ran the Leith branch",
        still_want=StillWant.YES,
        call_me=True,
        extras={"next_step": ("no_date",)},
        lanes={"call_me": Lane.MY_CONSULTANT},
    )


@pytest.mark.parametrize("form", [{}, {"missed_point": [" \u200b\x00 "]}, {"felt": []}])
def test_nothing_chosen_is_no_reflection(form: dict[str, list[str]]) -> None:
    """EM-08: a scanner that submits the form as it finds it records nothing."""
    assert errors_of(form) == {"felt": "Answer at least one question"}


@given(forms())
def test_only_what_was_posted_is_an_answer_and_none_is_shared(form: dict[str, list[str]]) -> None:
    """EM-08: every stored value is one that somebody chose."""
    reflection = read_answers(form, ASKED)
    stored = {**dump(reflection), **reflection.extras}

    asked_for_no_call = form.get("call_me") == ["no"]
    posted = set(form) - ({"call_me"} if asked_for_no_call else set())
    assert {key for key in ASKED.by_key if stored.get(key)} == posted
    assert all(_values(stored[key]) == set(form[key]) for key in posted)
    assert set(reflection.lanes) == ({"call_me"} & posted)


@given(forms(), st.data())
def test_the_note_holds_only_what_was_posted_and_shared(
    form: dict[str, list[str]], data: st.DataObject
) -> None:
    """PR-07."""
    shareable = [key for key, question in ASKED.by_key.items() if question.shareable]
    shared = data.draw(st.lists(st.sampled_from(shareable), unique=True))
    reflection = replace(read_answers(form, ASKED), lanes=dict.fromkeys(shared, Lane.MY_CONSULTANT))

    sheet = call_sheet(
        reflection.shared_with(Lane.MY_CONSULTANT),
        a_meeting(),
        ASKED,
        datetime(2026, 3, 3, 15, 32, tzinfo=UTC),
    )

    told = [key for key in ASKED.by_key if key in form and key in shared]
    assert [label for label, _ in sheet.said] == [ASKED.by_key[key].note_label for key in told]


@pytest.mark.parametrize(
    ("form", "errors"),
    [
        ({"felt": ["6"]}, {"felt": "Choose from the answers shown"}),
        ({"felt": ["1", "2"]}, {"felt": "Choose one answer"}),
        ({"themes": ["unwell"]}, {"themes": "Choose from the answers shown"}),
        ({"next_step": ["no_date"]}, {"save": "Go back to the form and answer the questions on it"}),
        ({"in_words": ["x" * 1001]}, {"in_words": "Shorten this to 1000 characters or fewer. It has 1001"}),
        ({"felt": ["1"], "role": ["admin"]}, {"save": "Go back to the form and answer the questions on it"}),
        (
            {"missed_point": ["x" * 501], "noticed": ["?"]},
            {
                "noticed": "Choose from the answers shown",
                "missed_point": "Shorten this to 500 characters or fewer. It has 501",
            },
        ),
    ],
)
def test_what_was_not_offered_is_refused_with_what_to_do(
    form: dict[str, list[str]], errors: dict[str, str]
) -> None:
    assert errors_of(form) == errors


def test_the_point_is_counted_in_code_points_after_composing() -> None:
    """AC-07: five hundred decomposed accents and five hundred emoji fit."""
    accents = read_answers({"missed_point": ["e\u0301" * 500]}, QUESTIONS)
    emoji = read_answers({"missed_point": ["🙂" * 500]}, QUESTIONS)

    assert (accents.missed_point, emoji.missed_point) == ("é" * 500, "🙂" * 500)


def test_joiners_that_words_and_emoji_need_are_kept() -> None:
    assert (
        read_answers({"missed_point": ["👩\u200d🔧 क्\u200dष"]}, QUESTIONS).missed_point
        == "👩\u200d🔧 क्\u200dष"
    )


FIELDS = st.sampled_from([*QUESTIONS.by_key, "next_step", "x"])


@given(st.dictionaries(FIELDS, st.lists(st.text(), max_size=3)))
def test_any_form_gives_a_reflection_or_says_what_to_do(form: dict[str, list[str]]) -> None:
    point, errors = read(form)

    assert (point is None) == bool(errors)
    assert [sign for sign in point or "" if unicodedata.category(sign) in {"Cc", "Cs"}] == []


@given(forms())
def test_a_form_that_came_too_late_is_read_as_any_other(form: dict[str, list[str]]) -> None:
    assert read_late(form, ASKED) == read_answers(form, ASKED)


@given(st.dictionaries(st.sampled_from([*ASKED.by_key, "other"]), st.lists(st.text(max_size=8), max_size=3)))
def test_whatever_came_too_late_is_a_reflection(form: dict[str, list[str]]) -> None:
    assert isinstance(read_late(form, ASKED), Reflection)


def test_of_a_form_that_came_too_late_only_what_is_no_answer_is_left_out() -> None:
    long = "It went on and on. " * 100
    form = {"felt": ["9"], "noticed": ["no", "maybe"], "themes": ["blanked"], "in_words": [long], "x": ["y"]}

    reflection = read_late(form, ASKED)

    assert reflection == Reflection(themes=(Theme.BLANKED,), in_words=long.strip())


@pytest.mark.parametrize("text", ["in_words", "missed_point"])
def test_beside_each_text_box_stands_what_to_leave_out(text: str) -> None:
    """PR-05."""
    assert "Please leave out health or other private matters." in QUESTIONS.by_key[text].hint


def test_errors_say_what_to_do_and_blame_nobody(questions: Questions) -> None:
    """AC-04."""
    said = " ".join(questions.errors.values()).lower()

    assert [word for word in ("please", "sorry", "valid", "oops", "forbidden", "wrong") if word in said] == []


def test_every_theme_but_went_well_stands_after_it(questions: Questions) -> None:
    choices = list(questions.by_key["themes"].choices)

    assert (choices[0], sorted(choices)) == ("went_well", sorted(Theme))
    assert questions.by_key["themes"].choices["unwell_or_upset"] == (
        "Something outside the interview got in the way (no need to say what)"
    )
