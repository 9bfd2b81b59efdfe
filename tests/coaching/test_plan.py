"""The plan: what one candidate reads."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.coaching.lint import check_advice, word_count
from plugin.coaching.plan import Plan, make_plan
from plugin.reflection import CallBack, Flag, Meeting, Noticed, Reflection, Route, StillWant, Theme
from tests.support.library import ENGLISH
from tests.support.reflections import a_meeting, meetings, reflections

SECTIONS = (
    *("opening", "perspective", "good", "reason", "disagreement", "follow_up", "route"),
    *("lesson", "practice", "consultant", "closing", "help"),
)
"""The order of an email without a flag."""
ALWAYS = {"opening", "reason", "follow_up", "consultant", "help"}
LEADING = (Flag.CRISIS, Flag.TREATMENT, Flag.DISTRESS, Flag.ADJUSTMENT)
"""Each of these comes before those after it, and has an outline of its own."""
THEMES = [
    (),
    *((theme,) for theme in Theme),
    *((Theme.NERVES, other) for other in (Theme.BLANKED, Theme.STUMBLED, Theme.RAMBLED)),
    (Theme.UNDERPREPARED, Theme.WEAK_ANSWER),
    (Theme.UNDERPREPARED, Theme.BLANKED),
    (Theme.RAMBLED, Theme.FORGOT_TO_MENTION),
    (Theme.NERVES, Theme.BLANKED, Theme.WEAK_ANSWER),
    (Theme.WENT_WELL, Theme.STUMBLED),
    (Theme.RAPPORT, Theme.WENT_WELL),
]


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
        "lesson.nerves.blanked",
        "practice.blanked",
        "consultant.offer",
        "closing.hard",
        "help.always",
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
        (Reflection(felt=5, themes=(Theme.WENT_WELL,), noticed=Noticed.NONE), "opening.great"),
        (Reflection(felt=4, themes=(Theme.WENT_WELL,), noticed=Noticed.NONE), "opening.good"),
        (Reflection(felt=4, themes=(Theme.STUMBLED,)), "opening.good_but"),
        (Reflection(felt=3, themes=(Theme.WENT_WELL, Theme.STUMBLED)), "opening.both"),
        (Reflection(felt=1, themes=(Theme.WENT_WELL, Theme.STUMBLED)), "opening.hard_but"),
        (Reflection(felt=2, themes=(Theme.NERVES, Theme.RAMBLED, Theme.BLANKED)), "opening.several"),
        (Reflection(felt=1), "opening.brief_hard"),
        (Reflection(felt=1, themes=(Theme.BLANKED,)), "opening.very_hard"),
        (Reflection(felt=2, in_words="one question after the other " * 20), "opening.long"),
        (Reflection(themes=(Theme.STUMBLED,), in_words="haha I said thanks, love you"), "opening.light"),
        (Reflection(felt=1, themes=(Theme.STUMBLED,), in_words="lol"), "opening.very_hard"),
        (Reflection(felt=2, themes=(Theme.SAID_WRONG_THING,), untrue=True), "opening.untrue"),
        (Reflection(themes=(Theme.WENT_WELL,), noticed=Noticed.NONE), "opening.good"),
        (Reflection(felt=3), "opening.mixed"),
        (Reflection(call_me=True), "opening.brief"),
        (Reflection(themes=(Theme.STUMBLED,)), "opening.unscored"),
        (Reflection(missed_point="payroll software"), "opening.unscored"),
        (Reflection(felt=1, themes=(Theme.UNWELL_OR_UPSET, Theme.NERVES)), "opening.outside"),
        (Reflection(felt=2, themes=(Theme.RAPPORT,), noticed=Noticed.NO), "opening.their_side"),
        (Reflection(felt=1, noticed=Noticed.OUTRAGEOUS), "opening.outrageous"),
        (Reflection(felt=1, still_want=StillWant.NO), "opening.withdrawing.hard"),
        (Reflection(still_want=StillWant.NO), "opening.withdrawing"),
    ],
)
def test_the_first_words_fit_how_it_was(reflection: Reflection, opening: str) -> None:
    assert ids(planned(reflection))[0] == opening


@pytest.mark.parametrize(
    ("themes", "noticed", "perspective"),
    [
        ((Theme.STUMBLED,), Noticed.NO, ["perspective.stumbled"]),
        ((Theme.BLANKED,), Noticed.MAYBE, ["perspective.blanked"]),
        ((Theme.STUMBLED, Theme.RAMBLED), None, ["perspective.small"]),
        ((Theme.STUMBLED, Theme.RAMBLED), Noticed.MAYBE, ["perspective.unsure"]),
        ((Theme.STUMBLED, Theme.WENT_WELL), Noticed.MAYBE, ["perspective.beside"]),
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
        (Reflection(felt=1, still_want=StillWant.NO), "consultant.withdrawing"),
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
    assert (plan.title, plan.flags) == ("Thank you for telling us", frozenset({Flag.WITHDRAWING}))


def test_who_asks_for_a_call_is_told_that_it_was_passed_on() -> None:
    plan = planned(Reflection(call_me=True))

    assert "consultant.call" in ids(plan)
    assert plan.flags == {Flag.CONTACT_ME}


@given(reflections(), meetings())
def test_every_reflection_gets_a_whole_plan_without_a_hole(reflection: Reflection, meeting: Meeting) -> None:
    plan = planned(reflection, meeting)

    sections = [passage.section for passage in plan.passages]
    assert set(sections) | ({"follow_up"} if "route" in sections else set()) >= ALWAYS
    assert all(passage.text.strip() and passage.ground for passage in plan.passages)
    assert {passage.text for passage in plan.passages} >= set(filter(None, (plan.reason, plan.lesson)))


@given(reflections())
def test_without_a_flag_that_leads_the_email_keeps_its_order(reflection: Reflection) -> None:
    kept = tuple(flag for flag in reflection.flags if flag not in LEADING)

    sections = [passage.section for passage in planned(replace(reflection, flags=kept)).passages]

    assert sections == [section for section in SECTIONS if section in sections]


@given(reflections())
def test_in_a_crisis_there_is_a_person_and_help_and_nothing_else(reflection: Reflection) -> None:
    plan = planned(replace(reflection, flags=(*reflection.flags, Flag.CRISIS)))

    assert ids(plan) == [
        "opening.crisis",
        "help.crisis",
        "consultant.crisis",
        "follow_up.none",
        "reason.none.crisis",
    ]
    assert (plan.drafts, plan.lesson, plan.practice, plan.went_well) == ((), "", "", "")


@given(reflections(), st.sampled_from(Flag))
def test_a_locked_phone_shows_the_same_whatever_was_told(reflection: Reflection, flag: Flag) -> None:
    flagged = replace(reflection, flags=(*reflection.flags, flag))

    assert planned(flagged).subject == planned(Reflection()).subject


@given(reflections())
def test_who_was_treated_badly_is_taught_nothing_and_sends_nothing(reflection: Reflection) -> None:
    flags = (*(flag for flag in reflection.flags if flag is not Flag.CRISIS), Flag.TREATMENT)

    plan = planned(replace(reflection, flags=flags))

    assert ids(plan)[:3] == ["opening.treatment", "consultant.treatment", "help.treatment"]
    assert (plan.drafts, plan.lesson, plan.practice) == ((), "", "")


def test_in_distress_kindness_and_a_call_and_help_come_first_and_the_plan_is_small() -> None:
    told = Reflection(1, (Theme.BLANKED,), Noticed.DEFINITELY, flags=(Flag.DISTRESS,))

    assert ids(planned(told)) == [
        "opening.distress",
        "consultant.distress",
        "help.distress",
        "later.distress",
        "reason.light_explanation.noticed",
        "follow_up.send",
        "lesson.later",
        "practice.blanked",
        "closing.distress",
    ]


def test_an_adjustment_is_the_consultants_to_arrange_and_theirs_to_ask_for() -> None:
    plan = planned(Reflection(3, (Theme.STUMBLED,), flags=(Flag.ADJUSTMENT, Flag.PRIVATE)))

    assert ids(plan) == [
        "opening.adjustment",
        "reason.consultant_first.adjustment",
        "follow_up.held.adjustment",
        "lesson.adjustment",
        "practice.adjustment",
        "consultant.adjustment",
        "closing.adjustment",
        "help.always",
    ]
    assert plan.drafts == ()


@pytest.mark.parametrize(
    ("call_back", "said"),
    [
        (
            CallBack("Moira Kerr", "on Monday morning"),
            "Moira Kerr has been asked to ring you on Monday morning",
        ),
        (CallBack(), "Priya Nair has been asked to ring you as soon as the office is open"),
    ],
)
@pytest.mark.parametrize("flag", [flag for flag in Flag if flag is not Flag.PRIVATE])
def test_who_rings_and_when_is_said_as_it_is(flag: Flag, call_back: CallBack, said: str) -> None:
    plan = make_plan(Reflection(flags=(flag,)), a_meeting(), ENGLISH, "journey-1", call_back=call_back)

    assert any(said in passage.text for passage in plan.passages)


def test_what_went_well_is_said_back_in_their_own_words() -> None:
    typed = "The stock example went really well. Then i lost it completely on margins."

    plan = planned(Reflection(2, (Theme.WENT_WELL, Theme.BLANKED), in_words=typed))

    assert plan.went_well == "The stock example went really well."
    assert "good.own" in ids(plan)
    assert "margins" not in str(plan)


def test_a_lesson_that_they_drew_themselves_is_theirs() -> None:
    plan = planned(
        Reflection(2, (Theme.RAMBLED,), in_words="Went on a bit. next time i'll stick to two minutes")
    )

    assert plan.lesson.startswith("You said it yourself: “Next time I'll stick to two minutes.”")
    assert "practice.rambled" in ids(plan)


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

    plan = planned(replace(reflection, missed_point=typed, in_words=typed, point_allowed=False))

    assert "zqx" not in str(plan)


@given(reflections(), st.sampled_from(Route))
def test_the_advice_of_any_plan_keeps_the_rules(reflection: Reflection, route: Route) -> None:
    plan = planned(replace(reflection, missed_point="", in_words=""), route=route)

    assert check_advice("\n".join(passage.text for passage in plan.passages), ENGLISH.rules) == ()


def answers_of(
    felt: int | None, themes: tuple[Theme, ...], noticed: Noticed | None, point: str, want: StillWant | None
) -> Reflection:
    return Reflection(felt=felt, themes=themes, noticed=noticed, missed_point=point, still_want=want)


def words_of(plan: Plan) -> int:
    return sum(word_count(passage.text) for passage in plan.passages)


def test_an_email_is_short_enough_to_read_on_a_bus() -> None:
    """The words beside the draft, over every kind of answer."""
    points = ("", "I speak Gaelic", "my last boss was a bully")
    every = product((None, 1, 3, 5), THEMES, (None, *Noticed), points, (None, StillWant.NO))

    lengths = {words_of(planned(answers_of(*answers))) for answers in every}

    assert min(lengths) >= 180
    assert max(lengths) <= 280


@pytest.mark.parametrize(("flag", "most"), [(Flag.CRISIS, 165), (Flag.TREATMENT, 190), (Flag.DISTRESS, 280)])
def test_when_things_are_serious_an_email_is_shorter(flag: Flag, most: int) -> None:
    lengths = {words_of(planned(Reflection(1, themes, flags=(flag,)))) for themes in THEMES}

    assert max(lengths) <= most


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
        *(Reflection(flags=(flag,)) for flag in Flag),
        Reflection(2, in_words="on and on " * 40),
        Reflection(3, (Theme.STUMBLED,), in_words="The tour went well. Next time I will bring my notes."),
        Reflection(3, (Theme.STUMBLED,), in_words="I tripped over the cable lol"),
        Reflection(5, in_words="The stock example went really well."),
        Reflection(1, still_want=StillWant.NO),
        Reflection(2, untrue=True, missed_point="I have used SAP for one year"),
        Reflection(untrue=True),
        Reflection(untrue=True, noticed=Noticed.OUTRAGEOUS),
    ]

    used = {passage.id for reflection in some for passage in planned(reflection).passages}
    used |= {passage.id for route in Route for passage in planned(Reflection(), route=route).passages}

    assert used == set(ENGLISH.paragraphs)
