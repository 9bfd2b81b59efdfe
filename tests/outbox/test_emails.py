"""Every email there is: its words kept as files, its links, its headers, its HTML."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from integrations.mail.contract import Mailbox
from integrations.mail.message import to_bytes
from plugin.outbox.emails.envelope import addressed
from tests.support.emails import BRAND, LINKS, SURVEY_HOST, every_email

SNAPSHOTS = Path(__file__).parent / "snapshots"
EMAILS = every_email()
CANDIDATES = [name for name in EMAILS if name.startswith(("survey", "coaching"))]
VOID = {"meta", "br", "img", "hr", "link", "input"}

each_email = pytest.mark.parametrize("name", EMAILS)


class Page(HTMLParser):
    """What an email's HTML holds: its elements in order, its visible words, and which tags were left open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.wrong: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        if "style" not in self.open and "title" not in self.open:
            self.words.append(data)

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag in tags]

    @property
    def links(self) -> list[str]:
        return [str(attributes["href"]) for attributes in self.all("a")]


@each_email
def test_the_text_part_reads_as_it_was_approved(name: str) -> None:
    """Read the file, and change it by hand, when words are meant to change."""
    approved = (SNAPSHOTS / f"{name}.txt").read_text(encoding="utf-8")

    assert f"Subject: {EMAILS[name].subject}\n\n{EMAILS[name].text}" == approved


@each_email
def test_both_parts_hold_the_same_web_links_em_17(name: str) -> None:
    in_text = set(re.findall(r"https?://\S+", EMAILS[name].text))

    in_html = {link for link in Page(EMAILS[name].html).links if link.startswith("http")}

    assert in_html == in_text
    assert in_html != set()


@each_email
def test_both_parts_hold_the_same_headings_em_17(name: str) -> None:
    html = EMAILS[name].html
    headings = re.findall(r"<h[12][^>]*>([^<]+)</h", html)

    lines = " ".join(EMAILS[name].text.split())

    assert headings != []
    for heading in headings:
        assert heading.upper() in lines


@each_email
def test_links_lead_to_the_survey_host_only_em_10(name: str) -> None:
    links = Page(EMAILS[name].html).links

    assert {urlsplit(link).hostname for link in links if urlsplit(link).scheme == "https"} == {SURVEY_HOST}
    assert {urlsplit(link).scheme for link in links} <= {"https", "mailto", "tel"}
    assert "utm_" not in EMAILS[name].html


@each_email
def test_nothing_is_fetched_when_an_email_is_opened_em_10(name: str) -> None:
    page = Page(EMAILS[name].html)

    assert (
        page.all("img", "link", "script", "iframe", "object", "embed", "form", "svg", "video", "audio") == []
    )
    assert re.findall(r"url\(|@import|@font-face|background=", EMAILS[name].html) == []


@each_email
def test_an_email_can_be_read_by_everybody_em_18(name: str) -> None:
    html = EMAILS[name].html
    page = Page(html)

    assert page.wrong == []
    assert page.open == []
    assert page.all("html")[0]["lang"] == "en-GB"
    assert f"<title>{EMAILS[name].subject.replace('&', '&amp;')}</title>" in html
    assert {"name": "color-scheme", "content": "light dark"} in page.all("meta")
    assert [tag for tag, _ in page.elements if tag == "h1"] == ["h1"]
    assert headings_skip_no_level(page)
    assert {attributes.get("role") for attributes in page.all("table")} == {"presentation"}
    assert not any(urlsplit(words.strip()).scheme for words in link_words(html))


@each_email
def test_an_email_is_not_clipped_em_17(name: str) -> None:
    assert len(EMAILS[name].html.encode()) < 100_000


@each_email
def test_no_template_mark_is_left_over(name: str) -> None:
    for part in (EMAILS[name].text, EMAILS[name].html):
        assert re.findall(r"\{\{|\{%|jinja|brand-|None|Undefined", part) == []


