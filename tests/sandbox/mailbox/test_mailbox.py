"""The mailbox, by SMTP and HTTP on real sockets."""

import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import sync_playwright

from sandbox.mailbox.app import create_mailbox
from sandbox.server import serving
from tests.support.chromium import find_chromium
from tests.support.servers import free_port

ISLA, TOMASZ = "isla@example.com", "tomasz@example.com"


@dataclass(frozen=True)
class Box:
    url: str
    smtp_port: int

    def send(self, *to: str, subject: str = "How did it go?", html: str = "<p>Hello</p>") -> None:
        message = EmailMessage()
        message["From"], message["To"] = "Northgate <hello@northgate.example>", ", ".join(to)
        message["Subject"], message["Message-ID"] = subject, "<m-1@northgate.example>"
        message.set_content("Hello, see http://127.0.0.1:8000/r/abc")
        message.add_alternative(html, subtype="html")
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=5) as server:
            server.send_message(message)

    def messages(self, to: str = "") -> list[dict[str, Any]]:
        found = requests.get(f"{self.url}/sandbox/messages", params={"to": to}, timeout=5).json()
        return list(found["messages"])

    def misbehave(self, kind: str, **how: object) -> None:
        fault = {"kind": kind, "times": 1, **how}
        requests.post(f"{self.url}/sandbox/faults", json=fault, timeout=5).raise_for_status()


@pytest.fixture
def open_box(tmp_path: Path) -> Callable[[], Any]:
    @contextmanager
    def opened() -> Iterator[Box]:
        port = free_port()
        mailbox = create_mailbox(tmp_path, port, "http://127.0.0.1:8010")
        mailbox.smtp.start()
        try:
            with serving(mailbox.app) as url:
                yield Box(url, port)
        finally:
            mailbox.smtp.stop()

    return opened


@pytest.fixture
def box(open_box: Callable[[], Any]) -> Iterator[Box]:
    with open_box() as box:
        yield box


def test_a_message_is_kept_with_its_headers_and_both_parts(box: Box) -> None:
    box.send(ISLA)

    (kept,) = box.messages()
    whole = requests.get(f"{box.url}/sandbox/messages/{kept['id']}", timeout=5).json()
    assert (kept["recipient"], kept["subject"], kept["message_id"]) == (
        ISLA,
        "How did it go?",
        "m-1@northgate.example",
    )
    assert whole["text"].strip() == "Hello, see http://127.0.0.1:8000/r/abc"
    assert whole["html"].strip() == "<p>Hello</p>"
    assert whole["headers"]["From"] == ["Northgate <hello@northgate.example>"]


def test_messages_are_listed_newest_first_and_by_recipient(box: Box) -> None:
    box.send(ISLA, subject="one")
    box.send(TOMASZ, subject="two")

    assert [one["subject"] for one in box.messages()] == ["two", "one"]
    assert [one["subject"] for one in box.messages("ISLA@example.com")] == ["one"]


def test_a_message_to_two_people_is_two_letters(box: Box) -> None:
    box.send(ISLA, TOMASZ)

    assert {one["recipient"] for one in box.messages()} == {ISLA, TOMASZ}


def test_messages_survive_a_restart_until_cleared(open_box: Callable[[], Any]) -> None:
    with open_box() as before:
        before.send(ISLA)
    with open_box() as after:
        kept = len(after.messages())
        requests.delete(f"{after.url}/sandbox/messages", timeout=5)
        left = len(after.messages())

    assert (kept, left) == (1, 0)


def test_the_inbox_lists_and_refreshes_itself(box: Box) -> None:
    box.send(ISLA, subject="A <b>bold</b> subject")

    shown = requests.get(f"{box.url}/", timeout=5).text

    assert '<meta http-equiv="refresh"' in shown
    assert "A &lt;b&gt;bold&lt;/b&gt; subject" in shown
    assert f"To {ISLA}" in shown


def test_a_message_is_shown_as_html_text_and_raw(box: Box) -> None:
    box.send(ISLA)
    (kept,) = box.messages()
    page = f"{box.url}/messages/{kept['id']}"

    html, text, raw = (
        requests.get(page, params={"view": view}, timeout=5).text for view in ("html", "text", "raw")
    )

    assert f'src="/messages/{kept["id"]}/html"' in html
    assert '<a href="http://127.0.0.1:8000/r/abc"' in text
    assert "Message-ID: &lt;m-1@northgate.example&gt;" in raw
    assert box.messages()[0]["seen"] is True


def test_a_mails_own_html_can_neither_run_scripts_nor_fetch_nor_post(box: Box) -> None:
    box.send(ISLA, html="<html><head><title>x</title></head><body><script>1</script></body></html>")
    (kept,) = box.messages()

    answer = requests.get(f"{box.url}/messages/{kept['id']}/html", timeout=5)

    policy = answer.headers["Content-Security-Policy"]
    assert policy == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
        "frame-ancestors 'self'; "
        "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
    )
    assert answer.text.startswith('<html><head><base target="_top"><title>')


def test_in_a_browser_a_mails_script_is_dead_and_its_link_takes_the_whole_page(box: Box) -> None:
    script = "<script>document.body.textContent = 'taken over'</script>"
    box.send(
        ISLA, html=f'<html><head></head><body><a href="{box.url}/?arrived">Begin</a>{script}</body></html>'
    )

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{box.url}/messages/1")
        mail = page.frame_locator("iframe")
        said = mail.locator("body").inner_text()
        mail.get_by_text("Begin").click()
        page.wait_for_url("**/?arrived")
        heading = page.locator("h1").inner_text()
        browser.close()

    assert said == "Begin"
    assert heading == "Inbox"


def test_an_unknown_message_is_not_found(box: Box) -> None:
    paths = ("messages/9", "messages/9/html", "sandbox/messages/9")

    assert [requests.get(f"{box.url}/{path}", timeout=5).status_code for path in paths] == [404] * 3


def test_fault_down_closes_the_connection_and_keeps_nothing(box: Box) -> None:
    box.misbehave("down")

    with pytest.raises(smtplib.SMTPServerDisconnected):
        box.send(ISLA)
    box.send(TOMASZ)

    assert [one["recipient"] for one in box.messages()] == [TOMASZ]


@pytest.mark.parametrize(("kind", "code"), [("refuse", 550), ("defer", 451)])
def test_fault_one_address_is_refused_and_another_is_not(box: Box, kind: str, code: int) -> None:
    box.misbehave(kind, only=ISLA)

    box.send(TOMASZ)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        box.send(ISLA)

    assert refused.value.recipients[ISLA][0] == code
    assert [one["recipient"] for one in box.messages()] == [TOMASZ]


def test_rl_04_fault_a_message_can_be_kept_and_its_answer_lost(box: Box) -> None:
    box.misbehave("drop_after_data")

    with pytest.raises(smtplib.SMTPServerDisconnected):
        box.send(ISLA)

    assert [one["recipient"] for one in box.messages()] == [ISLA]


def test_rl_04_fault_of_a_lost_answer_can_strike_one_address_alone(box: Box) -> None:
    box.misbehave("drop_after_data", only=ISLA)
    box.send(TOMASZ)

    with pytest.raises(smtplib.SMTPServerDisconnected):
        box.send(ISLA)

    assert len(box.messages()) == 2


def test_fault_slow_still_keeps_the_message(box: Box) -> None:
    box.misbehave("slow", amount=0.05)

    box.send(ISLA)

    assert len(box.messages()) == 1
