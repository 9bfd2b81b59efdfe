"""Reflections and meetings made up by a seeded generator: any ticks, and points as people type them."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from plugin.reflection import Flag, Meeting, Noticed, Reflection, Route, StillWant, Theme

SEED = 20_260_303

WAYS_IN = (
    *("", "", "", "I should have said that ", "i forgot to mention ", "Wish I'd told them ", "never said "),
    *("so basically ", "Sorry but ", "tbh ", "They asked and I froze. I should have said ", "- "),
)
FACTS = (
    *("i ran the depot for ten yrs", "I have the forklift licence", "I speak Urdu and a bit of arabic"),
    *("ive got my NEBOSH", "my CPC is up to date", "five years on the lifeboats", "I cut waste by a third"),
    *(
        "I AM A TRAINED FITTER",
        "we went from last to second,under me",
        "I am having 8 years experiance in SAP",
    ),
    *("I led twelve people.I hired six", "the spotless safety record", "I can start in three weeks"),
    *("I set up payroll for 40 staff!!", "a Level 3 in youth work", "I passed the module in June", "It's 75"),
    *(
        "I kept the ward open on my own",
        "mam prawo jazdy kategorii C",
        "ich habe einen Schein",
        "J'ai le CACES 3",
    ),
    *("I know SQL...and Excel", "I do Makaton", "i can do every other saturday", "I rebuilt the rota"),
)
HARMFUL = (
    *(
        "my depression",
        "I was off sick for a year",
        "after my mum died",
        "I looked after my son",
        "I'm pregnant",
    ),
    *("my last boss was a bully", "the panel was rude", "you never asked", "I want 40k", "£38,000 would do"),
    *(
        "sorry",
        "I am so sorry about that",
        "I promise I will not let you down",
        "please give me another chance",
    ),
    *("it is my dream job", "I was so nervous", "my mind went blank", "I messed up", "because I was tired"),
    *(
        "there is no point",
        "nobody would miss me",
        "my train was late",
        "I'm autistic",
        "the union",
        "my salary",
    ),
)
WAYS_OUT = ("", "", "", ".", "!!!", " lol", "...", " Would that help?", " Typical.", " 🙂", " (I think", "\n")
JOBS = (
    "Depot Manager",
    "Mental Health Nurse",
    "Sorry Ltd Buyer",
    "",
    "SEN Teaching Assistant",
    "Pay Analyst",
)
CLIENTS = ("Acme Foods", "O’Neill & Sons", "", "Sick Children’s Trust", "Northwind")
NAMES = (
    "Anna Smith",
    "Tom Bell",
    "Dr Nwosu",
    "",
    "anna@client.example",
    "—",
    "Zoë",
    "a b c d e f g h i j k l m",
)


def reflections(count: int) -> Iterator[tuple[Reflection, Meeting, Route]]:
    """So many, the same ones each time."""
    chance = Random(SEED)
    for _ in range(count):
        yield _reflection(chance), _meeting(chance), chance.choice(list(Route))


def _reflection(chance: Random) -> Reflection:
    return Reflection(
        felt=chance.choice([None, 1, 2, 3, 4, 5]),
        themes=tuple(theme for theme in Theme if chance.random() < 0.15),
        noticed=chance.choice([None, *Noticed]),
        in_words=_point(chance),
        missed_point=_point(chance) if chance.random() < 0.7 else "",
        point_allowed=chance.random() < 0.1,
        untrue=chance.random() < 0.1,
        still_want=chance.choice([None, *StillWant, StillWant.YES]),
        call_me=chance.random() < 0.2,
        flags=tuple(flag for flag in Flag if chance.random() < 0.05),
    )


def _point(chance: Random) -> str:
    facts = chance.sample(FACTS, chance.choice([1, 1, 1, 2, 3]))
    if chance.random() < 0.3:
        facts.insert(chance.randrange(len(facts) + 1), chance.choice(HARMFUL))
    if chance.random() < 0.02:
        facts *= 40
    return chance.choice(WAYS_IN) + chance.choice([". ", ", ", " and "]).join(facts) + chance.choice(WAYS_OUT)


def _meeting(chance: Random) -> Meeting:
    return Meeting(
        candidate_name=chance.choice(["Jo Kerr", "Ngozi Adeyemi-Khan", "", "Øyvind"]),
        job=chance.choice(JOBS),
        client=chance.choice(CLIENTS),
        interviewers=tuple(chance.sample(NAMES, chance.choice([0, 1, 1, 2, 3, 7]))),
        held_on=chance.choice([None, date(2026, 3, 3) + timedelta(days=chance.randrange(300))]),
        consultant_name=chance.choice(["Priya Nair", ""]),
    )
