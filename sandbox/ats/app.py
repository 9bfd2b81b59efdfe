"""The sandbox ATS as one Flask app and one sending thread."""

from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from sandbox.ats import endpoint, records
from sandbox.ats.actions import Actions
from sandbox.ats.admin import admin_api
from sandbox.ats.misbehaviour import KINDS
from sandbox.ats.notes import notes_api, notes_subject
from sandbox.ats.outbox import Outbox
from sandbox.ats.pages import pages
from sandbox.ats.seed import seed
from sandbox.ats.sender import Sender
from sandbox.ats.settings import Settings
from sandbox.faults import Faults
from sandbox.incoming import misbehave_on
from sandbox.misbehave import faults_api, misbehave_page
from sandbox.store import Store
from sandbox.web import create_web


@dataclass(frozen=True, slots=True)
class SandboxAts:
    """The app to serve and the sender to start beside it."""

    app: Flask
    sender: Sender
    store: Store


def create_ats(settings: Settings) -> SandboxAts:
    """Open the state folder, seeded on its first opening, and wire everything up."""
    store = records.open_store(settings.state)
    seed(store)
    _keep_endpoint(store, settings)
    faults = Faults(KINDS)
    outbox = Outbox(store, faults, settings.retry_speed)
    act = Actions(store, outbox)
    app = create_web("sandbox.ats", Path(__file__).parent)
    app.context_processor(lambda: _frame(settings))
    misbehave_on(app, faults, "/notes", notes_subject)
    for part in (
        pages(store, act, outbox),
        notes_api(store, settings.notes_secret),
        admin_api(store, act, outbox),
        faults_api(faults),
        misbehave_page(faults),
    ):
        app.register_blueprint(part)
    return SandboxAts(app, Sender(store, outbox, faults), store)


def _keep_endpoint(store: Store, settings: Settings) -> None:
    if settings.secret:
        endpoint.add_secret(store, settings.secret)
    if settings.hook and settings.hook != endpoint.read(store).url:
        endpoint.point_to(store, settings.hook)


def _frame(settings: Settings) -> dict[str, object]:
    return {
        "product": "Sandbox ATS",
        "theme": "ats",
        "nav": [
            ("/", "Candidates"),
            ("/deliveries", "Deliveries"),
            ("/misbehave", "Misbehave"),
        ],
        "elsewhere": [
            (settings.mailbox_url, "Mailbox"),
            (settings.desk_url, "Afterview desk"),
        ],
        "hour_seconds": settings.hour_seconds,
    }
