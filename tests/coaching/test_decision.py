"""Should I mention it? The decision for each kind of reflection."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.coaching.answers import all_well, slips
from plugin.coaching.decision import RULES, Kind, decide, table
from plugin.reflection import Flag, Noticed, Reflection, Route, StillWant, Theme
from tests.support.library import ENGLISH
from tests.support.reflections import reflections

DOCS = Path(__file__).parents[2] / "docs" / "coaching.md"
POINT = "I brought the Leith branch to the top of its region"


@pytest.mark.parametrize(
    ("reflection", "reason"),
    [
        (Reflection(), "thank_only.nothing"),
        (Reflection(themes=(Theme.WENT_WELL,), noticed=Noticed.NONE), "thank_only.nothing"),
        (Reflection(felt=5), "thank_only.nothing"),
        (Reflection(felt=4, themes=(Theme.WENT_WELL,)), "thank_only.nothing"),
        (Reflection(felt=2), "thank_only.unnamed"),
        (Reflection(felt=1, noticed=Noticed.NONE), "thank_only.nothing"),
        (Reflection(felt=2, themes=(Theme.WENT_WELL,)), "thank_only.nothing"),
        (Reflection(themes=(Theme.STUMBLED,), noticed=Noticed.NO), "thank_only.small"),
        (Reflection(themes=(Theme.STUMBLED,), noticed=Noticed.MAYBE), "thank_only.perhaps"),
        (Reflection(themes=(Theme.STUMBLED,)), "thank_only.unsaid"),
        (Reflection(themes=(Theme.RAPPORT,), noticed=Noticed.DEFINITELY), "thank_only.their_side"),
        (Reflection(themes=(Theme.RAPPORT,), noticed=Noticed.OUTRAGEOUS), "thank_only.their_side"),
        (Reflection(themes=(Theme.BLANKED,), noticed=Noticed.DEFINITELY), "light_explanation.noticed"),
        (Reflection(felt=1, noticed=Noticed.MAYBE), "light_explanation.whole"),
        (
            Reflection(felt=2, themes=(Theme.UNWELL_OR_UPSET,), noticed=Noticed.MAYBE),
            "light_explanation.whole",
        ),
        (Reflection(felt=3, noticed=Noticed.MAYBE), "thank_only.perhaps"),
        (Reflection(noticed=Noticed.MAYBE), "light_explanation.whole"),
        (Reflection(themes=(Theme.UNWELL_OR_UPSET,), noticed=Noticed.MAYBE), "thank_only.perhaps"),
        (Reflection(noticed=Noticed.NO, missed_point=POINT), "add_information.point"),
        (Reflection(missed_point=POINT), "add_information.point"),
        (Reflection(noticed=Noticed.DEFINITELY, missed_point=POINT), "add_information.instead"),
        (Reflection(noticed=Noticed.DEFINITELY, missed_point="  "), "light_explanation.noticed"),
        (Reflection(noticed=Noticed.OUTRAGEOUS, missed_point=POINT), "brief_apology.outrageous"),
        (Reflection(still_want=StillWant.NO, missed_point=POINT), "thank_only.withdrawing"),
        (Reflection(still_want=StillWant.NO, noticed=Noticed.OUTRAGEOUS), "brief_apology.withdrawing"),
        (Reflection(flags=(Flag.WITHDRAWING,), missed_point=POINT), "thank_only.withdrawing"),
        (Reflection(flags=(Flag.CRISIS, Flag.PRIVATE), untrue=True), "none.crisis"),
        (Reflection(flags=(Flag.TREATMENT,), noticed=Noticed.OUTRAGEOUS), "consultant_first.treatment"),
        (Reflection(flags=(Flag.TREATMENT,), still_want=StillWant.NO), "consultant_first.treatment"),
        (
            Reflection(flags=(Flag.ADJUSTMENT, Flag.PRIVATE), missed_point=POINT),
            "consultant_first.adjustment",
        ),
        (Reflection(untrue=True), "correct_untruth.today"),
        (Reflection(untrue=True, noticed=Noticed.DEFINITELY, missed_point=POINT), "correct_untruth.today"),
        (Reflection(untrue=True, flags=(Flag.PRIVATE,)), "consultant_first.untrue"),
        (Reflection(untrue=True, flags=(Flag.PRIVATE,), point_allowed=True), "correct_untruth.today"),
        (Reflection(untrue=True, noticed=Noticed.OUTRAGEOUS), "consultant_first.untrue"),
        (Reflection(untrue=True, still_want=StillWant.NO), "thank_only.withdrawing"),
        (Reflection(flags=(Flag.DISTRESS,), noticed=Noticed.NO), "thank_only.small"),
    ],
)
def test_the_decision_and_its_reason(reflection: Reflection, reason: str) -> None:
    assert decide(reflection).reason_id == f"reason.{reason}"


@pytest.mark.parametrize("reflection", [Reflection(), Reflection(noticed=Noticed.OUTRAGEOUS, untrue=True)])
def test_a_client_that_wants_no_contact_is_not_written_to(reflection: Reflection) -> None:
    """9.18: the agency's rule wins over any draft."""
    assert decide(reflection, Route.NONE).kind is Kind.CONSULTANT_FIRST
    assert decide(Reflection(), Route.NONE).reason_id == "reason.consultant_first.route"


