"""Builders and Hypothesis strategies for reflections and meetings."""

from datetime import date

from hypothesis import strategies as st

from plugin.reading import Mention, Reading
from plugin.reflection import Flag, Lane, Meeting, Noticed, Reflection, StillWant, Theme

ANSWERS = ("felt", "themes", "noticed", "in_words", "missed_point", "untrue", "still_want", "call_me")


def a_meeting(**changes: object) -> Meeting:
    """A meeting with every fact known."""
    facts = {
        "candidate_name": "Jo Kerr",
        "job": "Depot Manager",
        "client": "Acme Foods",
        "interviewers": ("Anna Smith",),
        "held_on": date(2026, 3, 3),
        "consultant_name": "Priya Nair",
        "agency": "Hollis",
    }
    return Meeting(**{**facts, **changes})  # type: ignore[arg-type]


def reflections(points: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Reflection]:
    """Any reflection at all, the contradictory ones too."""
    return st.builds(
        Reflection,
        felt=st.none() | st.integers(1, 5),
        themes=st.lists(st.sampled_from(Theme), unique=True).map(tuple),
        noticed=st.none() | st.sampled_from(Noticed),
        in_words=typed_points(),
        missed_point=points or typed_points(),
        point_allowed=st.booleans(),
        untrue=st.booleans(),
        still_want=st.none() | st.sampled_from(StillWant),
        call_me=st.booleans(),
        flags=st.lists(st.sampled_from(Flag), unique=True).map(tuple),
        extras=st.dictionaries(st.just("practice"), st.sampled_from([("yes",), ("no",)])),
        lanes=st.dictionaries(st.sampled_from((*ANSWERS, "practice")), st.sampled_from(Lane)),
        taken_back=st.lists(st.sampled_from(ANSWERS), unique=True).map(tuple),
    )


def readings() -> st.SearchStrategy[Reading]:
    """Any reading at all."""
    return st.builds(
        Reading,
        themes=st.lists(st.sampled_from(Theme), unique=True).map(tuple),
        noticed=st.sampled_from(Noticed),
        mention=st.sampled_from(Mention),
        flags=st.lists(st.sampled_from(Flag), unique=True).map(tuple),
        missed_point=typed_points(),
        because=st.dictionaries(st.sampled_from((*Theme, *Flag)), st.text(max_size=40)),
        language=st.sampled_from(["en", "other"]),
    )


def typed_points() -> st.SearchStrategy[str]:
    """What people type: nothing, anything, and plain words mixed with ones that do not belong in a note."""
    words = st.sampled_from(TYPED)
    return (
        st.just("")
        | st.text(max_size=500)
        | st.lists(words, max_size=60).map(lambda some: " ".join(some)[:500])
    )


def meetings() -> st.SearchStrategy[Meeting]:
    """Any meeting: facts missing, or not what the field is for."""
    name = st.just("") | st.sampled_from(NAMES) | st.text(max_size=80)
    return st.builds(
        Meeting,
        candidate_name=name,
        job=name,
        client=name,
        interviewers=st.lists(name, max_size=5).map(tuple),
        held_on=st.none() | st.dates(),
        consultant_name=name,
    )


TYPED = (
    "I",
    "i",
    "ran a depot",
    "the forklift licence.",
    "sorry",
    "I should have said that",
    "forgot to mention",
    "my depression",
    "unwell.",
    "I promise",
    "please give me",
    "another chance!",
    "your fault",
    "my boss",
    "£40k",
    "Would that help?",
    "nineteen people",
    "{first_name}",
    "dream job",
    "my mum",
    "…",
    "<b>bold</b>",
    "🙂",
)

NAMES = (
    "Mental Health Nurse",
    "Sorry Ltd",
    "Anna Smith",
    "O’Neill & Sons",
    "{job}",
    "a b c d e f g h i j k l m n",
    "anna@client.example",
    "Depot\r\nBcc: x@y.example",
)
