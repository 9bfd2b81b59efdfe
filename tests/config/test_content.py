"""The content files load as frozen values, and a broken one is named with its entry."""

from datetime import date
from pathlib import Path

import pytest

from config.content import ContentError, load_helplines, load_library, load_questions

CALENDAR = """
[calendar]
days = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
months = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]

[language]
common = ["the"]
"""
PARAGRAPH = """
[[paragraph]]
id = "opening.hard"
ground = ["A2"]
text = "Take your time."
"""


def library_in(root: Path, text: str) -> Path:
    folder = root / "coaching" / "xx"
    folder.mkdir(parents=True)
    (folder / "words.toml").write_text(text, encoding="utf-8")
    return root


def error_of(root: Path, text: str) -> str:
    with pytest.raises(ContentError) as caught:
        load_library("xx", library_in(root, text))
    return str(caught.value)


def test_a_paragraph_is_loaded_with_its_section_and_ground(tmp_path: Path) -> None:
    library = load_library("xx", library_in(tmp_path, CALENDAR + PARAGRAPH))

    paragraph = library.paragraphs["opening.hard"]
    assert (paragraph.text, paragraph.section, paragraph.ground) == ("Take your time.", "opening", ("A2",))


def test_an_unknown_placeholder_is_named_with_its_paragraph(tmp_path: Path) -> None:
    message = error_of(tmp_path, CALENDAR + PARAGRAPH.replace("your time", "{salary}"))

    assert message.startswith("paragraph 'opening.hard': '{salary}' is not a placeholder")


@pytest.mark.parametrize(
    "trick", ["{point.__class__}", "{point!r}", "{point:>9}", "{point[0]}", "{}", "{point"]
)
def test_a_placeholder_reaches_nothing_but_a_name(tmp_path: Path, trick: str) -> None:
    message = error_of(tmp_path, CALENDAR + PARAGRAPH.replace("your time", trick))

    assert message.startswith("paragraph 'opening.hard': ")


@pytest.mark.parametrize("ground", ['["A17"]', '["A0"]', "[]", '["somebody said so"]'])
def test_a_paragraph_needs_a_ground_that_exists(tmp_path: Path, ground: str) -> None:
    message = error_of(tmp_path, CALENDAR + PARAGRAPH.replace('["A2"]', ground))

    assert message.startswith("coaching/xx/words.toml, paragraph 'opening.hard': {'ground'")


def test_an_unknown_field_is_named_with_file_and_entry(tmp_path: Path) -> None:
    message = error_of(tmp_path, CALENDAR + PARAGRAPH + 'txet = "a slip of the keys"')

    assert message == "coaching/xx/words.toml, paragraph 'opening.hard': {'txet': ['Unknown field.']}"


def test_the_same_id_twice_is_refused(tmp_path: Path) -> None:
    message = error_of(tmp_path, CALENDAR + PARAGRAPH + PARAGRAPH)

    assert message == "coaching/xx/words.toml, paragraph 'opening.hard': 'opening.hard' stands twice"


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    message = error_of(tmp_path, "[[paragraph]")

    assert message.startswith("coaching/xx/words.toml: cannot be read: ")


def test_a_language_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="coaching/xx: there are no content files here"):
        load_library("xx", tmp_path)


def test_a_survey_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"surveys/reflection\.xx\.toml: cannot be read"):
        load_questions("reflection", "xx", tmp_path)


def test_help_lines_are_those_of_the_golden_list() -> None:
    """PR-19: a wrong digit does harm, so the numbers stand here a second time."""
    contacts = {country: [line.contact for line in lines] for country, lines in load_helplines("en").items()}

    assert contacts == {
        "GB": ["999", "116 123", "0800 83 85 87"],
        "IE": ["112 or 999", "116 123"],
        "US": ["911", "Call or text 988"],
        "CA": ["911", "Call or text 988"],
        "PL": ["112", "116 123"],
        "DE": ["112", "0800 1110111", "0800 1110222"],
        "FR": ["112", "3114"],
        "ES": ["112", "024"],
        "IT": ["112", "02 2327 2327"],
        "PT": ["112", "1411"],
        "NL": ["112", "113"],
        "IN": ["112", "14416"],
        "NG": ["112", "0800 078 7746"],
        "ZA": ["112 or 10177", "0800 567 567"],
        "AU": ["000", "13 11 14"],
        "NZ": ["111", "Call or text 1737"],
        "ANY": ["112 in the European Union", "findahelpline.com"],
    }


def test_every_help_line_has_a_source_and_a_true_date_or_none() -> None:
    lines = [line for lines in load_helplines("en").values() for line in lines]

    assert all(line.source.startswith("http") for line in lines)
    assert {type(line.checked) for line in lines} == {date, type(None)}


def test_a_help_line_checked_on_no_date_is_refused(tmp_path: Path) -> None:
    (tmp_path / "safety").mkdir()
    (tmp_path / "safety" / "helplines.toml").write_text(
        '[[GB]]\nname = "Somebody"\ncontact = "1"\nsource = "http://x"\nchecked = "lately"\n'
    )

    with pytest.raises(ContentError, match=r"helplines\.toml, GB 'Somebody'.*Not a date"):
        load_helplines("en", tmp_path)
