"""The pages, as a person without JavaScript uses them: by GET and form POST."""

import re
from collections.abc import Callable

import pytest
import requests

from tests.sandbox.receiver import Receiver


@pytest.fixture
def ats(start_ats: Callable[..., str], receiver: Receiver) -> str:
    return start_ats(
        hook=receiver.url,
        mailbox_url="http://127.0.0.1:8020",
        desk_url="http://127.0.0.1:8000/desk",
        fast_clock=360,
    )


def page(url: str) -> str:
    answer = requests.get(url, timeout=5)
    answer.raise_for_status()
    return answer.text


def press(url: str, **form: str) -> requests.Response:
    with requests.Session() as browser:
        return browser.post(url, data=form, timeout=5)


def test_the_front_page_links_to_the_mailbox_and_the_desk_and_shows_the_fast_clock(ats: str) -> None:
    front = page(f"{ats}/")

    assert 'href="http://127.0.0.1:8020"' in front
    assert 'href="http://127.0.0.1:8000/desk"' in front
    assert "an hour takes 10 seconds here" in front
    assert "Sandbox ATS" in front


def test_one_press_completes_the_next_interview_and_shows_its_candidate(ats: str) -> None:
    shown = press(f"{ats}/complete-one")

    assert shown.url == f"{ats}/candidates/c-1"
    assert "Interview completed" in shown.text
    assert "interview.completed" in shown.text


def test_one_press_still_works_when_the_book_is_empty(ats: str) -> None:
    candidates = [press(f"{ats}/complete-one").url.rsplit("/", 1)[-1] for _ in range(8)]

    assert candidates == ["c-1", "c-2", "c-3", "c-4", "c-5", "c-6", "c-7", "c-9"]


def test_an_interview_is_scheduled_in_london_time_with_two_slots(ats: str) -> None:
    shown = press(
        f"{ats}/applications/a-1/interviews",
        candidate="c-1",
        title="Panel",
        interviewers="Priya Shah, Dougal Kerr",
        date="2027-07-01",
        time="10:00",
        minutes="30",
        second_time="14:00",
    )

    (sent,) = requests.get(f"{ats}/sandbox/deliveries", timeout=5).json()["deliveries"]
    assert "Thu 1 Jul 10:00 to 10:30, Thu 1 Jul 14:00 to 14:30" in shown.text
    assert '"ends_at": "2027-07-01T13:30:00.000Z", "title": "Panel"' in sent["body"]
    assert '"interviewers": ["Priya Shah", "Dougal Kerr"]' in sent["body"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("interviews/i-1/no_show", "No-show"),
        ("interviews/i-1/cancel", "Cancelled"),
        ("applications/a-1/reject", "Rejected"),
        ("applications/a-1/hire", "Hired"),
        ("candidates/c-1/opt_out", "No email"),
    ],
)
def test_what_was_pressed_shows_on_the_record(ats: str, path: str, message: str) -> None:
    shown = press(f"{ats}/{path}", candidate="c-1")

    assert f">{message}</span>" in shown.text


def test_a_deleted_candidate_is_gone(ats: str) -> None:
    press(f"{ats}/candidates/c-1/delete", candidate="c-1")

    assert requests.get(f"{ats}/candidates/c-1", timeout=5).status_code == 404
    assert "Isla Fraser" not in page(f"{ats}/")


def test_a_fault_set_on_the_page_is_in_force_and_shown_until_stopped(ats: str) -> None:
    shown = press(f"{ats}/misbehave", kind="rate_limit", amount="5", times="2", seconds="", chance="100")
    stopped = press(f"{ats}/misbehave/stop")

    assert "Misbehaving now" in shown.text
    assert "5 seconds to wait; 2 more times" in re.sub(r"\s+", " ", shown.text)
    assert "Behaving well" in stopped.text


def test_a_page_elsewhere_cannot_press_buttons_here(ats: str) -> None:
    answer = requests.post(f"{ats}/complete-one", headers={"Sec-Fetch-Site": "cross-site"}, timeout=5)

    assert answer.status_code == 403
    assert requests.get(f"{ats}/sandbox/deliveries", timeout=5).json() == {"deliveries": []}


def test_no_page_may_run_a_script(ats: str) -> None:
    policies = [
        requests.get(f"{ats}{path}", timeout=5).headers["Content-Security-Policy"]
        for path in ("/", "/candidates/c-1", "/deliveries", "/misbehave")
    ]

    assert all(policy.startswith("default-src 'none'; style-src 'self';") for policy in policies)


def test_an_unknown_candidate_is_not_found(ats: str) -> None:
    assert requests.get(f"{ats}/candidates/c-99", timeout=5).status_code == 404
