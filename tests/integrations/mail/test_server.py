"""The mail server's URL: what it may say, and that it never says plain (EM-20)."""

import pytest

from integrations.mail.server import Server, Tls, read_url


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.com", Server("mail.example.com", 587, Tls.STARTTLS)),
        ("smtp://mail.example.com:2587?tls=starttls", Server("mail.example.com", 2587, Tls.STARTTLS)),
        ("smtps://u:p@mail.example.com", Server("mail.example.com", 465, Tls.IMPLICIT, "u", "p")),
        (
            "smtp://a%40b:p%3A%2F@mail.example.com",
            Server("mail.example.com", 587, Tls.STARTTLS, "a@b", "p:/"),
        ),
        (
            "smtps://mail.example.com?connections=3",
            Server("mail.example.com", 465, Tls.IMPLICIT, connections=3),
        ),
        (
            "smtp://mail.example.com?tls=starttls&connections=20",
            Server("mail.example.com", 587, Tls.STARTTLS, connections=20),
        ),
        ("smtp://127.0.0.1:8025", Server("127.0.0.1", 8025, Tls.NONE)),
        ("smtp://127.0.0.1?tls=starttls", Server("127.0.0.1", 587, Tls.STARTTLS)),
        ("smtp://localhost?tls=none", Server("localhost", 25, Tls.NONE)),
        ("smtp://[::1]:1025/?tls=none", Server("::1", 1025, Tls.NONE)),
    ],
)
def test_a_url_is_read_as_it_says(url: str, server: Server) -> None:
    assert read_url(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.com",
        "http://mail.example.com",
        "smtp://",
        "smtp://mail.example.com?tls=none",
        "smtp://127.0.0.1.example.com?tls=none",
        "smtp://localhost.example.com?tls=none",
        "smtp://mail.example.com?tls=maybe",
        "smtp://mail.example.com?tls=starttls&tls=none",
        "smtp://mail.example.com?verify=no",
        "smtps://mail.example.com?tls=none",
        "smtps://mail.example.com?connections=0",
        "smtps://mail.example.com?connections=100",
        "smtps://mail.example.com?connections=many",
        "smtps://mail.example.com?connections=3&connections=4",
        "smtp://mail.example.com/folder",
        "smtp://u:hunter2@mail.example.com:port",
        "smtp://u:hunter2@[mail",
        "smtp://u:hunter2%C3%A9@mail.example.com",
    ],
)
def test_any_other_url_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match=r"mail server|tls|smtps?://") as refused:
        read_url(url)

    assert "hunter2" not in str(refused.value)


def test_a_password_is_not_shown() -> None:
    assert "hunter2" not in repr(read_url("smtps://u:hunter2@mail.example.com"))