@each_email
def test_words_are_at_least_14_px_em_18(name: str) -> None:
    seen = EMAILS[name].html.partition("<body")[2]
    sizes = {int(size) for size in re.findall(r"font-size: (\d+)px", seen)}

    assert min(sizes) >= 14


@each_email
def test_a_text_line_holds_a_link_or_is_short(name: str) -> None:
    long = [line for line in EMAILS[name].text.splitlines() if len(line) > 72 and "://" not in line]

    assert long == []


@each_email
def test_nothing_sells_anything_pr_03(name: str) -> None:
    selling = (
        r"(?i)\b(vacanc|offer|exclusive|refer a friend|discount|amazing|exciting|guarantee|jobs for you)"
    )

    assert re.findall(selling, EMAILS[name].text) == []


@pytest.mark.parametrize("name", CANDIDATES)
def test_a_candidate_sees_why_from_whom_and_how_to_stop(name: str) -> None:
    text = " ".join(EMAILS[name].text.split())

    assert "You are getting this because" in text
    assert "prepared automatically" in text
    assert BRAND.postal_address in text
    assert f"Stop these emails: {LINKS.stop}" in text
    assert f"How your answers are used: {LINKS.privacy}" in text


@pytest.mark.parametrize("name", CANDIDATES)
def test_a_candidates_email_has_every_header_it_should_em_05_em_11(name: str) -> None:
    to, consultant = (
        Mailbox("ada@example.org", "Ada Okafor"),
        Mailbox("sam.reid@harbourtalent.example.com", "Sam"),
    )
    message = addressed(EMAILS[name], BRAND, to, f"{name}:41", LINKS.stop, consultant)

    sent = message_from_bytes(
        to_bytes(message, datetime(2026, 11, 23, 17, 30, tzinfo=UTC)), policy=policy.default
    )

    assert sent["From"] == "Harbour Talent <hello@harbourtalent.example.com>"
    assert sent["Reply-To"] == "Sam <sam.reid@harbourtalent.example.com>"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["List-Unsubscribe"] == f"<{LINKS.stop}>"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent["Message-ID"].endswith("@harbourtalent.example.com>")
    assert sent["Subject"] == EMAILS[name].subject
    assert not re.match(r"(?i)(re|fwd?):", sent["Subject"])
    assert {len(sent.get_all(header)) for header in ("From", "To", "Date", "Message-ID", "Subject")} == {1}


@pytest.mark.parametrize("name", ["sign_in", "alert", "pass_on", "taken_back"])
def test_an_email_to_staff_has_no_list_to_leave(name: str) -> None:
    message = addressed(EMAILS[name], BRAND, Mailbox("sam.reid@harbourtalent.example.com"), f"{name}:1")

    assert dict(message.headers) == {}
    assert message.reply_to == BRAND.reply_to


def test_a_repeated_effect_has_the_same_message_id_rl_07() -> None:
    to = Mailbox("ada@example.org")

    first, again = (addressed(EMAILS["survey"], BRAND, to, "survey:41") for _ in range(2))
    other = addressed(EMAILS["survey"], BRAND, to, "survey:42")

    assert first.message_id == again.message_id
    assert first.message_id != other.message_id


def test_a_logo_has_its_name_beside_it_and_the_hosts_own_address() -> None:
    logo = replace(BRAND, logo_url=f"https://{SURVEY_HOST}/logo.png")

    images = Page(every_email(logo)["survey"].html).all("img")

    assert [(image["src"], image["alt"]) for image in images] == [(logo.logo_url, "Harbour Talent")]


def headings_skip_no_level(page: Page) -> bool:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    return levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels))


def link_words(html: str) -> Iterator[str]:
    for inside in re.findall(r"<a [^>]*>(.*?)</a>", html, re.DOTALL):
        words = re.sub(r"<[^>]+>", "", inside).strip()
        assert words
        yield words
