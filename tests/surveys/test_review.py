"""Did we understand you, and who sees what."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.reading import Mention, Reading
from plugin.reflection import Flag, Lane, Noticed, Reflection, Shared, StillWant, Theme
from plugin.surveys.answers import dump_reading, load_reading
from plugin.surveys.questions import AnswersIncomplete, reflection_questions
from plugin.surveys.review import (
    TEXTS,
    Proposal,
    Review,
    answered_anew,
    as_read,
    asks_untrue,
    confirmed,
    proposals,
    read_review,
    shareable,
    taking_back,
)
from tests.support.reflections import readings, reflections

QUESTIONS = reflection_questions("en")
CONSULTANT, CLIENT = Lane.MY_CONSULTANT, Lane.MAY_TELL_CLIENT
READ = Reading(
    themes=(Theme.BLANKED,),
    noticed=Noticed.MAYBE,
    mention=Mention.ADD_INFORMATION,
    flags=(Flag.WITHDRAWING, Flag.CONTACT_ME, Flag.ADJUSTMENT),
    missed_point="I ran the depot",
    because={
        Theme.BLANKED: "went blank",
        Flag.WITHDRAWING: "took another job",
        Flag.CONTACT_ME: "ring me",
        Flag.ADJUSTMENT: "needed the ramp",
    },
)
ALL = frozenset({"blanked", "noticed", "missed_point", "withdrawing", "contact_me", "adjustment"})

lanes = st.dictionaries(
    st.sampled_from(["themes", "noticed", "in_words", "missed_point", "still_want", "untrue"]),
    st.sampled_from(Lane),
)
reviews = st.builds(
    Review,
    version=st.just(1),
    found=st.frozensets(st.sampled_from(sorted(ALL))),
    lanes=lanes,
    own_say=st.frozensets(st.sampled_from(TEXTS)),
    point_allowed=st.booleans(),
    untrue=st.booleans(),
)


def test_what_was_found_is_proposed_with_the_words_that_it_went_by() -> None:
    assert proposals(Reflection(in_words="…"), READ) == (
        Proposal("blanked", "went blank"),
        Proposal("noticed"),
        Proposal("missed_point", "I ran the depot"),
        Proposal("withdrawing", "took another job"),
        Proposal("contact_me", "ring me"),
        Proposal("adjustment", "needed the ramp"),
    )


def test_what_the_candidate_said_themself_is_not_proposed() -> None:
    said = Reflection(
        themes=(Theme.BLANKED,),
        noticed=Noticed.NO,
        missed_point="My rota",
        still_want=StillWant.NO,
        call_me=True,
        flags=(Flag.ADJUSTMENT,),
    )

    assert proposals(said, READ) == ()


def test_in_a_crisis_nothing_is_proposed_but_a_call() -> None:
    in_crisis = Reflection(in_words="…", flags=(Flag.CRISIS,), themes=(Theme.WEAK_ANSWER,))

    assert proposals(in_crisis, READ) == (Proposal("contact_me", "ring me"),)
    assert not asks_untrue(in_crisis, READ)


def test_what_is_confirmed_becomes_an_answer() -> None:
    after = confirmed(Reflection(in_words="…"), READ, Review(1, found=ALL), stale=False)

    assert after == Reflection(
        themes=(Theme.BLANKED,),
        noticed=Noticed.MAYBE,
        in_words="…",
        missed_point="I ran the depot",
        still_want=StillWant.NO,
        call_me=True,
        flags=(Flag.ADJUSTMENT,),
        lanes={"call_me": CONSULTANT},
    )


@given(reflections(), readings(), reviews)
def test_nothing_is_taken_over_that_was_not_confirmed(
    reflection: Reflection, reading: Reading, review: Review
) -> None:
    before = replace(reflection, untrue=review.untrue, point_allowed=review.point_allowed)

    after = confirmed(before, reading, replace(review, found=frozenset()), stale=False)

    assert replace(after, lanes={}) == replace(before, lanes={})


@given(reflections(), readings(), reviews)
def test_confirming_twice_is_confirming_once(
    reflection: Reflection, reading: Reading, review: Review
) -> None:
    once = confirmed(reflection, reading, review, stale=False)

    assert confirmed(once, reading, review, stale=False) == once


@given(reflections(), readings(), reviews, st.booleans())
def test_private_words_are_shared_only_with_their_own_say(
    reflection: Reflection, reading: Reading, review: Review, stale: bool
) -> None:
    """PR-06: and never by somebody who was looking at older ones."""
    private = replace(reflection, flags=(Flag.PRIVATE,), lanes={})

    sees = confirmed(private, reading, review, stale=stale).shared_with(CONSULTANT)

    for text in TEXTS:
        assert not sees.has(text) or (text in review.own_say and not stale)


def test_no_lane_is_kept_for_an_answer_that_was_not_given() -> None:
    """PR-06: words that come later are private until they have a lane of their own."""
    proposed = Reflection(in_words="I left out that I ran the depot.", flags=(Flag.PRIVATE,))
    review = Review(1, lanes={"missed_point": CLIENT, "noticed": CONSULTANT}, own_say=frozenset(TEXTS))

    after = confirmed(proposed, READ, review, stale=False)

    assert after == proposed


def test_an_answer_that_is_taken_away_takes_its_lane_with_it() -> None:
    before = Reflection(felt=2, noticed=Noticed.MAYBE, lanes={"noticed": CONSULTANT})

    assert answered_anew(before, Reflection(felt=2)) == Reflection(felt=2)


def test_private_words_that_are_to_be_shared_ask_for_one_more_tick() -> None:
    private = Reflection(in_words="My mother was in hospital", flags=(Flag.PRIVATE,))
    form = {"lane-in_words": ["my_consultant"], "version": ["1"]}

    with pytest.raises(AnswersIncomplete) as caught:
        read_review(form, private, Reading(), QUESTIONS)

    assert caught.value.errors == {"say-in_words": "Tick to share these words, or choose ‘Only me’"}
    ticked = read_review({**form, "say-in_words": ["yes"]}, private, Reading(), QUESTIONS)
    assert confirmed(private, Reading(), ticked, stale=False).shared_with(CONSULTANT) == Shared(
        in_words="My mother was in hospital"
    )


def test_a_lane_that_was_not_offered_is_refused_and_one_of_no_answer_left_aside() -> None:
    answered = Reflection(themes=(Theme.NERVES,), felt=1)

    with pytest.raises(AnswersIncomplete) as caught:
        read_review({"lane-themes": ["everyone"]}, answered, Reading(), QUESTIONS)

    assert caught.value.errors == {"lane-themes": "Choose from the answers shown"}
    aside = {"lane-felt": ["may_tell_client"], "lane-noticed": ["my_consultant"], "version": ["٣"]}
    assert read_review(aside, answered, Reading(), QUESTIONS) == Review(0)


def test_a_lane_is_chosen_for_each_answer_given_or_proposed() -> None:
    asked = QUESTIONS.asking(["next_step"])
    answered = Reflection(felt=1, in_words="…", call_me=True, extras={"next_step": ("no_date",)})

    assert shareable(answered, Reading(), asked) == ("in_words", "next_step")
    assert shareable(answered, READ, asked) == (
        "themes",
        "noticed",
        "in_words",
        "missed_point",
        "still_want",
        "next_step",
    )


@pytest.mark.parametrize(
    ("reflection", "reading", "asked"),
    [
        (Reflection(themes=(Theme.WEAK_ANSWER,)), Reading(), True),
        (Reflection(themes=(Theme.SAID_WRONG_THING,)), Reading(), True),
        (Reflection(), Reading(themes=(Theme.SAID_WRONG_THING,)), True),
        (Reflection(untrue=True), Reading(), True),
        (Reflection(themes=(Theme.NERVES,)), Reading(themes=(Theme.WEAK_ANSWER,)), False),
    ],
)
def test_whether_something_was_untrue_is_asked_where_it_may_be(
    reflection: Reflection, reading: Reading, asked: bool
) -> None:
    assert asks_untrue(reflection, reading) is asked
    assert ("untrue" in shareable(reflection, reading, QUESTIONS)) is asked


def test_a_text_that_is_changed_is_private_again_and_the_rest_keeps_its_lane() -> None:
    before = Reflection(
        themes=(Theme.NERVES,),
        in_words="I froze.",
        missed_point="My rota",
        point_allowed=True,
        lanes={"themes": CLIENT, "in_words": CONSULTANT, "missed_point": CONSULTANT},
    )
    after = Reflection(themes=(Theme.BLANKED,), in_words="I froze, and cried.", missed_point="My rota")

    anew = answered_anew(before, after)

    assert anew == replace(after, point_allowed=True, lanes={"themes": CLIENT, "missed_point": CONSULTANT})


def test_a_call_that_is_no_longer_wanted_is_no_longer_told() -> None:
    before = Reflection(call_me=True, lanes={"call_me": CONSULTANT})

    assert answered_anew(before, Reflection(felt=3)) == Reflection(felt=3)


@given(reflections(), reflections())
def test_changed_answers_show_no_text_that_was_not_shared(before: Reflection, after: Reflection) -> None:
    sees = answered_anew(before, replace(after, lanes={})).shared_with(CONSULTANT)

    for text in TEXTS:
        assert not sees.has(text) or getattr(sees, text) == getattr(before, text)


@pytest.mark.parametrize("flag", [Flag.CRISIS, Flag.DISTRESS, Flag.TREATMENT, Flag.PRIVATE])
def test_what_is_serious_or_private_holds_at_once(flag: Flag) -> None:
    assert as_read(Reflection(), Reading(flags=(flag,))).flags == (flag,)


@pytest.mark.parametrize("flag", [Flag.WITHDRAWING, Flag.CONTACT_ME, Flag.ADJUSTMENT])
def test_the_rest_waits_for_the_candidate(flag: Flag) -> None:
    assert as_read(Reflection(), Reading(flags=(flag,))).flags == ()


def test_what_has_been_raised_stays_raised_and_a_crisis_takes_the_place_of_distress() -> None:
    low = Reflection(flags=(Flag.DISTRESS, Flag.PRIVATE))

    assert as_read(low, Reading()).flags == (Flag.DISTRESS,)
    assert as_read(low, Reading(flags=(Flag.CRISIS,))).flags == (Flag.CRISIS,)


def test_a_call_and_a_withdrawal_are_raised_however_they_were_said() -> None:
    said = Reflection(call_me=True, still_want=StillWant.NO, flags=(Flag.TREATMENT,))

    assert said.raised == {Flag.TREATMENT, Flag.CONTACT_ME, Flag.WITHDRAWING}


def test_what_the_consultant_saw_and_sees_no_more_is_named_until_it_is_shared_again() -> None:
    before = Reflection(themes=(Theme.NERVES,), in_words="I froze.", lanes={"themes": CLIENT})

    hidden = taking_back(before, replace(before, lanes={}))
    again = taking_back(hidden, replace(hidden, lanes={"themes": CONSULTANT}))

    assert (hidden.taken_back, again.taken_back) == (("themes",), ())


@given(reflections(), reflections())
def test_only_what_was_seen_is_taken_back_and_nothing_that_still_is(
    before: Reflection, after: Reflection
) -> None:
    gone = taking_back(before, after).taken_back

    assert all(key in before.taken_back or before.shared_with(CONSULTANT).has(key) for key in gone)
    assert not any(after.shared_with(CONSULTANT).has(key) for key in gone)


@given(readings())
def test_a_reading_is_kept_as_it_was(reading: Reading) -> None:
    assert load_reading(dump_reading(reading)) == reading
