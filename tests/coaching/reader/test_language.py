"""Is it English? Told from small words; what is too short to tell counts as English."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.reading import HOME
from plugin.coaching.reader.language import Languages, load_languages


@pytest.fixture(scope="module")
def languages() -> Languages:
    return load_languages(tomllib.loads((HOME / "languages.toml").read_text()))


@pytest.mark.parametrize(
    "text",
    [
        "It went well, I think.",
        "smashed it",
        "Nae bother, it was pure dead brilliant so it wis",
        "pls call asap",
        "ok",
        "",
        "👍",
        "We talked about the café, the menu and the à la carte prices.",
        "cold room, cold coffee, cold man",
    ],
)
def test_english_and_what_is_too_short_to_tell(languages, text):
    assert languages.of(text) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "Poszło dobrze, ale nie powiedziałem o uprawnieniach",
        "No me acordé de nada y se hizo un silencio muy largo",
        "J'ai complètement oublié le nom de l'entreprise",
        "Es lief gut, aber ich war sehr nervös",
        "Interviul a fost bun dar am uitat un lucru",
        "Não correu bem, fiquei muito nervosa",
        "Non ho saputo rispondere alla prima domanda",
        "Interview theek tha lekin ek sawaal galat ho gaya",
        "Fe aeth yn dda iawn ond roedd hi'n oer",
        "Все прошло хорошо, спасибо",
        "面试很顺利",
    ],
)
def test_other_languages(languages, text):
    assert languages.of(text) == "other"


@given(text=st.text())
def test_any_text_has_a_language(languages, text):
    assert languages.of(text) in ("en", "other")
