"""The composer's marks: where they lie, what one press puts there, and that they never touch the text."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.coaching.lint import DRAFT_WORDS, check_draft
from plugin.coaching.marks import Swap, mark, pieces, swapped
from tests.support.library import ENGLISH

WORDS = sorted({word.strip("*#") for rule in ENGLISH.rules if "draft" in rule.where for word in rule.words})
NOISE = st.sampled_from(
    ["the depot", "I ran the rota", "👩‍🏭", "שלום", "<b>&amp;", "’", "\u202e", "", "\t", "é"]
)
GLUE = st.sampled_from([" ", ". ", "! ", "\n", "\n\n", ", ", "… ", ".” ", ""])
TEXTS = st.lists(
    st.tuples(st.one_of(st.sampled_from(WORDS), NOISE, st.text(max_size=6)), GLUE), max_size=12
).map(lambda parts: "".join(word + glue for word, glue in parts))


@given(TEXTS, st.integers(0, 1))
def test_marks_lie_within_the_text_and_the_pieces_make_it_up_again(text: str, apologies: int) -> None:
    found = mark(text, ENGLISH, apologies=apologies)

    assert all(0 <= one.start < one.end <= len(text) for one in found)
    cut = pieces(text, found)
    assert "".join(piece.text for piece in cut) == text
    assert all(piece.text for piece in cut)


@given(TEXTS)
def test_every_mark_lies_over_exactly_its_own_words(text: str) -> None:
    found = mark(text, ENGLISH)

    for number, one in enumerate(found):
        under = "".join(piece.text for piece in pieces(text, found) if number in piece.marks)
        assert under == text[one.start : one.end]


@given(TEXTS)
def test_marks_are_the_lint_s_findings_and_no_others(text: str) -> None:
    found = [(one.kind, one.start, one.end, one.instead) for one in mark(text, ENGLISH)]

    lint = check_draft(text, ENGLISH.rules)
    assert found == [(one.kind, one.start, one.end, one.instead) for one in lint]


@given(TEXTS)
def test_a_press_takes_its_finding_away_and_brings_no_other(text: str) -> None:
    before = mark(text, ENGLISH)

    for one in before:
        if one.swap is None:
            continue
        after = mark(swapped(text, one.swap), ENGLISH)
        assert len(after) < len(before)
        said = text[one.start : one.end].casefold()
        assert count(after, one.kind, said, swapped(text, one.swap)) < count(before, one.kind, said, text)


def count(found: object, kind: str, said: str, text: str) -> int:
    return sum(
        one.kind == kind and (kind == "too_long" or text[one.start : one.end].casefold() == said)
        for one in found  # type: ignore[attr-defined]
    )


@given(TEXTS)
def test_pressing_on_and_on_comes_to_an_end(text: str) -> None:
    for _ in range(len(mark(text, ENGLISH)) + 1):
        swap = next((one.swap for one in mark(text, ENGLISH) if one.swap), None)
        if swap is None:
            break
        text = swapped(text, swap)

    assert [one for one in mark(text, ENGLISH) if one.swap] == []


@pytest.mark.parametrize(
    ("text", "put", "after"),
    [
        ("I am thrilled to hear it.", "glad", "I am glad to hear it."),
        ("It is a Dream  Job.", "job", "It is a job."),
        ("Hello.\n\nMy mum was ill. I ran the rota.\n\nBye", "", "Hello.\n\nI ran the rota.\n\nBye"),
        ("Hello.\n\nI am so sorry!\n\nBye", "", "Hello.\n\nBye"),
        ("I ran the rota. I am sorry", "", "I ran the rota."),
    ],
)
def test_calmer_words_come_first_and_else_the_sentence_goes(text: str, put: str, after: str) -> None:
    one = mark(text, ENGLISH)[0]

    assert one.swap is not None
    assert (one.swap.put, swapped(text, one.swap)) == (put, after)


def test_nothing_is_offered_that_would_leave_nothing_to_send() -> None:
    assert [one.swap for one in mark("I am sorry.", ENGLISH)] == [None]


def test_what_is_too_long_is_marked_from_the_first_word_too_many_and_is_for_its_writer_to_cut() -> None:
    text = " ".join(["word"] * (DRAFT_WORDS + 2))

    [one] = mark(text, ENGLISH)

    assert (one.kind, text[one.start : one.end], one.swap) == ("too_long", "word word", None)


def test_an_apology_that_the_decision_allows_is_not_marked() -> None:
    text = "I am sorry about what happened. I apologise again."

    assert [text[one.start : one.end] for one in mark(text, ENGLISH, apologies=1)] == ["apologise"]


def test_names_that_the_ats_gave_are_not_marked() -> None:
    assert (
        mark("Thank you for talking about the Mental Health Nurse job.", ENGLISH, ["Mental Health Nurse"])
        == ()
    )


def test_every_kind_that_a_draft_is_looked_at_for_has_a_name() -> None:
    kinds = {rule.kind for rule in ENGLISH.rules if "draft" in rule.where} | {"too_long"}

    assert kinds == set(ENGLISH.marks)


def test_every_swap_is_for_words_that_a_rule_finds_and_is_found_by_none() -> None:
    for words, put in ENGLISH.swaps.items():
        assert mark(f"It was {words}, at last.", ENGLISH), words
        assert mark(f"It was {put}, at last.", ENGLISH) == (), put


def test_a_library_without_names_and_swaps_still_marks() -> None:
    bare = replace(ENGLISH, marks={}, swaps={})

    [one] = mark("I am thrilled. Thank you.", bare)

    assert (one.name, one.swap) == ("", Swap(0, 15, ""))


def test_health_family_and_despair_are_private_and_pay_is_not() -> None:
    found = mark("My mum. I was ill. I am worthless. My pay.", ENGLISH)

    assert {one.kind: one.private for one in found} == {
        "private": True,
        "health": True,
        "despair": True,
        "pay": False,
    }
