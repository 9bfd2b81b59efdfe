"""A second opinion: what is sent, what is never sent, and that only an answer by the labels counts."""

import json
from typing import Any

import pytest
import requests
import responses
from hypothesis import given
from hypothesis import strategies as st

from integrations.errors import CallFailed, CredentialsRefused
from integrations.http import Session
from integrations.llm import HIDDEN, LONGEST_TEXT, Labels, LanguageModel, Opinion, hide

URL = "https://llm.example/v1/chat/completions"
LABELS = Labels(
    ("nerves", "rapport"), ("no", "none"), ("thank_only", "add_information"), ("crisis", "private")
)
ANSWER = {
    "themes": ["nerves"],
    "noticed": "no",
    "mention": "add_information",
    "flags": ["private"],
    "missed_point": "I drive",
}


@pytest.fixture
def model(session: Session) -> LanguageModel:
    return LanguageModel(session, "https://llm.example/v1/", "k-1", "small", LABELS, "The guide.")


def answering(web: responses.RequestsMock, content: Any) -> None:
    content = content if isinstance(content, str) else json.dumps(content)
    web.post(URL, json={"choices": [{"message": {"content": content}}]})


def test_an_opinion_by_the_labels_is_taken(web, model):
    answering(web, ANSWER)

    opinion = model.read("Hands shook. I drive.")

    assert opinion == Opinion(("nerves",), "no", "add_information", ("private",), "I drive")


def test_it_is_sent_the_guide_and_the_text_and_is_asked_for_the_same_each_time(web, model):
    answering(web, ANSWER)

    model.read("Hands shook.")

    request = web.calls[0].request
    assert request.headers["Authorization"] == "Bearer k-1"
    assert json.loads(request.body) == {
        "model": "small",
        "temperature": 0,
        "response_format": {"type": "json_object"},
        "messages": [
            {"role": "system", "content": "The guide."},
            {"role": "user", "content": "Hands shook."},
        ],
    }


def test_names_and_contact_details_stay_here(web, model):
    answering(web, ANSWER)

    model.read("Isla MacRae here, 07700 900123, isla@x.example, ring Calum's desk", ["Isla MacRae", "Calum"])

    [_, user] = json.loads(web.calls[0].request.body)["messages"]
    assert user["content"] == f"{HIDDEN} {HIDDEN} here, {HIDDEN}, {HIDDEN}, ring {HIDDEN} desk"


def test_no_more_than_so_much_is_sent(web, model):
    answering(web, ANSWER)

    model.read("x" * 9_000)

    [_, user] = json.loads(web.calls[0].request.body)["messages"]
    assert len(user["content"]) == LONGEST_TEXT


@pytest.mark.parametrize(
    "content",
    [
        "Sure! Here is the JSON you asked for.",
        "[]",
        "{}",
        ANSWER | {"themes": ["boredom"]},
        ANSWER | {"themes": "nerves"},
        ANSWER | {"noticed": "surely"},
        ANSWER | {"flags": None},
        ANSWER | {"mood": 3},
        ANSWER | {"missed_point": 7},
        "[" * 100_000,
    ],
)
def test_an_answer_that_does_not_keep_to_the_labels_is_an_error(web, model, content):
    answering(web, content)

    with pytest.raises(CallFailed, match="something else than the labels"):
        model.read("Hands shook.")


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"choices": []}', b'{"choices": [{"message": {}}]}'])
def test_an_answer_of_another_shape_is_an_error(web, model, body):
    web.post(URL, body=body)

    with pytest.raises(CallFailed):
        model.read("Hands shook.")


def test_silence_is_an_error(web, model):
    web.post(URL, body=requests.ReadTimeout())

    with pytest.raises(CallFailed, match="did not answer in time"):
        model.read("Hands shook.")


def test_a_refused_key_is_an_error(web, model):
    web.post(URL, status=401)

    with pytest.raises(CredentialsRefused):
        model.read("Hands shook.")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mail me: a.b+c@x.example.", f"mail me: {HIDDEN}."),
        ("see https://x.example/?q=1 and www.y.example", f"see {HIDDEN} and {HIDDEN}"),
        ("on +44 (0)141 496 0000 after six", f"on {HIDDEN} after six"),
        ("I'm @isla_m there", f"I'm {HIDDEN} there"),
        ("10 minutes late, asked for 36k", "10 minutes late, asked for 36k"),
    ],
)
def test_contact_details_are_hidden_and_other_numbers_are_not(text, shown):
    assert hide(text) == shown


@given(before=st.text(max_size=20), after=st.text(max_size=20))
def test_a_known_name_is_hidden_wherever_it_stands_as_a_word(before, after):
    assert "macrae" not in hide(f"{before} MacRae {after}", ["Isla MacRae"]).casefold().split()
