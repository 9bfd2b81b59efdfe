"""The composer's form: what is typed, what the marks make of it, and what a press does."""

from hypothesis import given
from hypothesis import strategies as st

from plugin.coaching.marks import Mark, Swap, mark
from plugin.follow_up import Words
from plugin.web.composer_form import kept_under, look, typed, used
from tests.support.library import ENGLISH

WORDS = Words("So sorry", "Thank you. I am sorry that I messed up. I am thrilled.")


def looked(words: Words = WORDS):  # type: ignore[no-untyped-def]
    return look(words, mark(words.subject, ENGLISH), mark(words.body, ENGLISH))


@given(st.text(), st.text())
def test_typed_text_keeps_every_character_but_the_browser_s_line_breaks(subject: str, body: str) -> None:
    plain = body.replace("\r\n", "\n").replace("\r", "\n")

    words = typed({"subject": subject, "body": plain.replace("\n", "\r\n")})

    assert words == Words(" ".join(subject.split()), plain)


def test_lines_are_numbered_through_subject_and_body() -> None:
    found = looked()

    assert [(line.number, line.words) for line in found.lines] == [
        (1, "sorry"),
        (2, "sorry"),
        (3, "I messed"),
        (4, "thrilled"),
    ]
    assert [piece.marks for piece in found.subject if piece.marks] == [(1,)]
    assert [piece.marks for piece in found.body if piece.marks] == [(2,), (3,), (4,)]


def test_press_that_mends_two_findings_stands_beside_the_first_alone() -> None:
    assert [bool(line.use) for line in looked().lines] == [False, True, False, True]


def test_press_changes_its_own_part_and_nothing_else() -> None:
    found = looked()

    assert used(WORDS, found, found.lines[1].use) == Words("So sorry", "Thank you. I am thrilled.")
    assert used(WORDS, found, found.lines[3].use) == Words(
        "So sorry", "Thank you. I am sorry that I messed up. I am glad."
    )


def test_press_of_other_words_changes_nothing() -> None:
    for use in (
        "",
        "body",
        "body:apology:0:1",
        "__class__:apology:0:5",
        "subject:apology:3:8",
        "body:apology:16:21:x",
    ):
        assert used(WORDS, looked(), use) == WORDS


def test_words_are_counted_in_the_body_alone() -> None:
    assert (looked(Words("One two three", "Dear all,\n\nthank you")).words, looked(Words()).words) == (4, 0)


def test_despair_asks_for_a_person() -> None:
    heavy = look(Words("", "worthless"), (), (Mark("despair", "", 0, 9, "", Swap(0, 9, "")),))

    assert (heavy.heavy, heavy.private, looked().heavy) == (True, True, False)


def test_phone_keeps_each_note_under_a_name_that_opens_nothing() -> None:
    names = {kept_under(token, number) for token in ("a", "b") for number in (0, 1)}

    assert len(names) == 4
    assert all(len(name) == 16 for name in names)
