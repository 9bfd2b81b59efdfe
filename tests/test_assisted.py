"""Reading with a second opinion: it may add; it never takes a flag away, and its failures cost nothing."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from config.settings import Settings
from integrations.errors import CallFailed
from integrations.llm import Opinion
from plugin.assisted import language_model, read_words
from plugin.coaching.reader import read
from plugin.reading import Mention
from plugin.reflection import Flag, Noticed, Theme

SETTINGS = Settings(secret_keys=("k" * 32,))
DESPAIR = "There is no point in going on living."
NOTHING = Opinion((), "none", "thank_only", (), "")


class FakeModel:
    """A language model that always says the same, or fails."""

    def __init__(self, said: Opinion | Exception) -> None:
        self._said = said
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def read(self, text: str, names: Iterable[str] = ()) -> Opinion:
        self.asked.append((text, tuple(names)))
        if isinstance(self._said, Exception):
            raise self._said
        return self._said


def test_without_a_model_our_own_reading_stands():
    assert read_words(DESPAIR) == read(DESPAIR)


def test_a_model_that_fails_costs_nothing():
    assert read_words(DESPAIR, model=FakeModel(CallFailed("down"))) == read(DESPAIR)


def test_a_mistake_of_ours_in_the_second_reading_costs_no_flag():
    assert read_words(DESPAIR, model=FakeModel(ValueError("ours"))) == read(DESPAIR)


def test_a_flag_that_we_raised_is_never_lowered():
    assert Flag.CRISIS in read_words(DESPAIR, model=FakeModel(NOTHING)).flags


def test_a_flag_that_only_the_model_raised_is_raised():
    crisis = replace(NOTHING, flags=("crisis",))

    assert read_words("Went fine.", model=FakeModel(crisis)).flags == (Flag.CRISIS, Flag.PRIVATE)


def test_its_themes_and_outcome_are_taken_where_they_keep_to_the_guide():
    found = read_words(
        "The kettle clicked off. I drive.",
        model=FakeModel(Opinion(("blanked",), "definitely", "add_information", (), "I drive")),
    )

    assert (found.themes, found.noticed, found.mention, found.missed_point) == (
        (Theme.BLANKED,),
        Noticed.DEFINITELY,
        Mention.ADD_INFORMATION,
        "I drive",
    )


@pytest.mark.parametrize(
    "broken",
    [
        Opinion(("blanked",), "definitely", "add_information", (), "I fly"),
        Opinion(("blanked",), "definitely", "add_information", (), ""),
        Opinion(("blanked",), "outrageous", "thank_only", (), ""),
        Opinion(("blanked",), "definitely", "light_explanation", ("withdrawing",), ""),
    ],
)
def test_an_opinion_against_the_guide_adds_its_flags_and_no_more(broken):
    text = "Went really well, no complaints at all."

    found = read_words(text, model=FakeModel(broken))

    assert (found.themes, found.noticed, found.mention) == (
        (Theme.WENT_WELL,),
        Noticed.NONE,
        Mention.THANK_ONLY,
    )


def test_the_model_is_told_which_names_to_leave_out_and_nothing_is_sent_of_an_empty_text():
    model = FakeModel(NOTHING)

    read_words("It was okay.", names=["Isla"], model=model)
    read_words("  ", names=["Isla"], model=model)

    assert model.asked == [("It was okay.", ("Isla",))]


def test_a_deployment_has_no_model_unless_it_names_one():
    named = replace(SETTINGS, llm_url="https://llm.example/v1", llm_model="small")

    assert (language_model(SETTINGS), language_model(named) is not None) == (None, True)
