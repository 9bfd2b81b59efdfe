"""The sandbox Odoo as one Flask app."""

from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from sandbox.faults import Faults
from sandbox.incoming import misbehave_on
from sandbox.misbehave import faults_api
from sandbox.odoo.admin import admin_api
from sandbox.odoo.automation import KINDS, Automation
from sandbox.odoo.database import Database
from sandbox.odoo.rpc import rpc_api, rpc_subject
from sandbox.web import create_web


@dataclass(frozen=True, slots=True)
class Settings:
    """`hook` is the secret URL of the automation rules; `commit_lag` is in seconds."""

    hook: str
    key: str = field(repr=False)
    login: str = "calum.reid@northgate.example"
    commit_lag: float = 1.5


def create_odoo(settings: Settings) -> Flask:
    """A freshly seeded Odoo: its records live as long as the app."""
    database, faults = Database(), Faults(KINDS)
    automation = Automation(database, faults, settings.hook, settings.commit_lag)
    app = create_web("sandbox.odoo", Path(__file__).parent)
    misbehave_on(app, faults, "/jsonrpc", rpc_subject)
    app.register_blueprint(rpc_api(database, settings.login, settings.key))
    app.register_blueprint(admin_api(database, automation))
    app.register_blueprint(faults_api(faults))
    return app
