"""The public page's examples work as they stand."""

import json
import re
import subprocess
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest

from integrations.ats.contract import EventKind
from integrations.ats.standard.webhook import understand
from integrations.signatures import verify_standard
from tests.support.ats.standard import NEW

PAGE = (Path(__file__).parents[4] / "docs" / "standard-webhook.md").read_text()


def example(language: str, number: int = 0) -> str:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)[number]


def test_the_example_delivery_is_understood():
    (event,) = understand(example("json").encode())

    assert (event.kind, event.candidate.email, event.interview.ends_at, event.branch) == (
        EventKind.INTERVIEW_COMPLETED,
        "isla@example.com",
        datetime(2026, 11, 23, 14, tzinfo=UTC),
        "Paisley",
    )


@pytest.mark.parametrize("kind", EventKind)
def test_every_type_is_on_the_page(kind):
    assert f"`{kind}`" in PAGE


def test_the_python_example_signs_as_we_verify(monkeypatch):
    sent = []

    class Answered:
        status = 200

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

    def take(request, timeout):
        sent.append(request)
        return Answered()

    monkeypatch.setattr(urllib.request, "urlopen", take)
    names = {}
    exec(example("python"), names)

    status = names["send"]("https://afterview.example/hooks/x", NEW, "event-1", {"type": "ping", "é": 1})

    headers = {name.lower(): value for name, value in sent[0].header_items()}
    assert (status, verify_standard(headers, sent[0].data, [NEW], datetime.now(UTC))) == (200, "event-1")


def test_the_curl_example_signs_as_we_verify():
    script = example("bash").replace("SECRET='whsec_…'", f"SECRET='{NEW}'")
    shown = subprocess.run(
        ["bash", "-euc", 'curl() { printf "%s\\0" "$@"; }\n' + script], capture_output=True, check=True
    )

    words = shown.stdout.decode().split("\0")
    headers = dict(word.split(": ", 1) for word in words if word.startswith("webhook-"))
    body = words[words.index("--data-binary") + 1].encode()
    assert verify_standard(headers, body, [NEW], datetime.now(UTC)).startswith("ping-")
    assert json.loads(body)["type"] == "ping"
