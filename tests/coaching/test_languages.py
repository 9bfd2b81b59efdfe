"""Every other language says what the English library says: no more, no less, and by the same rules."""

import re
from collections.abc import Mapping
from string import Formatter

import pytest
from hypothesis import given

from config.content import Library, Question, load_helplines, load_questions
from plugin.coaching.draft import write_drafts
from plugin.coaching.lint import DRAFT_WORDS, check_advice
from plugin.coaching.marks import mark
from plugin.coaching.plan import Plan, make_plan
from plugin.coaching.wording import facts
from plugin.reflection import CallBack, Flag, Meeting, Noticed, Reflection, Route, StillWant, Theme
from tests.support.gallery import GALLERY, Told
from tests.support.library import ENGLISH, POLISH
from tests.support.reflections import a_meeting, meetings, reflections

OTHERS = [pytest.param(POLISH, id="pl")]
OF_THE_DRAFT = {"the_job", "your_team", "on_the_day"}
"""Phrases that stand in the English draft alone."""
RIGHT_FACT = "I have used SAP for one year, not three"


def said(library: Library) -> dict[str, str]:
    """Every text that a candidate may read in the language, by its id."""
    lines = {name: text for name, text in library.lines.items() if not name.startswith("draft.")}
    return {name: paragraph.text for name, paragraph in library.paragraphs.items()} | lines


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def both(
    english: Mapping[str, Mapping[str, Question]], theirs: Mapping[str, Mapping[str, Question]]
) -> list[tuple[Mapping[str, Question], Mapping[str, Question]]]:
    """The questions of each module, side by side."""
    assert english.keys() == theirs.keys()
    return [(questions, theirs[name]) for name, questions in english.items()]


def plan_in(library: Library, told: Told) -> Plan:
    return make_plan(
        told.reflection,
        told.meeting,
        library,
        "journey-1",
        route=told.route,
        call_back=told.call_back,
        draft_library=ENGLISH,
    )


@pytest.mark.parametrize("library", OTHERS)
def test_it_has_the_paragraphs_of_the_english_and_what_the_draft_says(library: Library) -> None:
    more = set(said(library)) - set(said(ENGLISH))

    assert set(said(ENGLISH)) <= set(said(library))
    assert {name for name in more if not name.startswith(("follow_up.says.", "call_back."))} == set()


@pytest.mark.parametrize("library", OTHERS)
def test_each_paragraph_rests_on_the_same_ground(library: Library) -> None:
    for name, paragraph in ENGLISH.paragraphs.items():
        assert library.paragraphs[name].ground == paragraph.ground, name


@pytest.mark.parametrize("library", OTHERS)
def test_each_text_names_the_same_facts(library: Library) -> None:
    theirs = said(library)

    for name, text in said(ENGLISH).items():
        assert placeholders(theirs[name]) == placeholders(text), name


@pytest.mark.parametrize("library", OTHERS)
def test_it_has_the_phrases_that_its_texts_need(library: Library) -> None:
    needs = {phrase.name: phrase.needs for phrase in ENGLISH.phrases if phrase.name not in OF_THE_DRAFT}

    assert {phrase.name: phrase.needs for phrase in library.phrases} == needs


@pytest.mark.parametrize("library", OTHERS)
def test_it_watches_for_the_same_kinds_of_words(library: Library) -> None:
    kinds = {rule.kind for rule in ENGLISH.rules if "advice" in rule.where}

    assert {rule.kind for rule in library.rules} == kinds
    assert {rule.where for rule in library.rules} == {("advice",)}


@pytest.mark.parametrize("library", OTHERS)
def test_each_mark_of_the_composer_has_its_name_and_its_advice(library: Library) -> None:
    assert library.marks.keys() == ENGLISH.marks.keys()
    assert all(words.instead for words in library.marks.values())


def test_the_composer_marks_english_words_in_the_candidate_s_language() -> None:
    (found,) = mark("I am sorry. I know SAP.", ENGLISH, told=POLISH.marks)

    assert (found.kind, found.name) == ("apology", "Przeprosiny")
    assert found.instead == "Pomiń przeprosiny. Kierują uwagę na potknięcie."
    assert str(DRAFT_WORDS) in POLISH.marks["too_long"].instead


