"""The plan: what one candidate reads."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given

from plugin.coaching.lint import check_advice, word_count
from plugin.coaching.plan import Plan, make_plan
from plugin.reflection import Flag, Meeting, Noticed, Reflection, Route, StillWant, Theme
from tests.support.library import ENGLISH
from tests.support.reflections import a_meeting, meetings, reflections

SECTIONS = (
    *("opening", "perspective", "reason", "disagreement", "follow_up"),
    *("lesson", "practice", "consultant", "closing"),
)
MAY_BE_LEFT_OUT = {"perspective", "disagreement"}
THEMES = [(), *((theme,) for theme in Theme), (Theme.RAPPORT, Theme.WENT_WELL)]


def planned(reflection: Reflection, meeting: Meeting | None = None, route: Route = Route.DIRECT) -> Plan:
    return make_plan(reflection, meeting or a_meeting(), ENGLISH, "journey-1", route=route)


def ids(plan: Plan) -> list[str]:
    return [passage.id for passage in plan.passages]


def test_a_bad_interview_gets_kindness_a_reason_one_lesson_and_a_close() -> None:
    plan = planned(Reflection(1, (Theme.NERVES, Theme.BLANKED), Noticed.DEFINITELY, still_want=StillWant.YES))

    assert ids(plan) == [
        "opening.very_hard",
        "perspective.seen",
        "reason.light_explanation.noticed",
        "disagreement.acknowledge",
        "follow_up.send",
        "lesson.blanked",
        "practice.blanked",
        "consultant.offer",
        "closing.hard",
    ]
    assert plan.greeting == "Hello Jo,"
    assert plan.subject == "After your interview with Acme Foods"
    assert plan.practice == (
        "If nothing comes, then I will say ‘Let me think about that for a moment’, "
        "and choose one of my three stories."
    )


@pytest.mark.parametrize(
    ("reflection", "opening"),
    [
        (Reflection(felt=5, themes=(Theme.WENT_WELL,), noticed=Noticed.NONE), "opening.good"),
        (Reflection(themes=(Theme.WENT_WELL,), noticed=Noticed.NONE), "opening.good"),
        (Reflection(felt=3), "opening.mixed"),
        (Reflection(call_me=True), "opening.brief"),
        (Reflection(themes=(Theme.STUMBLED,)), "opening.unscored"),
        (Reflection(missed_point="payroll software"), "opening.unscored"),
        (Reflection(felt=1, themes=(Theme.UNWELL_OR_UPSET, Theme.NERVES)), "opening.outside"),
        (Reflection(felt=2, themes=(Theme.RAPPORT,), noticed=Noticed.NO), "opening.their_side"),
        (Reflection(felt=1, noticed=Noticed.OUTRAGEOUS), "opening.outrageous"),
        (Reflection(felt=1, still_want=StillWant.NO), "opening.withdrawing"),
    ],
)
def test_the_first_words_fit_how_it_was(reflection: Reflection, opening: str) -> None:
    assert ids(planned(reflection))[0] == opening


@pytest.mark.parametrize(
    ("themes", "noticed", "perspective"),
    [
        ((Theme.STUMBLED,), Noticed.NO, ["perspective.small"]),
        ((Theme.STUMBLED,), None, ["perspective.small"]),
        ((Theme.STUMBLED,), Noticed.MAYBE, ["perspective.unsure"]),
        ((Theme.STUMBLED, Theme.NERVES), Noticed.MAYBE, ["perspective.nerves"]),
        ((Theme.STUMBLED, Theme.NERVES), Noticed.DEFINITELY, ["perspective.seen"]),
        ((Theme.SAID_WRONG_THING,), Noticed.OUTRAGEOUS, []),
        ((Theme.RAPPORT,), Noticed.NO, []),
        ((Theme.WENT_WELL,), Noticed.NONE, []),
        ((), None, []),
    ],
)
def test_what_others_see_is_said_only_where_it_helps(
    themes: tuple[Theme, ...], noticed: Noticed | None, perspective: list[str]
) -> None:
    plan = planned(Reflection(themes=themes, noticed=noticed))

    assert [name for name in ids(plan) if name.startswith("perspective.")] == perspective


def test_a_day_that_went_wrong_outside_is_not_answered_with_a_skill() -> None:
    plan = planned(Reflection(themes=(Theme.BLANKED, Theme.UNWELL_OR_UPSET), noticed=Noticed.DEFINITELY))

    assert [passage.id for passage in plan.passages if passage.section == "lesson"] == [
        "lesson.unwell_or_upset"
    ]


def test_the_lesson_is_in_their_own_words_where_they_gave_some() -> None:
    """A15."""
    plan = planned(Reflection(themes=(Theme.FORGOT_TO_MENTION,), missed_point="i speak Gaelic"))

    assert plan.lesson == (
        "In your own words: “I speak Gaelic.” Put it at the top of a short list for the next interview, "
        "and bring the list along."
    )
    assert plan.draft is not None
    assert plan.draft.point == "I speak Gaelic."


@pytest.mark.parametrize(
    ("typed", "passage"),
    [
        ("my depression kept me off work", "follow_up.private"),
        ("I am so sorry, I promise", "follow_up.reword"),
        ("ran " * 124, "follow_up.shorten"),
        ("mam prawo jazdy kategorii C", "follow_up.unread"),
        ("I speak Gaelic", "follow_up.point"),
        ("I led ten. I hired six. I opened two shops.", "follow_up.part"),
        ("My last boss was a bully and I want 40k. I know Welsh.", "follow_up.blame"),
        ("I want 40k", "follow_up.pay"),
    ],
)
def test_the_candidate_is_told_what_became_of_their_point(typed: str, passage: str) -> None:
    assert passage in ids(planned(Reflection(missed_point=typed)))


@pytest.mark.parametrize(
    ("noticed", "still_want", "passage"),
    [
        (Noticed.OUTRAGEOUS, None, "follow_up.apology"),
        (Noticed.OUTRAGEOUS, StillWant.NO, "follow_up.withdrawing.point"),
        (None, StillWant.NO, "follow_up.withdrawing.point"),
    ],
)
def test_a_point_with_no_place_in_the_note_is_said_to_be_left_out(
    noticed: Noticed, still_want: StillWant | None, passage: str
) -> None:
    plan = planned(Reflection(noticed=noticed, missed_point="I speak Gaelic", still_want=still_want))

    assert passage in ids(plan)
    assert "Gaelic" not in str(plan)


def test_a_point_that_is_left_out_is_no_lesson_either() -> None:
    plan = planned(Reflection(missed_point="My last boss was a bully and I want 40k. I know Welsh."))

    assert {"reason.left_out", "lesson.unsaid", "practice.unsaid"} <= set(ids(plan))
    assert "Welsh" not in str(plan)


@pytest.mark.parametrize(
    ("reflection", "topic"),
    [
        (Reflection(felt=5), "went_well"),
        (Reflection(felt=3), "unsaid"),
        (Reflection(felt=3, still_want=StillWant.NO), "withdrawing"),
        (Reflection(felt=5, still_want=StillWant.NO), "withdrawing"),
        (Reflection(themes=(Theme.NERVES,), still_want=StillWant.NO), "nerves"),
        (Reflection(missed_point="I speak Gaelic"), "forgot_to_mention"),
    ],
)
def test_the_plan_for_next_time_goes_with_its_lesson(reflection: Reflection, topic: str) -> None:
    lesson, practice = (
        name for name in ids(planned(reflection)) if name.startswith(("lesson.", "practice."))
    )

    assert (lesson.removesuffix(".point"), practice) == (f"lesson.{topic}", f"practice.{topic}")


@pytest.mark.parametrize(
    ("reflection", "consultant"),
    [
        (Reflection(felt=5, themes=(Theme.WENT_WELL,)), "consultant.ask"),
        (Reflection(felt=1, still_want=StillWant.NO), "consultant.ask"),
        (Reflection(felt=1), "consultant.offer"),
        (Reflection(felt=5, themes=(Theme.WENT_WELL,), call_me=True), "consultant.call"),
    ],
)
def test_only_who_has_something_to_work_out_is_told_that_they_are_not_alone(
    reflection: Reflection, consultant: str
) -> None:
    assert consultant in ids(planned(reflection))


def test_who_withdraws_is_thanked_and_sold_nothing() -> None:
    plan = planned(Reflection(felt=1, still_want=StillWant.NO))

    assert plan.draft is None
    assert "follow_up.withdrawing" in ids(plan)
    assert (plan.subject, plan.flags) == ("Thank you for letting us know", frozenset({Flag.WITHDRAWING}))


def test_who_asks_for_a_call_is_told_that_it_was_passed_on() -> None:
    plan = planned(Reflection(call_me=True))

    assert "consultant.call" in ids(plan)
    assert plan.flags == {Flag.CONTACT_ME}


@given(reflections(), meetings())
def test_every_reflection_gets_a_whole_plan_without_a_hole(reflection: Reflection, meeting: Meeting) -> None:
    plan = planned(reflection, meeting)

    sections = [passage.section for passage in plan.passages]
    assert sections == [section for section in SECTIONS if section in sections]
    assert set(SECTIONS) - set(sections) <= MAY_BE_LEFT_OUT
    assert all(passage.text.strip() and passage.ground for passage in plan.passages)


@given(reflections())
def test_the_same_answers_with_another_name_give_the_same_plan(reflection: Reflection) -> None:
    """9.6."""
    jo, ngozi = planned(reflection), planned(reflection, a_meeting(candidate_name="Ngozi Adeyemi-Khan"))

    assert replace(ngozi, greeting=jo.greeting, drafts=()) == replace(jo, drafts=())
    if jo.draft and ngozi.draft:
        assert ngozi.draft.body.replace("Ngozi Adeyemi-Khan", "Jo Kerr") == jo.draft.body


@given(reflections())
def test_health_that_was_typed_is_nowhere_in_the_plan(reflection: Reflection) -> None:
    """PR-06."""
    typed = "My zqx came after my depression. I speak Gaelic."

    plan = planned(replace(reflection, missed_point=typed, point_allowed=False))

    assert "zqx" not in str(plan)


@given(reflections())
def test_the_advice_of_any_plan_keeps_the_rules(reflection: Reflection) -> None:
    plan = planned(replace(reflection, missed_point=""))

    assert check_advice("\n".join(passage.text for passage in plan.passages), ENGLISH.rules) == ()


def answers_of(
    felt: int | None, themes: tuple[Theme, ...], noticed: Noticed | None, point: str, want: StillWant | None
) -> Reflection:
    return Reflection(felt=felt, themes=themes, noticed=noticed, missed_point=point, still_want=want)


def test_a_plan_is_a_page_and_no_more() -> None:
    """One or two minutes on a phone: the words beside the draft, over every kind of answer."""
    points = ("", "I speak Gaelic")
    every = product((None, 1, 3, 5), THEMES, (None, *Noticed), points, (None, StillWant.NO))

    lengths = {
        sum(word_count(passage.text) for passage in planned(answers_of(*answers)).passages)
        for answers in every
    }

    assert min(lengths) >= 165
    assert max(lengths) <= 280


def test_the_whole_library_is_in_use() -> None:
    points = (
        "I speak Gaelic",
        "I led ten. I hired six. I sold.",
        "my depression",
        "my boss",
        "my salary",
        "sorry",
        "ran " * 124,
        "falo inglês e francês fluentemente",
    )
    some = [
        Reflection(missed_point="I speak Gaelic", still_want=StillWant.NO),
        *(
            answers_of(*answers, "", None)
            for answers in product((None, 1, 2, 3, 5), THEMES, (None, *Noticed))
        ),
        *(Reflection(1, noticed=noticed, missed_point=point) for noticed, point in product(Noticed, points)),
        *(Reflection(noticed=noticed, still_want=StillWant.NO, call_me=True) for noticed in Noticed),
        Reflection(themes=(Theme.FORGOT_TO_MENTION,), missed_point="I speak Gaelic"),
        *(Reflection(flags=(flag,)) for flag in (Flag.CRISIS, Flag.TREATMENT, Flag.ADJUSTMENT)),
        Reflection(untrue=True),
        Reflection(untrue=True, noticed=Noticed.OUTRAGEOUS),
    ]

    used = {passage.id for reflection in some for passage in planned(reflection).passages}
    used |= {passage.id for route in Route for passage in planned(Reflection(), route=route).passages}

    assert used == set(ENGLISH.paragraphs)
