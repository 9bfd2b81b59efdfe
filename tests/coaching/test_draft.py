"""The follow-up: facts, courtesies, the candidate's own point, and nothing that could hurt them."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.coaching.decision import Kind, decide
from plugin.coaching.draft import MAY_BE_ALLOWED, Draft, draft_names, write_drafts
from plugin.coaching.lines import Wording
from plugin.coaching.lint import check_draft
from plugin.coaching.wording import phrases
from plugin.reflection import Flag, Meeting, Noticed, Reflection, Route, StillWant, Theme
from tests.support.library import ENGLISH
from tests.support.reflections import a_meeting, meetings, reflections

STUMBLED = Reflection(themes=(Theme.STUMBLED,), noticed=Noticed.NO, still_want=StillWant.YES)
POINT = Reflection(missed_point="I should have said I speak Gaelic", still_want=StillWant.YES)


def written(reflection: Reflection, meeting: Meeting | None = None, seed: str = "journey-1") -> Draft:
    return write_drafts(reflection, meeting or a_meeting(), ENGLISH, seed)[0]


def groups(draft: Draft) -> list[str]:
    return [name.split(".")[1] for name in draft.wording]


def test_a_small_slip_gets_a_thank_you_without_a_word_of_it() -> None:
    """A8."""
    draft = written(STUMBLED)

    assert (draft.point, draft.left_out) == ("", ())
    assert groups(draft) == ["thanks", "interest", "offer", "sign_off"]


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
    assert write_drafts(Reflection(still_want=StillWant.NO), a_meeting(), ENGLISH, "s") == ()


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
        ("ran " * 124, ("too_long",)),
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
    for draft in write_drafts(reflection, a_meeting(), ENGLISH, seed):
        assert bool(reflection.missed_point.strip()) == bool(draft.point or draft.left_out)


@pytest.mark.parametrize(
    ("interviewers", "greetings"),
    [
        (("Anna Smith",), ["Dear Anna Smith,"]),
        (("Anna Smith", "Tom Bell"), ["Dear Anna Smith,", "Dear Tom Bell,"]),
        (("Anna Smith", "Anna Smith"), ["Dear Anna Smith,"]),
        (tuple("ABCDEFG"), ["Dear all,"]),
        ((), ["Hello,"]),
        (("anna@client.example", " ", "—"), ["Hello,"]),
    ],
)
def test_each_interviewer_is_written_to_by_name_as_far_as_names_are_known(
    interviewers: tuple[str, ...], greetings: list[str]
) -> None:
    drafts = write_drafts(STUMBLED, a_meeting(interviewers=interviewers), ENGLISH, "journey-1")

    assert [draft.body.splitlines()[0] for draft in drafts] == greetings


def test_interviewers_who_compare_notes_do_not_find_the_same_one() -> None:
    drafts = write_drafts(POINT, a_meeting(interviewers=("Anna", "Tom", "Jo")), ENGLISH, "journey-1")

    assert [draft.to for draft in drafts] == ["Anna", "Tom", "Jo"]
    lines = [name for draft in drafts for name in draft.wording]
    assert len(set(lines)) == len(lines)
    assert len({draft.subject for draft in drafts}) == 3
    assert {draft.point for draft in drafts} == {"I speak Gaelic."}


def test_missing_facts_leave_no_hole() -> None:
    bodies = [written(STUMBLED, Meeting(candidate_name=""), seed=str(number)).body for number in range(200)]

    assert [body for body in bodies if "  " in body or " ." in body or " ," in body or "{" in body] == []
    assert all(re.search(r"\n\n[A-Z][a-z ]+,\Z", body) for body in bodies)


def test_a_text_in_the_field_of_a_name_is_not_quoted() -> None:
    draft = written(STUMBLED, a_meeting(job="Depot Manager\r\nBcc: all@client.example " + "x " * 60))

    assert "Bcc" not in draft.body
    assert "the role" in draft.body or "the job" in draft.body


@given(reflections(), meetings(), st.text(max_size=20), st.sampled_from(Route))
def test_no_draft_of_ours_ever_breaks_a_rule(
    reflection: Reflection, meeting: Meeting, seed: str, route: Route
) -> None:
    """9.2, 9.3, 9.5, A11, A13: whatever the answers are. What the candidate allowed is theirs to say."""
    apologies = 1 if decide(reflection, route).kind is Kind.BRIEF_APOLOGY else 0
    allowed = MAY_BE_ALLOWED if reflection.point_allowed else frozenset()

    for draft in write_drafts(reflection, meeting, ENGLISH, seed, route=route):
        found = check_draft(draft.body, ENGLISH.rules, draft_names(meeting), apologies)
        assert [finding for finding in found if finding.kind not in allowed] == []


@given(reflections(), st.text(max_size=20))
def test_beside_the_point_a_draft_holds_library_and_facts_alone(reflection: Reflection, seed: str) -> None:
    """9.3: facts are among the answers."""
    words = phrases(a_meeting(), ENGLISH)

    for draft in write_drafts(reflection, a_meeting(), ENGLISH, seed):
        lines = [ENGLISH.lines[name].format_map(words) for name in draft.wording]
        rest = draft.body
        for text in (draft.point, "Dear Anna Smith,", "\nJo Kerr", *lines):
            assert text in rest
            rest = rest.replace(text, "", 1)
        assert rest.split() == []


@given(st.lists(st.text(max_size=8), min_size=2, max_size=64))
def test_no_two_candidates_for_one_client_get_the_same_wording(seeds: list[str]) -> None:
    unsure = Reflection(still_want=StillWant.NOT_SURE)
    taken: list[Wording] = []
    for seed in seeds:
        taken.append(write_drafts(unsure, a_meeting(), ENGLISH, seed, taken)[0].wording)

    assert len(set(taken)) == len(seeds)


def test_the_same_seed_gives_the_same_draft() -> None:
    assert written(POINT) == written(POINT)


@given(reflections(), st.text(max_size=8))
def test_a_draft_keeps_its_wording_whatever_others_take_later(reflection: Reflection, seed: str) -> None:
    before = write_drafts(reflection, a_meeting(), ENGLISH, seed)
    kept = [draft.wording for draft in before]

    assert write_drafts(reflection, a_meeting(), ENGLISH, seed, taken=kept, kept=kept) == before


def test_a_wording_that_the_answers_no_longer_ask_for_is_not_kept() -> None:
    kept = [written(STUMBLED).wording]

    (draft,) = write_drafts(POINT, a_meeting(), ENGLISH, "journey-1", kept=kept)

    assert draft == written(POINT)


@pytest.mark.parametrize(
    ("allowed", "point", "left_out"),
    [
        (True, "I looked after my mum for six years.", ()),
        (False, "", ("private",)),
    ],
)
def test_a_private_point_is_carried_only_by_the_candidates_own_say(
    allowed: bool, point: str, left_out: tuple[str, ...]
) -> None:
    """PR-06."""
    typed = Reflection(missed_point="i looked after my mum for six yrs", point_allowed=allowed)

    assert (written(typed).point, written(typed).left_out) == (point, left_out)


def test_despair_is_carried_by_nobodys_say() -> None:
    typed = Reflection(missed_point="Nobody at all would miss me", point_allowed=True)

    assert (written(typed).point, written(typed).left_out) == ("", ("despair",))


def test_an_untruth_is_put_right_with_the_right_fact_alone() -> None:
    draft = written(Reflection(untrue=True, missed_point="i managed four people, not fourteen"))

    assert draft.body.split("\n\n")[3] == "I managed four people, not fourteen."
    assert groups(draft) == ["thanks", "correct", "offer", "sign_off"]


@pytest.mark.parametrize("typed", ["", "It's 75", "my depression"])
def test_an_untruth_without_the_right_fact_has_no_draft(typed: str) -> None:
    assert write_drafts(Reflection(untrue=True, missed_point=typed), a_meeting(), ENGLISH, "s") == ()


@pytest.mark.parametrize("flag", [Flag.CRISIS, Flag.TREATMENT, Flag.ADJUSTMENT])
def test_where_a_person_comes_first_nothing_is_drafted(flag: Flag) -> None:
    assert write_drafts(replace(POINT, flags=(flag,)), a_meeting(), ENGLISH, "s") == ()


def test_who_had_a_good_talk_says_so() -> None:
    draft = written(Reflection(themes=(Theme.WENT_WELL,), noticed=Noticed.NONE, still_want=StillWant.YES))

    assert groups(draft) == ["thanks", "enjoyed", "interest", "offer", "sign_off"]