@pytest.mark.parametrize("library", OTHERS)
def test_it_asks_the_same_questions(library: Library) -> None:
    english, theirs = (load_questions("reflection", language) for language in ("en", library.language))

    for asked, other in [(english.by_key, theirs.by_key), *both(english.modules, theirs.modules)]:
        assert list(asked) == list(other)
        for key, question in asked.items():
            assert (question.shareable, question.several) == (other[key].shareable, other[key].several)
            assert list(question.choices) == list(other[key].choices)
    assert {key: placeholders(words) for key, words in english.errors.items()} == {
        key: placeholders(words) for key, words in theirs.errors.items()
    }


@pytest.mark.parametrize("library", OTHERS)
def test_help_lines_are_the_same_ones_and_said_in_the_language(library: Library) -> None:
    english, theirs = load_helplines("en"), load_helplines(library.language)

    for country, lines in english.items():
        for line, other in zip(lines, theirs[country], strict=True):
            digits = re.findall(r"\d+", line.contact), re.findall(r"\d+", other.contact)
            assert digits[0] == digits[1]
            assert (line.source, line.checked) == (other.source, other.checked)
            for words, translated in [(line.hours, other.hours), (line.note, other.note)]:
                assert words == "" or words != translated


@pytest.mark.parametrize("library", OTHERS)
def test_each_text_keeps_the_rules(library: Library) -> None:
    for name, text in said(library).items():
        assert check_advice(text, library.rules) == (), name


@pytest.mark.parametrize("library", OTHERS)
def test_no_text_takes_much_longer_to_read(library: Library) -> None:
    theirs = said(library)

    for name, text in ENGLISH.paragraphs.items():
        assert len(theirs[name].split()) <= 1.4 * len(text.text.split()), name


@pytest.mark.parametrize("library", OTHERS)
def test_no_sentence_is_long(library: Library) -> None:
    for name, text in said(library).items():
        longest = max(len(sentence.split()) for sentence in re.split(r"(?<=[.?!])\s+", text))
        assert longest <= 29, name


def test_polish_does_not_say_whether_its_reader_is_a_man_or_a_woman() -> None:
    """Past tenses of the first and second person and 'winien/winna', 'gotów/gotowa' carry a gender."""
    texts = [*said(POLISH).values(), *(words.instead for words in POLISH.marks.values())]

    assert re.findall(r"\w+(?:łeś|łaś|łbyś|łabyś|łem|łam|łbym|łabym)\b", " ".join(texts)) == []
    assert (
        re.findall(r"\b(?:powinieneś|powinnaś|gotów|gotow[ya]|winien|winna|pewien|pewna)\b", " ".join(texts))
        == []
    )


def test_polish_addresses_its_reader_with_a_capital() -> None:
    """As in a letter. Reflexive words ('siebie', 'swój') are no address."""
    small = (
        r"(?<!„)\b(?:ty|ciebie|tobie|cię|ci|tobą|twój|twoja|twoje|twojej|twojego|twoim|twoimi|twoich|twoją)\b"
    )

    assert re.findall(small, " ".join(said(POLISH).values())) == []


@pytest.mark.parametrize(
    "phrase", ["consultant", "consultant_starting", "caller", "the_client", "the_client_starting"]
)
def test_names_stand_in_polish_as_the_ats_gives_them(phrase: str) -> None:
    """A name cannot be declined by a program: nothing before it may ask for another case."""
    before = r"\b(?:o|od|do|z|ze|dla|przez|przy|w|we|na|u|bez|po|za|nad|pod|przed)\s+\{" + phrase + r"\}"

    assert [name for name, text in said(POLISH).items() if re.search(before, text)] == []


