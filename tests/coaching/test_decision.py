"""Should I mention it? The decision for each kind of reflection."""

from pathlib import Path

import pytest
from hypothesis import given

from plugin.coaching.decision import RULES, Kind, all_well, decide, slips, table
from plugin.reflection import Noticed, Reflection, StillWant, Theme
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
        (Reflection(noticed=Noticed.NO, missed_point=POINT), "add_information.point"),
        (Reflection(missed_point=POINT), "add_information.point"),
        (Reflection(noticed=Noticed.DEFINITELY, missed_point=POINT), "add_information.instead"),
        (Reflection(noticed=Noticed.DEFINITELY, missed_point="  "), "light_explanation.noticed"),
        (Reflection(noticed=Noticed.OUTRAGEOUS, missed_point=POINT), "brief_apology.outrageous"),
        (Reflection(still_want=StillWant.NO, missed_point=POINT), "thank_only.withdrawing"),
        (Reflection(still_want=StillWant.NO, noticed=Noticed.OUTRAGEOUS), "brief_apology.withdrawing"),
    ],
)
def test_the_decision_and_its_reason(reflection: Reflection, reason: str) -> None:
    assert decide(reflection).reason_id == f"reason.{reason}"


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
        assert decide(reflection).kind in {Kind.THANK_ONLY, Kind.BRIEF_APOLOGY}


@given(reflections())
def test_there_is_something_to_mention_unless_nothing_went_wrong(reflection: Reflection) -> None:
    if slips(reflection) and reflection.noticed is not Noticed.NONE:
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
    reasons = [rule.decision.reason_id for rule in RULES]
    written = [name for name in ENGLISH.paragraphs if name.startswith("reason.")]

    assert sorted([*reasons, "reason.left_out"]) == sorted(written)


def test_the_page_about_coaching_holds_the_table_as_it_is() -> None:
    assert table() in DOCS.read_text(encoding="utf-8")
