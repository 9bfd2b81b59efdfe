"""The plain pipeline, as fast as Python drains stored events into a mail server with one commit per email.

    python -m tests.benchmarks.rivals.ceiling

Claim a batch, fill a template in, frame it by hand, send on an open connection, mark it sent. No journeys, no
gate, no addresses checked, no retries: nobody should send mail like this.
"""

import base64
import json
import os
import smtplib

import psycopg
from jinja2 import Environment, FileSystemLoader

_CLAIM = """
    UPDATE jobs SET claimed = now() WHERE id IN (
        SELECT id FROM jobs WHERE claimed IS NULL ORDER BY id LIMIT 20 FOR UPDATE SKIP LOCKED
    ) RETURNING id, body
"""
_FRAME = """\
From: hello@northgate.example\r
To: {to}\r
Subject: {subject}\r
Message-ID: <{number}@northgate.example>\r
MIME-Version: 1.0\r
Content-Type: multipart/alternative; boundary=part\r
\r
--part\r
Content-Type: text/plain; charset=utf-8\r
Content-Transfer-Encoding: base64\r
\r
{text}\r
--part\r
Content-Type: text/html; charset=utf-8\r
Content-Transfer-Encoding: base64\r
\r
{html}\r
--part--\r
"""
_templates = Environment(loader=FileSystemLoader(os.environ["BENCH_TEMPLATES"]), autoescape=True)
_subject, _text, _html = map(_templates.get_template, ("subject.txt", "survey.txt", "survey.html"))


def framed(number: int, candidate: dict[str, str]) -> bytes:
    """One message."""
    name = candidate["name"]
    return _FRAME.format(
        to=candidate["email"],
        subject=_subject.render(),
        number=number,
        text=_encoded(_text.render(name=name)),
        html=_encoded(_html.render(name=name)),
    ).encode()


def _encoded(words: str) -> str:
    return base64.encodebytes(words.encode()).decode().replace("\n", "\r\n")


def drain() -> None:
    """Send until nothing waits."""
    server = smtplib.SMTP("127.0.0.1", int(os.environ["BENCH_SMTP_PORT"]), local_hostname="localhost")
    with server, psycopg.connect(os.environ["BENCH_DATABASE"], autocommit=True) as db:
        while jobs := db.execute(_CLAIM).fetchall():
            for number, body in jobs:
                candidate = json.loads(body)["data"]["candidate"]
                server.sendmail("hello@northgate.example", [candidate["email"]], framed(number, candidate))
                db.execute("UPDATE jobs SET sent = now() WHERE id = %s", (number,))


if __name__ == "__main__":
    drain()