@given(reflections(), st.sampled_from([Route.DIRECT, Route.COPY, Route.THROUGH]))
def test_by_whom_the_note_goes_does_not_change_what_it_says(reflection: Reflection, route: Route) -> None:
    assert decide(reflection, route) == decide(reflection)


@given(reflections())
def test_who_is_very_low_is_not_hurried_and_hears_of_no_dispute(reflection: Reflection) -> None:
    low = decide(replace(reflection, flags=(Flag.DISTRESS,)))

    assert (low.can_wait, low.disagreement) == (True, "")


@given(reflections())
def test_what_a_person_has_to_see_first_is_held(reflection: Reflection) -> None:
    first = {Flag.CRISIS, Flag.TREATMENT, Flag.ADJUSTMENT}

    if first.intersection(reflection.flags):
        assert decide(reflection).held


def test_where_advisers_differ_it_says_so() -> None:
    told = {rule.reason_id: rule.disagreement for rule in RULES if rule.disagreement}

    assert told == {
        "reason.brief_apology.outrageous": "apology",
        "reason.add_information.instead": "acknowledge",
        "reason.light_explanation.noticed": "acknowledge",
        "reason.light_explanation.whole": "acknowledge",
        "reason.thank_only.perhaps": "leave",
        "reason.thank_only.unsaid": "leave",
    }
    written = {name for name in ENGLISH.paragraphs if name.startswith("disagreement.")}
    assert written == {f"disagreement.{name}" for name in told.values()}


@pytest.mark.parametrize(
    ("reflection", "mention"),
    [
        (Reflection(flags=(Flag.TREATMENT,)), Kind.THANK_ONLY),
        (Reflection(flags=(Flag.CRISIS,), noticed=Noticed.DEFINITELY), Kind.LIGHT_EXPLANATION),
        (Reflection(flags=(Flag.ADJUSTMENT,), missed_point=POINT), Kind.ADD_INFORMATION),
        (Reflection(untrue=True, noticed=Noticed.OUTRAGEOUS), Kind.BRIEF_APOLOGY),
        (Reflection(noticed=Noticed.DEFINITELY), Kind.LIGHT_EXPLANATION),
    ],
)
def test_what_a_note_may_carry_later_is_known_while_it_is_held(reflection: Reflection, mention: Kind) -> None:
    assert decide(reflection).mention is mention


@given(reflections())
def test_every_reflection_has_a_decision_with_a_reason_in_the_library(reflection: Reflection) -> None:
    decision = decide(reflection)

    paragraph = ENGLISH.paragraphs[decision.reason_id]
    assert paragraph.id.split(".")[1] == decision.kind


@given(reflections())
def test_an_apology_only_where_nobody_could_forget_it(reflection: Reflection) -> None:
    """A11."""
    if decide(reflection).kind is Kind.BRIEF_APOLOGY:
        assert reflection.noticed is Noticed.OUTRAGEOUS


@given(reflections())
def test_information_is_added_only_where_there_is_a_point(reflection: Reflection) -> None:
    """A12."""
    if decide(reflection).kind is Kind.ADD_INFORMATION:
        assert reflection.missed_point.strip()


@given(reflections())
def test_who_no_longer_wants_the_job_is_never_told_to_sell(reflection: Reflection) -> None:
    if reflection.still_want is StillWant.NO:
        assert decide(reflection).mention in {Kind.THANK_ONLY, Kind.BRIEF_APOLOGY}


@given(reflections())
def test_there_is_something_to_mention_unless_nothing_went_wrong(reflection: Reflection) -> None:
    crisis = Flag.CRISIS in reflection.flags
    if slips(reflection) and reflection.noticed is not Noticed.NONE and not crisis:
        assert decide(reflection).something_to_mention


def test_a_hard_interview_without_a_word_why_is_not_called_fine() -> None:
    reason = ENGLISH.paragraphs[decide(Reflection(felt=1)).reason_id].text

    assert "It felt hard" in reason
    assert "needs putting right" not in reason


@pytest.mark.parametrize(
    ("reflection", "well"),
    [
        (Reflection(felt=5), True),
        (Reflection(themes=(Theme.WENT_WELL,)), True),
        (Reflection(felt=4, themes=(Theme.WENT_WELL,), noticed=Noticed.NONE), True),
        (Reflection(), False),
        (Reflection(felt=3, themes=(Theme.WENT_WELL,)), False),
        (Reflection(felt=5, themes=(Theme.RAPPORT,)), False),
        (Reflection(felt=5, themes=(Theme.NERVES,)), False),
        (Reflection(felt=5, noticed=Noticed.MAYBE), False),
        (Reflection(felt=5, missed_point=POINT), False),
    ],
)
def test_all_is_well_only_where_nothing_they_said_speaks_against_it(
    reflection: Reflection, well: bool
) -> None:
    assert all_well(reflection) is well


def test_every_rule_has_its_own_reason() -> None:
    reasons = [rule.reason_id for rule in RULES]
    written = [name for name in ENGLISH.paragraphs if name.startswith("reason.")]

    assert sorted([*reasons, "reason.left_out"]) == sorted(written)


def test_the_page_about_coaching_holds_the_table_as_it_is() -> None:
    assert table() in DOCS.read_text(encoding="utf-8")
