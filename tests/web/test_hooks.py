"""The webhook endpoint as senders meet it: what it takes, what it refuses, and how alike refusals look."""

import gzip
import string
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import NotFound
from werkzeug.test import Client, TestResponse

from integrations.ats.contract import Reply, WebhookRequest
from plugin.tables import connections, deliveries
from plugin.web.flood import Flood
from plugin.web.hooks import Hooks
from tests.support.world import TUESDAY, World, build_world, event, signed

BODY = event("interview.completed", TUESDAY)
REFUSED = (401, "The delivery could not be verified.\n")


class Ears:
    """Takes every delivery, and keeps it here; while it is `broken`, raises that."""

    def __init__(self) -> None:
        self.heard: list[WebhookRequest] = []
        self.broken: Exception | None = None

    def receive(self, key: str, request: WebhookRequest) -> Reply:
        if self.broken:
            raise self.broken
        self.heard.append(request)
        return Reply()


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def app(ears: Ears) -> Client:
    """Only the endpoint."""
    return endpoint(ears, Flood(1_000_000))


def endpoint(ears: Ears, flood: Flood) -> Client:
    return Client(Hooks(ears, lambda: TUESDAY, flood, NotFound(), {"X-Always": "yes"}))


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """A whole product."""
    built = build_world(database_url)
    yield built
    built.runtime.close()


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ("APPLICATION/JSON", 200),
        ("application/vnd.ats.v2+json", 200),
        ("application/cloudevents+json", 200),
        ("text/plain; charset=UTF-8", 200),
        ("application/x-www-form-urlencoded", 200),
        ("", 415),
        ("application/xml", 415),
        ("application/jsonx", 415),
        ("application/octet-stream", 415),
        ("multipart/form-data; boundary=x", 415),
        ("text/html", 415),
        ("text/json+json", 415),
        ("json", 415),
    ],
)
def test_only_bodies_of_known_types_are_taken(
    app: Client, ears: Ears, content_type: str, status: int
) -> None:
    """WH-15. SNS sends text/plain."""
    answer = app.post("/hooks/abc", data=BODY, headers={"Content-Type": content_type})

    assert answer.status_code == status
    assert [request.body for request in ears.heard] == [BODY] * (status == 200)


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "deflate", "br", "zstd", "identity", "gzip, gzip", "x"])
def test_an_encoded_body_is_refused_unread(app: Client, ears: Ears, encoding: str) -> None:
    """WH-15."""
    bomb = gzip.compress(b"0" * 10_000_000)
    headers = {"Content-Type": "application/json", "Content-Encoding": encoding}

    answer = app.post("/hooks/abc", data=bomb, headers=headers)

    assert (answer.status_code, ears.heard) == (415, [])


def test_a_whole_delivery_is_heard_as_it_came(app: Client, ears: Ears) -> None:
    headers = {"Content-Type": "application/json", "X-Signature": "abc"}

    app.post("/hooks/abc?key=k1&key=k2&empty=", data=BODY, headers=headers)

    [heard] = ears.heard
    assert (heard.method, heard.query, heard.body, heard.received_at) == (
        "POST",
        {"key": "k1", "empty": ""},
        BODY,
        TUESDAY,
    )
    assert heard.headers["x-signature"] == "abc"


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/hooks/abc"), ("POST", "/hooks/"), ("POST", "/hooks/abc/x"), ("POST", "/hook")],
)
def test_what_is_no_delivery_goes_to_the_pages(app: Client, ears: Ears, method: str, path: str) -> None:
    answer = app.open(path, method=method, data=BODY, content_type="application/json")

    assert (answer.status_code, ears.heard) == (404, [])


@pytest.mark.parametrize("content_type", ["application/json", "text/html"])
def test_every_answer_carries_the_headers_that_all_of_ours_do(app: Client, content_type: str) -> None:
    """SE-03."""
    answer = app.post("/hooks/abc", data=BODY, content_type=content_type)

    assert answer.headers["X-Always"] == "yes"


