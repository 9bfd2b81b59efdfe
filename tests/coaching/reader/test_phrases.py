"""Phrases that raise a crisis flag whatever else reads the text."""

import tomllib

import pytest

from config.reading import HOME
from plugin.coaching.reader.phrases import Phrases, load_phrases


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    return load_phrases(**tomllib.loads((HOME.parent / "safety" / "phrases.toml").read_text()))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I keep thinking of ending it all.", "ending it all"),
        ("i dont want to be here anymore", "dont want to be here anymore"),
        ("There's no point in going on.", "no point in going on"),
        ("They’d be better off without me", "better off without me"),
        ("I want to\ndie", "want to\ndie"),
        ("I cannot go on like this", "cannot go on like this"),
        ("Three in a row. i can't carry on.", "can't carry on."),
        ("Ya no quiero vivir así", "no quiero vivir"),
        ("Je ne veux plus vivre", "Je ne veux plus vivre"),
    ],
)
def test_a_phrase_is_found_word_for_word(phrases, text, said):
    assert phrases.find(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "I'm not suicidal, before you ask.",
        "I answered calls from people who want to die, for four years.",
        "No point in going on about it.",
        "No point in going on with this process, the pay is a third of what you said.",
        "I was killing myself laughing inside.",
        "I can't carry on with 6am starts lol",
        "I can't go on with this application, the drive is too far.",
        "I don't want to kill myself commuting, so it's a no",
        "I was dying to get out of there",
        "It killed me not to say it",
    ],
)
def test_idioms_denials_and_past_work_are_left_alone(phrases, text):
    assert phrases.find(text) == ""


def test_the_phrases_stand_beside_the_help_lines():
    assert {path.name for path in (HOME.parent / "safety").iterdir()} >= {"helplines.toml", "phrases.toml"}


def test_a_hint_is_no_phrase_and_a_phrase_may_be_no_hint(phrases):
    hint = "They'd manage better without me, the lads."

    assert (phrases.hints(hint), phrases.find(hint), phrases.hints("Went fine.")) == (True, "", False)
