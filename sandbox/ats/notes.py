"""Notes and tasks coming in: signed calls to /notes, each webhook-id taken once."""

import json
import sqlite3
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.datastructures import Headers

from sandbox.ats import signing
from sandbox.ats.records import next_id
from sandbox.store import Store
from sandbox.web import now, utc_text

KINDS = {"note.create": "note", "task.create": "task"}


def notes_api(store: Store, notes_secret: str) -> Blueprint:
    """POST adds a note or task, or answers a ping; GET ?marker= looks one up."""
    api = Blueprint("notes", __name__)

    @api.before_request
    def genuine_only() -> tuple[Response, int] | None:
        try:
            signing.verify(notes_secret, _lower(request.headers), request.get_data(), now())
        except signing.SignatureError:
            return jsonify(error="the signature does not match"), 401
        return None

    @api.post("/notes")
    def add() -> tuple[Response, int]:
        body: Any = request.get_json(silent=True)
        if isinstance(body, dict) and body.get("type") == "ping":
            return jsonify(ok=True), 200
        problem = _problem(store, body)
        if problem:
            return jsonify(error=problem), 422
        with store.transaction() as db:
            known = _by_webhook(db, request.headers["webhook-id"])
            new = known or _insert(db, request.headers["webhook-id"], body)
        return jsonify(id=new), 200 if known else 201

    @api.get("/notes")
    def find() -> tuple[Response, int]:
        row = store.one("SELECT id FROM notes WHERE marker = ?", request.args.get("marker", ""))
        return (jsonify(id=row["id"]), 200) if row else (jsonify(error="no such marker"), 404)

    return api


def notes_subject() -> str:
    """What the call at hand asks for: 'note.create', 'task.create' or 'look_up'."""
    if request.method == "GET":
        return "look_up"
    body: Any = request.get_json(silent=True)
    return str(body.get("type", "")) if isinstance(body, dict) else ""


def listed(store: Store, candidate: str = "") -> list[dict[str, Any]]:
    """Every note and task, or a candidate's, newest first."""
    rows = store.all("SELECT * FROM notes WHERE ? IN ('', candidate) ORDER BY rowid DESC", candidate)
    return [dict(row) | {"lines": json.loads(row["lines"])} for row in rows]


def per_marker(store: Store) -> dict[str, int]:
    """How many notes and tasks carry each marker: more than one is a double."""
    rows = store.all("SELECT marker, count(*) AS copies FROM notes GROUP BY marker ORDER BY marker")
    return {row["marker"]: row["copies"] for row in rows}


def _problem(store: Store, body: Any) -> str:
    if not isinstance(body, dict) or body.get("type") not in KINDS:
        return "type must be note.create or task.create"
    data = body.get("data")
    if not isinstance(data, dict) or not isinstance(data.get("marker"), str) or not data["marker"]:
        return "data.marker is missing"
    if not isinstance(data.get("lines"), list):
        return "data.lines must be a list"
    if body["type"] == "task.create" and not data.get("due"):
        return "data.due is missing"
    if not store.one("SELECT 1 FROM candidates WHERE id = ? AND NOT deleted", _ref(data, "candidate")):
        return "no such candidate"
    return ""


def _lower(headers: Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _by_webhook(db: sqlite3.Connection, webhook_id: str) -> str | None:
    row = db.execute("SELECT id FROM notes WHERE webhook_id = ?", (webhook_id,)).fetchone()
    return row["id"] if row else None


def _insert(db: sqlite3.Connection, webhook_id: str, body: dict[str, Any]) -> str:
    data, new = body["data"], next_id(db, "n")
    db.execute(
        "INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            new, webhook_id, KINDS[body["type"]], data["marker"], _ref(data, "candidate"),
            _ref(data, "application"), _ref(data, "interview"), _ref(data, "consultant"),
            str(data.get("title", "")), json.dumps(data["lines"]), data.get("due"), utc_text(now()),
        ),
    )  # fmt: skip
    return new


def _ref(data: dict[str, Any], name: str) -> str:
    part = data.get(name)
    return str(part.get("id") or "") if isinstance(part, dict) else ""