@pytest.mark.parametrize("name", GALLERY)
@pytest.mark.parametrize("library", OTHERS)
def test_a_plan_has_the_passages_of_the_english_one(library: Library, name: str) -> None:
    english, theirs = plan_in(ENGLISH, GALLERY[name]), plan_in(library, GALLERY[name])

    shown = [passage.id for passage in theirs.passages if not passage.id.startswith("follow_up.says.")]
    assert shown == [passage.id for passage in english.passages]
    assert theirs.drafts == english.drafts


@given(reflections(), meetings())
def test_whatever_was_answered_the_plan_keeps_the_rules(reflection: Reflection, meeting: Meeting) -> None:
    plan = make_plan(reflection, meeting, POLISH, "journey-1", draft_library=ENGLISH)
    names = [
        *facts(meeting, POLISH, CallBack()).values(),
        plan.went_well,
        plan.draft.point if plan.draft else "",
    ]

    assert check_advice("\n".join(passage.text for passage in plan.passages), POLISH.rules, names) == ()


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (Reflection(3, (Theme.RAMBLED,), Noticed.NO), ["thank_only"]),
        (Reflection(3, (Theme.RAMBLED,), Noticed.NO, still_want=StillWant.YES), ["thank_only", "interest"]),
        (Reflection(3, missed_point="I ran the night shift at Leith"), ["add_information"]),
        (Reflection(3, missed_point="my last boss was a bully"), ["thank_only"]),
        (Reflection(3, untrue=True, missed_point=RIGHT_FACT), ["correct_untruth"]),
        (Reflection(2, (Theme.BLANKED,), Noticed.DEFINITELY), ["light_explanation"]),
        (Reflection(1, (Theme.SAID_WRONG_THING,), Noticed.OUTRAGEOUS), ["brief_apology"]),
        (Reflection(1, flags=(Flag.TREATMENT,)), []),
    ],
)
def test_an_email_in_another_language_tells_what_the_draft_says(told: Reflection, says: list[str]) -> None:
    plan = make_plan(told, a_meeting(), POLISH, "journey-1", draft_library=ENGLISH)

    found = [passage.id for passage in plan.passages if passage.id.startswith("follow_up.says.")]
    assert found == [f"follow_up.says.{kind}" for kind in says]


def test_what_the_draft_says_stands_before_how_it_goes() -> None:
    plan = make_plan(
        Reflection(3, (Theme.RAMBLED,)), a_meeting(), POLISH, "s", route=Route.THROUGH, draft_library=ENGLISH
    )

    assert [passage.id for passage in plan.passages if passage.section in {"follow_up", "route"}] == [
        "follow_up.says.thank_only",
        "route.through",
    ]


def test_an_english_email_does_not_tell_what_its_draft_says() -> None:
    plan = make_plan(Reflection(3, (Theme.RAMBLED,)), a_meeting(), ENGLISH, "s", draft_library=ENGLISH)

    assert [passage.id for passage in plan.passages if passage.id.startswith("follow_up.says.")] == []


@pytest.mark.parametrize(
    "typed", ["mam prawo jazdy kategorii C", "jestem w ciąży", "znam Excel", "mam prawo jazdy"]
)
def test_a_point_in_polish_stays_out_of_the_draft_and_the_email_says_so(typed: str) -> None:
    told = Reflection(2, (Theme.BLANKED,), Noticed.MAYBE, missed_point=typed)

    plan = make_plan(told, a_meeting(), POLISH, "journey-1", draft_library=ENGLISH)

    assert plan.draft is not None
    assert plan.draft.left_out == ("unread",)
    assert typed not in plan.draft.body
    assert "follow_up.unread" in [passage.id for passage in plan.passages]


@pytest.mark.parametrize("typed", ["I ran the night shift at Leith", "forklift licence", "SAP and Excel"])
def test_a_point_in_english_is_carried_for_a_polish_reader(typed: str) -> None:
    told = Reflection(2, missed_point=typed)

    draft = write_drafts(told, a_meeting(), ENGLISH, "s", foreign=POLISH.common)[0]

    assert draft == write_drafts(told, a_meeting(), ENGLISH, "s")[0]
    assert draft.point
