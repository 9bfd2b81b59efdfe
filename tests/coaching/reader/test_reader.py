"""What the reading makes of plain texts, and what holds for any text at all."""

import tomllib
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.reading import HOME
from plugin.coaching.reader import load_reader, read
from plugin.coaching.reader.decide import LABELS, OUTCOMES, Outcome
from plugin.reading import Mention, Reading
from plugin.reflection import Flag, Noticed, Theme

THANKS = (Noticed.NONE, Mention.THANK_ONLY)


def themes(text: str) -> tuple[Theme, ...]:
    return read(text).themes


def test_silence_is_no_theme():
    assert read("Interview at two, finished by three.") == Reading()


def test_an_empty_text_says_nothing():
    assert [read(""), read(" \n\t"), read("\u200b")] == [Reading()] * 3


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("My hands were shaking the whole time and she noticed.", Theme.NERVES),
        ("I waffled on for twenty minutes until he looked at his watch.", Theme.RAMBLED),
        ("My mind went completely blank and there was a long silence.", Theme.BLANKED),
        ("I forgot to mention my first aid certificate.", Theme.FORGOT_TO_MENTION),
        ("I was ten minutes late because the bus broke down.", Theme.LATE_OR_TECH),
        ("Went really well, no complaints at all.", Theme.WENT_WELL),
        ("The interviewer was cold and never looked up from her phone.", Theme.RAPPORT),
    ],
)
def test_a_plain_theme_is_found(text, theme):
    assert themes(text) == (theme,)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("Please call me tomorrow.", Flag.CONTACT_ME),
        ("I've accepted another job so please withdraw me.", Flag.WITHDRAWING),
        ("I can't stop crying, I feel so ashamed.", Flag.DISTRESS),
        ("He asked if I was pregnant or planning to be.", Flag.TREATMENT),
        ("I'm deaf and there was no interpreter.", Flag.ADJUSTMENT),
        ("I don't want to be alive any more.", Flag.CRISIS),
    ],
)
def test_a_plain_flag_is_found(text, flag):
    assert flag in read(text).flags


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("I wasn't nervous at all, it went really well.", Theme.NERVES),
        ("Unlike last time, when I was half an hour late, it all went well today.", Theme.LATE_OR_TECH),
        ("The interviewer was twenty minutes late but it went well.", Theme.LATE_OR_TECH),
    ],
)
def test_what_is_denied_or_past_or_somebody_elses_is_no_slip(text, theme):
    assert theme not in themes(text)


def test_a_point_to_add_is_word_for_word():
    found = read("Forgot to mention that I hold a forklift licence.")

    assert (found.mention, found.missed_point) == (Mention.ADD_INFORMATION, "I hold a forklift licence")


def test_because_gives_words_of_the_text():
    found = read("It went well. Please call me tomorrow about the hours.")

    assert "call me" in found.because[Flag.CONTACT_ME]


def test_another_language_is_left_to_a_person():
    found = read("Fue muy mal, me quedé en blanco y no supe qué decir. Llámeme por favor.")

    assert (found.language, found.themes, (found.noticed, found.mention)) == ("other", (), THANKS)


def test_a_crisis_in_another_language_is_not_missed():
    assert read("La entrevista bien, pero ya no quiero vivir.").flags[0] is Flag.CRISIS


SNIPPETS = st.sampled_from(
    ["I froze", "they asked my age", "call me", "I can drive", "I don't want to live", "withdraw me", "late"]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.one_of(SNIPPETS, st.text(max_size=9))).map(" ".join))


@settings(max_examples=150)
@given(text=TEXTS)
def test_the_guide_holds_for_any_text(text):
    found = read(text)

    assert Outcome(found.noticed, found.mention) in OUTCOMES
    assert list(found.themes) == [theme for theme in Theme if theme in found.themes]
    assert list(found.flags) == [flag for flag in Flag if flag in found.flags]
    assert list(found.because) == [*found.themes, *found.flags]
    assert all(words in text for words in found.because.values())
    assert bool(found.missed_point) == (found.mention is Mention.ADD_INFORMATION)
    assert found.missed_point in text
    assert not {Flag.CRISIS, Flag.DISTRESS} <= set(found.flags)
    assert Flag.PRIVATE in found.flags or not {Flag.CRISIS, Flag.ADJUSTMENT} & set(found.flags)
    if Flag.WITHDRAWING in found.flags:
        assert found.mention in (Mention.THANK_ONLY, Mention.BRIEF_APOLOGY)


@settings(max_examples=30)
@given(text=TEXTS)
def test_the_same_text_is_read_the_same(text):
    assert read(text) == read(text)


def test_a_text_of_any_length_is_read():
    assert read("I froze. " * 5_000).language == "en"


def test_the_reader_is_loaded_once():
    assert load_reader() is load_reader()


def test_the_model_is_the_one_that_was_trained_on_these_texts():
    manifest = tomllib.loads((HOME / "manifest.toml").read_text())

    files = sorted([*HOME.glob("texts/*.jsonl"), HOME / "vocabulary.txt", HOME / "model.onnx"])
    assert manifest == {str(path.relative_to(HOME)): sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_label_has_a_threshold():
    assert list(load_reader().thresholds) == list(LABELS)
