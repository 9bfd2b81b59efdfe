"""The message as bytes, read back by the standard library: nothing lost, nothing injected (EM-14)."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from integrations.errors import AddressRefused
from integrations.mail.address import clean, clean_lines
from integrations.mail.contract import Mailbox, Message
from integrations.mail.message import message_id, to_bytes

SENT_AT = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
UNSUBSCRIBE = {
    "List-Unsubscribe": "<https://survey.example.com/stop/k3>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
}
PLAIN = Message(
    message_id="0123abcd@mail.example.com",
    sender=Mailbox("hello@agency.example.com", "Harbour Talent"),
    to=Mailbox("ada@example.org", "Ada Lovelace"),
    subject="Your interview at Northwind: how did it feel?",
    text="Hello Ada,\nhow did it go?",
    html="<p>Hello Ada, how did it go?</p>",
    reply_to=Mailbox("sam@agency.example.com", "Sam Reid"),
    headers=UNSUBSCRIBE,
)
HEADERS = [
    "Date",
    "Message-ID",
    "From",
    "To",
    "Subject",
    "Reply-To",
    "Auto-Submitted",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
    "Content-Type",
]
NASTY = st.one_of(
    st.text(max_size=300),
    st.text(
        st.sampled_from('\r\n\x00\x0b\x85\u2028\u2029\u202e\t ",;:@<>()[]\\=?_.-aé你🙂\ud800'), max_size=300
    ),
    st.sampled_from(
        [
            "Ada\r\nBcc: evil@example.net",
            "Ada\u2028Bcc: evil@example.net",
            "=?utf-8?q?Bcc=3A_evil?=",
            'Ada" <evil@example.net>, "',
            "x" * 1000,
            "é" * 1000,
            "two words " * 100,
            "\u202eadA",
            ".\r\n.\r\nMAIL FROM:<evil@example.net>",
            "--=_afterview_part--\r\n\r\nafter",
        ]
    ),
)


def read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


def display_name(raw: bytes, header: str) -> str:
    """The name as `email.header` decodes it: in Python 3.11 `policy.default` keeps the spaces between two
    encoded words of a display name, which RFC 2047 drops (cpython#92081)."""
    written = str(message_from_bytes(raw)[header]).replace("\r\n", "")
    phrase = written.rpartition("<")[0].strip()
    if phrase.startswith('"'):
        return phrase[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return str(make_header(decode_header(phrase)))


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return part.get_content().replace("\r\n", "\n")


def as_sent(text: str) -> str:
    """A body as any transport leaves it: LF lines, none empty at the end, lone surrogates replaced."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").encode("utf-8", "replace").decode()


def test_a_message_reads_back_as_it_was_written() -> None:
    message = read(to_bytes(PLAIN, SENT_AT))

    assert message.keys() == HEADERS
    assert message["Date"] == "Mon, 23 Nov 2026 17:30:00 +0000"
    assert message["Message-ID"] == "<0123abcd@mail.example.com>"
    assert message["From"] == "Harbour Talent <hello@agency.example.com>"
    assert message["To"] == "Ada Lovelace <ada@example.org>"
    assert message["Reply-To"] == "Sam Reid <sam@agency.example.com>"
    assert message["Subject"] == PLAIN.subject
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<https://survey.example.com/stop/k3>"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert body(message, "plain") == PLAIN.text
    assert body(message, "html") == PLAIN.html


@given(subject=NASTY, name=NASTY, sender=NASTY, text=NASTY, html=NASTY)
@example(subject="", name="", sender="", text="", html="")
@example(subject="_" * 80, name="a=?b", sender="é " * 60, text=".\n..\n", html=" \n\t\n")
def test_no_text_adds_a_header_or_a_part_em_14(
    subject: str, name: str, sender: str, text: str, html: str
) -> None:
    written = replace(
        PLAIN,
        subject=subject,
        to=Mailbox("ada@example.org", name),
        sender=Mailbox("hello@agency.example.com", sender),
        text=text,
        html=html,
    )

    raw = to_bytes(written, SENT_AT)
    message = read(raw)

    assert message.keys() == HEADERS
    assert message["Subject"] == clean(subject)
    assert [a.addr_spec for a in message["To"].addresses] == ["ada@example.org"]
    assert [a.addr_spec for a in message["From"].addresses] == ["hello@agency.example.com"]
    assert display_name(raw, "To") == clean(name)
    assert display_name(raw, "From") == clean(sender)
    assert len(list(message.iter_parts())) == 2
    assert body(message, "plain") == as_sent(text)
    assert body(message, "html") == as_sent(html)
    assert [header.defects for header in message.values()] == [()] * len(HEADERS)
    assert message.defects == []
    assert raw.count(b"\n") == raw.count(b"\r") == raw.count(b"\r\n")


@given(subject=NASTY, name=NASTY, text=NASTY)
def test_every_line_is_short_ascii(subject: str, name: str, text: str) -> None:
    written = replace(PLAIN, subject=subject, to=Mailbox("ada@example.org", name), text=text, html=text)

    lines = to_bytes(written, SENT_AT).split(b"\r\n")

    assert max(map(len, lines)) <= 78
    assert b"".join(lines).isascii()


def test_an_international_domain_goes_as_idna_em_15() -> None:
    message = replace(PLAIN, to=Mailbox("Ada@BÜCHER.example.com"))

    raw = to_bytes(message, SENT_AT)

    assert read(raw)["To"] == "Ada@xn--bcher-kva.example.com"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "ada@localhost",
        "ada@example.org\r\nBcc: evil@example.net",
        "ada@example.org, evil@example.net",
        "Ada <ada@example.org>",
        '"ada@evil.net\x00"@example.org',
        "ada@evil.net]@example.org",
        "ädä@example.org",
        "ada@[127.0.0.1]",
    ],
)
def test_a_bad_address_is_refused_and_not_repeated_em_15(address: str) -> None:
    message = replace(PLAIN, to=Mailbox(address, "Ada"))

    with pytest.raises(AddressRefused) as refused:
        to_bytes(message, SENT_AT)

    assert "example" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Bcc", "evil@example.net"),
        ("subject", "Another"),
        ("X-A\r\nBcc", "evil@example.net"),
        ("X-A", "one\r\nBcc: evil@example.net"),
        ("X-A", "caf\u00e9"),
        ("X-A", ""),
        ("X-A", " "),
        ("X-A", "a" * 1000),
        ("", "value"),
        ("X A", "value"),
    ],
)
def test_a_further_header_is_ours_and_must_be_right(name: str, value: str) -> None:
    message = replace(PLAIN, headers={name: value})

    with pytest.raises(ValueError, match="further header"):
        to_bytes(message, SENT_AT)


@pytest.mark.parametrize("wrong", ["", "a", "<a@b>", "a@b>\r\nBcc: x", "a b@c", "a@b@c", "a" * 200 + "@b"])
def test_a_message_id_of_another_shape_is_a_mistake_of_ours(wrong: str) -> None:
    with pytest.raises(ValueError, match="Message-ID"):
        to_bytes(replace(PLAIN, message_id=wrong), SENT_AT)


def test_one_effect_has_one_message_id_rl_07() -> None:
    again = message_id("invitation:41", "mail.example.com")

    assert again == message_id("invitation:41", "mail.example.com")
    assert again != message_id("invitation:42", "mail.example.com")
    assert read(to_bytes(replace(PLAIN, message_id=again), SENT_AT))["Message-ID"] == f"<{again}>"


def test_a_message_id_of_a_sender_with_an_international_domain_holds_its_ascii_form_em_15() -> None:
    sender = Mailbox("hallo@bücher.example", "Bücher")
    its_id = message_id("invitation:41", "bücher.example")

    sent = read(to_bytes(replace(PLAIN, sender=sender, message_id=its_id), SENT_AT))

    assert sent["Message-ID"].rpartition("@")[2] == "xn--bcher-kva.example>"
    assert sent["From"].addresses[0].addr_spec == "hallo@xn--bcher-kva.example"


def test_names_are_cleaned_and_kept_readable() -> None:
    assert clean("  Zoë\r\n\tMüller\u202e ") == "Zoë Müller"
    assert clean("Ada\u2028Lovelace\x00") == "Ada Lovelace"
    assert clean("👩\u200d🚀 Sally") == "👩\u200d🚀 Sally"
    assert clean("Zoe\u0308") == "Zoë"


def test_a_text_keeps_its_lines_and_loses_what_hides() -> None:
    assert clean_lines("one\r\n\ttwo\x00\x1b\u202e\n") == "one\r\n\ttwo\n"