@pytest.mark.parametrize("error", [KeyError("canary"), RecursionError(), ValueError("NUL in a string")])
def test_a_hearing_that_breaks_asks_the_sender_to_repeat(app: Client, ears: Ears, error: Exception) -> None:
    """WH-06: never 500, which some senders take for a reason to give up."""
    ears.broken = error

    answer = app.post("/hooks/abc", data=BODY, content_type="application/json")

    assert (answer.status_code, answer.text) == (503, "Try again later.\n")
    assert answer.headers["Retry-After"] == "30"


def test_a_hearing_that_breaks_is_logged(
    app: Client, ears: Ears, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    ears.broken = KeyError("x")

    app.post("/hooks/abc", data=BODY, content_type="application/json")

    # Where it goes depends on whether another test of this process has set logging up.
    assert "a delivery could not be heard" in capsys.readouterr().out + caplog.text


@given(key=st.text(st.characters(exclude_characters="/", exclude_categories=["Cs"]), min_size=1))
def test_whatever_stands_for_a_key_is_never_an_error_of_ours(key: str) -> None:
    """WH-06."""
    ears = Ears()
    app = endpoint(ears, Flood(10))
    possible = set(key) <= {*string.ascii_letters, *string.digits, "-", "_"}

    answer = app.post(f"/hooks/{_quoted(key)}", data=BODY, content_type="application/json")

    assert answer.status_code == (200 if possible else 401)
    assert len(ears.heard) == possible


def _quoted(key: str) -> str:
    return "".join(f"%{byte:02x}" for byte in key.encode())


def test_a_connection_that_is_unknown_or_impossible_answers_as_a_bad_signature_does(world: World) -> None:
    """WH-24, WH-06: the same status, body and headers."""
    good = signed("msg_1", BODY, TUESDAY)
    forged = good | {"webhook-signature": "v1,AAAA"}
    known = world.hook_key

    answers = {
        "bad signature": post(world, known, forged),
        "no signature": post(world, known, {"content-type": "application/json"}),
        "too old": post(world, known, signed("msg_1", BODY, TUESDAY.replace(year=2020))),
        "another's secret": post(world, known, signed("msg_1", BODY, TUESDAY, secret=b"x" * 32)),
        "unknown connection": post(world, "A" * len(known), good),
        "unknown connection, no secret of its own": post(
            world, "A" * len(known), signed("msg_1", BODY, TUESDAY, secret=bytes(24))
        ),
        "a key with a NUL": post(world, "%00abc", good),
        "a key of other letters": post(world, "sch%C3%B6n", good),
        "a key with spaces": post(world, f"%20{known}", good),
        "a very long key": post(world, "A" * 5000, good),
    }

    assert {why: (answer.status_code, answer.text) for why, answer in answers.items()} == dict.fromkeys(
        answers, REFUSED
    )
    assert len({tuple(sorted(answer.headers)) for answer in answers.values()}) == 1
    assert world.rows(deliveries) == []


def post(world: World, key: str, headers: dict[str, str]) -> TestResponse:
    return world.client.post(f"/hooks/{key}", data=BODY, headers=headers)


def test_an_unknown_connection_and_a_bad_signature_are_too_large_alike(world: World) -> None:
    """WH-24, WH-13."""
    large = b"x" * (256 * 1024 + 1)
    headers = {"content-type": "application/json"}

    answers = [
        world.client.post(f"/hooks/{key}", data=large, headers=headers)
        for key in (world.hook_key, "unknown", "%00")
    ]

    assert [answer.status_code for answer in answers] == [413] * 3
    assert len({answer.data for answer in answers}) == 1


def test_a_connection_that_no_key_opens_asks_its_sender_to_repeat(world: World) -> None:
    """WH-06, WH-10: what the ATS sends meanwhile is sent again."""
    with world.runtime.db.transaction() as db:
        db.execute(connections.update().values(sealed=b"sealed with a key that is gone"))

    answer = world.hears("interview.completed")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
