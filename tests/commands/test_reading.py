"""`afterview read`: JSON Lines in, JSON Lines out, without settings or a database."""

import json
from typing import Any

from click.testing import CliRunner, Result

from plugin.cli import main
from plugin.coaching.reader import read

KEYS = ["id", "themes", "noticed", "mention", "flags", "missed_point", "because"]


def run(given: bytes, code: int = 0) -> Result:
    done = CliRunner(env={}).invoke(main, ["read"], input=given)
    assert done.exit_code == code, done.output
    return done


def answers(done: Result) -> list[Any]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_line_is_answered_in_its_order_with_its_own_id():
    done = run(b'{"id": "b", "text": "ok"}\n{"id": 7, "text": "I froze.", "job": "cook"}\n')

    assert [answer["id"] for answer in answers(done)] == ["b", 7]


def test_an_answer_has_the_keys_of_the_labels_in_their_order():
    [answer] = answers(run(b'{"id": "1", "text": "My mind went blank and there was a long silence."}'))

    assert (list(answer), answer["themes"]) == (KEYS, ["blanked"])


def test_what_is_answered_is_the_reading():
    text = "Forgot to mention that I hold a forklift licence. Please call me."

    [answer] = answers(run(json.dumps({"id": "1", "text": text}).encode()))

    found = read(text)
    assert answer == {
        "id": "1",
        "themes": list(found.themes),
        "noticed": found.noticed,
        "mention": found.mention,
        "flags": list(found.flags),
        "missed_point": found.missed_point,
        "because": dict(found.because),
    }


def test_an_empty_text_says_nothing():
    [answer] = answers(run(b'{"id": "1", "text": ""}'))

    assert answer == {
        "id": "1",
        "themes": [],
        "noticed": "none",
        "mention": "thank_only",
        "flags": [],
        "missed_point": None,
        "because": {},
    }


def test_a_bad_line_is_named_and_nothing_else_is_lost():
    bad = [
        b"not json",
        b'["id"]',
        b'{"text": "x"}',
        b'{"id": "1"}',
        b'{"id": "1", "text": 5}',
        b'{"id": "1", "text": "x", "job": 5}',
        b'{"id": "\xff", "text": "x"}',
    ]

    done = run(
        b"\n".join([b'{"id": "first", "text": "x"}', b"", *bad, b'{"id": "last", "text": "x"}']), code=1
    )

    assert [answer["id"] for answer in answers(done)] == ["first", "last"]
    assert done.stderr.splitlines() == [
        "Line 3: this is not JSON.",
        "Line 4: this is not a JSON object.",
        'Line 5: it has no "id".',
        'Line 6: it has no "text".',
        'Line 7: it has no "text".',
        'Line 8: "job" is not text.',
        "Line 9: this is not UTF-8.",
    ]


def test_a_lone_surrogate_is_read_like_any_other_character():
    [answer] = answers(run(b'{"id": "\\ud800", "text": "\\ud800 ok"}'))

    assert answer["id"] == "\ud800"
