"""The mailbox: an SMTP server and the web app that shows what it took."""

from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from sandbox.faults import Faults
from sandbox.mailbox.letters import Letters
from sandbox.mailbox.pages import letters_api, pages
from sandbox.mailbox.smtp import KINDS, SmtpServer
from sandbox.misbehave import faults_api, misbehave_page
from sandbox.web import create_web


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The app to serve and the SMTP server to start beside it."""

    app: Flask
    smtp: SmtpServer


def create_mailbox(state: Path, smtp_port: int, ats_url: str = "") -> Mailbox:
    """Open the state folder and wire everything up; nothing listens yet."""
    letters, faults = Letters(state), Faults(KINDS)
    app = create_web("sandbox.mailbox", Path(__file__).parent)
    frame = {
        "product": "Sandbox mailbox",
        "theme": "mailbox",
        "nav": [("/", "Inbox"), ("/misbehave", "Misbehave")],
        "elsewhere": [(ats_url, "Sandbox ATS")],
    }
    app.context_processor(lambda: frame)
    for part in (pages(letters), letters_api(letters), faults_api(faults), misbehave_page(faults)):
        app.register_blueprint(part)
    return Mailbox(app, SmtpServer(letters, faults, smtp_port))
