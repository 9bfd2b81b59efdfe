"""The follow-up: facts, courtesies, the candidate's own point, and nothing that could hurt them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.coaching.decision import Kind, decide
from plugin.coaching.draft import Draft, draft_names, write_draft
from plugin.coaching.lint import check_draft
from plugin.coaching.wording import phrases
from plugin.reflection import Meeting, Noticed, Reflection, StillWant, Theme
from tests.support.library import ENGLISH
from tests.support.reflections import a_meeting, meetings, reflections

STUMBLED = Reflection(themes=(Theme.STUMBLED,), noticed=Noticed.NO, still_want=StillWant.YES)
POINT = Reflection(missed_point="I should have said I speak Gaelic", still_want=StillWant.YES)


def written(reflection: Reflection, meeting: Meeting | None = None, seed: str = "journey-1") -> Draft:
    draft = write_draft(reflection, meeting or a_meeting(), ENGLISH, seed)
    assert draft is not None
    return draft


def test_a_small_slip_gets_a_thank_you_without_a_word_of_it() -> None:
    """A8."""
    draft = written(STUMBLED)

    assert (draft.point, draft.left_out) == ("", ())
    assert [name.split(".")[1] for name in draft.wording] == ["thanks", "interest", "offer"]


def test_a_missed_point_is_carried_as_a_paragraph_of_its_own() -> None:
    """A12."""
    draft = written(POINT)

    assert draft.body.split("\n\n")[3] == "I speak Gaelic."
    assert draft.point == "I speak Gaelic."


def test_interest_is_stated_only_by_who_stated_it() -> None:
    """9.3: no fact that the candidate did not give."""
    unsure = written(replace(STUMBLED, still_want=StillWant.NOT_SURE))
    silent = written(replace(STUMBLED, still_want=None))

    assert [name for draft in (unsure, silent) for name in draft.wording if ".interest." in name] == []


def test_who_withdraws_gets_no_draft() -> None:
    assert write_draft(Reflection(still_want=StillWant.NO), a_meeting(), ENGLISH, "s") is None


@pytest.mark.parametrize(
    ("typed", "left_out"),
    [
        ("I had a year off with depression and retrained", ("health",)),
        ("I looked after my mum, and I speak Gaelic", ("private",)),
        ("I speak Gaelic. I promise I am quick", ()),
        ("I promise I am quick", ("promise",)),
        ("They asked for a number and I waffled", ("retelling", "self_criticism")),
        ("My last boss was a bully and I want 40k. I know Welsh.", ("blame", "pay")),
        ("The manager was awful to me", ("blame",)),
        ("I was fired from an awful company", ("blame",)),
        ("I hated the toxic place", ("blame",)),
        ("I want 40k", ("pay",)),
        ("£38,000 is the least that I can do it for", ("pay",)),
        ("I could start on a lower salary", ("pay",)),
        ("I was depot manager for ten years", ()),
        ("I set up the payroll for 40 people", ()),
        ("Could you tell me?", ("unclear",)),
        ("and " * 124, ("too_long",)),
        ("Nobody at all would miss me", ("despair",)),
        ("I want to disappear for good", ("despair",)),
        ("ich habe einen Schein für Gabelstapler", ("unread",)),
        ("I was early. It was warm. We sat down. I ran a depot.", ("unclear",)),
    ],
)
def test_a_point_that_could_hurt_is_left_out_and_says_why(typed: str, left_out: tuple[str, ...]) -> None:
    draft = written(replace(POINT, missed_point=typed))

    assert draft.left_out == left_out
    assert bool(draft.point) == (not left_out)


@pytest.mark.parametrize(
    ("typed", "point", "whole"),
    [
        ("I should have said that I speak Gaelic", "I speak Gaelic.", True),
        ("i ran it. I speak Gaelic", "I ran it. I speak Gaelic.", True),
        ("I led ten. I hired six. I opened two shops.", "I led ten. I hired six.", False),
        ("I speak Gaelic. My boss was a bully.", "I speak Gaelic.", False),
        ("I speak Gaelic. Is that of use?", "I speak Gaelic.", False),
        ("I lost it there. I should have said that I speak Gaelic", "I speak Gaelic.", False),
    ],
)
def test_a_point_carried_in_part_says_so(typed: str, point: str, whole: bool) -> None:
    draft = written(replace(POINT, missed_point=typed))

    assert (draft.point, draft.whole, draft.left_out) == (point, whole, ())


@pytest.mark.parametrize(
    ("typed", "left_out"),
    [
        ("I speak Gaelic", ("beside_apology",)),
        ("my depression", ("health",)),
        ("mam prawo jazdy kategorii C", ("unread",)),
    ],
)
def test_beside_an_apology_a_point_is_left_out_and_says_why(typed: str, left_out: tuple[str, ...]) -> None:
    """A11."""
    draft = written(Reflection(noticed=Noticed.OUTRAGEOUS, missed_point=typed))

    assert (draft.point, draft.left_out) == ("", left_out)


@given(reflections(), st.text(max_size=5))
def test_a_point_is_carried_or_said_to_be_left_out(reflection: Reflection, seed: str) -> None:
    draft = write_draft(reflection, a_meeting(), ENGLISH, seed)

    if draft is not None:
        assert bool(reflection.missed_point.strip()) == bool(draft.point or draft.left_out)


@pytest.mark.parametrize(
    ("interviewers", "greeting"),
    [
        (("Anna Smith",), "Dear Anna Smith,"),
        (("Anna Smith", "Tom Bell"), "Dear Anna Smith and Tom Bell,"),
        (("Anna Smith", "Tom Bell", "Jo Reid"), "Dear Anna Smith, Tom Bell and Jo Reid,"),
        (("A B", "C D", "E F", "G H"), "Dear all,"),
        ((), "Hello,"),
        (("anna@client.example", " ", "—"), "Hello,"),
    ],
)
def test_interviewers_are_greeted_by_name_as_far_as_names_are_known(
    interviewers: tuple[str, ...], greeting: str
) -> None:
    draft = written(STUMBLED, a_meeting(interviewers=interviewers))

    assert draft.body.splitlines()[0] == greeting


def test_missing_facts_leave_no_hole() -> None:
    bodies = [written(STUMBLED, Meeting(candidate_name=""), seed=str(number)).body for number in range(200)]

    assert [body for body in bodies if "  " in body or " ." in body or " ," in body or "{" in body] == []
    assert all(body.endswith("\n\nKind regards,") for body in bodies)


def test_a_text_in_the_field_of_a_name_is_not_quoted() -> None:
    draft = written(STUMBLED, a_meeting(job="Depot Manager\r\nBcc: all@client.example " + "x " * 60))

    assert "Bcc" not in draft.body
    assert "the role" in draft.body or "the job" in draft.body


@given(reflections(), meetings(), st.text(max_size=20))
def test_no_draft_of_ours_ever_breaks_a_rule(reflection: Reflection, meeting: Meeting, seed: str) -> None:
    """9.2, 9.3, 9.5, A11, A13: whatever the answers are."""
    draft = write_draft(reflection, meeting, ENGLISH, seed)

    if draft is not None:
        apologies = 1 if decide(reflection).kind is Kind.BRIEF_APOLOGY else 0
        assert check_draft(draft.body, ENGLISH.rules, draft_names(meeting), apologies) == ()


@given(reflections(), st.text(max_size=20))
def test_beside_the_point_a_draft_holds_library_and_facts_alone(reflection: Reflection, seed: str) -> None:
    """9.3: facts are among the answers."""
    draft = write_draft(reflection, a_meeting(), ENGLISH, seed)

    if draft is not None:
        words = phrases(a_meeting(), ENGLISH)
        lines = [ENGLISH.lines[name].format_map(words) for name in draft.wording]
        rest = draft.body
        for text in (draft.point, "Dear Anna Smith,", "Kind regards,\nJo Kerr", *lines):
            assert text in rest
            rest = rest.replace(text, "", 1)
        assert rest.split() == []


@given(st.lists(st.text(max_size=8), min_size=2, max_size=64))
def test_no_two_candidates_for_one_client_get_the_same_wording(seeds: list[str]) -> None:
    unsure = Reflection(still_want=StillWant.NOT_SURE)
    taken: list[tuple[str, ...]] = []
    for seed in seeds:
        draft = write_draft(unsure, a_meeting(), ENGLISH, seed, taken)
        assert draft is not None
        taken.append(draft.wording)

    assert len(set(taken)) == len(seeds)


def test_the_same_seed_gives_the_same_draft() -> None:
    assert written(POINT) == written(POINT)
