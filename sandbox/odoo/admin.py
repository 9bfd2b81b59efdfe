"""Driving the sandbox Odoo by JSON under /sandbox."""

from flask import Blueprint, Response, jsonify, request

from sandbox.odoo.automation import Automation
from sandbox.odoo.database import Database
from sandbox.odoo.errors import OdooError
from sandbox.odoo.models import DEFAULTS


def admin_api(database: Database, automation: Automation) -> Blueprint:
    """Records made and changed as a person would, the cron, and the webhooks sent."""
    api = Blueprint("admin", __name__, url_prefix="/sandbox")
    api.register_error_handler(OdooError, lambda problem: (jsonify(error=problem.message), 404))

    @api.post("/applicants/<int:ref>/stage")
    def stage(ref: int) -> tuple[str, int]:
        automation.set_stage(ref, request.get_json()["stage_id"])
        return "", 202

    @api.post("/records/<model>")
    def create(model: str) -> tuple[Response, int]:
        return jsonify(id=database.create(model, request.get_json())), 201

    @api.patch("/records/<model>/<int:ref>")
    def change(model: str, ref: int) -> Response:
        """Commit at once and silently: as a change that no rule watches."""
        return jsonify(database.write(model, ref, request.get_json()))

    @api.get("/records/<model>")
    def listed(model: str) -> Response:
        everything = [["active", "in", [True, False]]] if "active" in DEFAULTS.get(model, {}) else []
        return jsonify(records=database.read(model, database.search(model, everything)))

    @api.post("/cron")
    def cron() -> Response:
        return jsonify(fired=automation.run_cron())

    @api.get("/deliveries")
    def deliveries() -> Response:
        return jsonify(deliveries=automation.sent)

    return api
