"""The coaching email of each kind of reflection, kept word for word and tag for tag.

To approve a change: `python -m tests.gallery`, look at the page that it makes, read each email aloud, then
run it again with `--approve`.
"""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.coaching.lint import check_advice
from plugin.outbox.emails.rendered import Rendered
from plugin.reflection import Flag, Meeting, Reflection, Route
from tests.support.emails import MEETING
from tests.support.gallery import GALLERY, HELP, Told
from tests.support.library import ENGLISH
from tests.support.reflections import reflections

SNAPSHOTS = Path(__file__).parent / "snapshots" / "coaching"
each = pytest.mark.parametrize("name", GALLERY)
EMAILS = {name: told.email for name, told in GALLERY.items()}


@each
def test_an_email_reads_as_it_was_approved(name: str) -> None:
    approved = (SNAPSHOTS / f"{name}.txt").read_text(encoding="utf-8")

    assert f"Subject: {EMAILS[name].subject}\n\n{EMAILS[name].text}" == approved


@each
def test_an_email_looks_as_it_was_approved(name: str) -> None:
    assert EMAILS[name].html == (SNAPSHOTS / f"{name}.html").read_text(encoding="utf-8")


def test_no_snapshot_is_left_over() -> None:
    assert {path.stem for path in SNAPSHOTS.iterdir()} == set(GALLERY)


@each
def test_the_help_lines_are_in_every_email_pr_19(name: str) -> None:
    for line in HELP:
        assert f"{line.name}: {line.contact}" in EMAILS[name].text


@each
def test_help_comes_first_where_it_is_needed_most(name: str) -> None:
    text, flags = EMAILS[name].text, GALLERY[name].plan.flags
    first = {Flag.CRISIS, Flag.DISTRESS, Flag.TREATMENT} & flags

    before = [text.index(later) for later in ("WHAT TO DO NOW", "SHOULD YOU MENTION IT?") if later in text]

    assert all((text.index("116 123") < place) == bool(first) for place in before)


@settings(max_examples=60)
@given(reflection=reflections(), route=st.sampled_from(Route))
def test_every_email_keeps_the_rules_whatever_was_answered(reflection: Reflection, route: Route) -> None:
    """No promise, hype or blame; not a word on voice, face, hair, children, faith or what one person saw."""
    told = Told(replace(reflection, missed_point=""), route=route)

    assert check_advice(ours(told.email), ENGLISH.rules, names(MEETING)) == ()


@settings(max_examples=60)
@given(reflection=reflections())
def test_the_same_answers_give_the_same_email_whatever_the_name(reflection: Reflection) -> None:
    """9.6: another name, and what it may say of gender, age or origin, changes the name alone."""
    ada = Told(reflection, replace(MEETING, candidate_name="Ada Okafor")).email

    for name in ("Piotr Wiśniewski", "Ngozi Adeyemi-Khan", "Mr Wm. Stewart", "Ms Chloé O’Neill"):
        other = Told(reflection, replace(MEETING, candidate_name=name)).email

        assert unnamed(other, name) == unnamed(ada, "Ada Okafor")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I speak Gaelic and I am 58", "I speak Gaelic and I am 23"),
        ("I led a team of nine", "I lead a team of nine women"),
    ],
)
def test_what_a_point_says_of_the_person_changes_the_point_alone(one: str, other: str) -> None:
    base = GALLERY["point_instead"].reflection

    plans = [Told(replace(base, missed_point=point)).plan for point in (one, other)]

    assert [passage.id for passage in plans[0].passages] == [passage.id for passage in plans[1].passages]


@pytest.mark.parametrize(
    "typed",
    [
        "they couldnt understand my accent, next time I will slow down",
        "being a woman in that room, mind went blank",
        "at my age who would take me on, i blanked",
        "pure panicked so ah did, ma heid went blank",
    ],
)
def test_how_somebody_writes_or_who_they_are_changes_no_advice(typed: str) -> None:
    """The accent of a text and what it says of its writer: the same ticks give the same advice."""
    plain = GALLERY["blanked"]

    assert Told(replace(plain.reflection, in_words=typed)).email == plain.email


def ours(email: Rendered) -> str:
    """The words of an email that are ours: without its draft, links and footer."""
    body = email.text.partition("-" * 72)[0]
    parts = re.split(r"(?:- ){30,}-", body)
    return re.sub(r"https?://\S+", "", parts[0] + parts[-1] if len(parts) > 1 else body)


def names(meeting: Meeting) -> tuple[str, ...]:
    """The names in an email, and the help lines: facts that nobody can reword."""
    lines = (f"{line.name} {line.note} {line.hours}" for line in HELP)
    return (meeting.candidate_name, meeting.client, meeting.job, meeting.consultant_name, *lines)


def unnamed(email: Rendered, name: str) -> str:
    """The text without the name, and in one line: a longer name breaks lines elsewhere."""
    one_line = " ".join(email.text.split())
    return one_line.replace(name, "NAME").replace(f"Hello {name.split()[0]},", "Hello NAME,")
