"""Driving the sandbox ATS by JSON under /sandbox: the stories' hands."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.ats import actions, endpoint, notes, records
from sandbox.ats.actions import Actions
from sandbox.ats.outbox import Outbox
from sandbox.ats.payload import NoSuchRecordError
from sandbox.ats.records import Person, Slot
from sandbox.store import Store
from sandbox.web import now


def admin_api(store: Store, act: Actions, outbox: Outbox) -> Blueprint:
    """Records and what happens to them; deliveries, notes, and the endpoint."""
    api = Blueprint("admin", __name__, url_prefix="/sandbox")
    api.register_error_handler(
        NoSuchRecordError, lambda problem: (jsonify(error=f"no such record: {problem}"), 404)
    )
    _interviews(api, act)
    _people(api, store, act)
    _deliveries(api, store, act, outbox)
    _endpoint(api, store)
    return api


def _interviews(api: Blueprint, act: Actions) -> None:
    @api.post("/interviews")
    def schedule() -> tuple[Response, int]:
        """An interview for `application`, or for a new candidate put forward for `job` at `client`."""
        wanted = request.get_json()
        application = wanted.get("application")
        candidate = wanted.get("candidate", {})
        if application is None:
            consultant = wanted.get("consultant", "u-1")
            job, client = wanted.get("job", "Depot manager"), wanted.get("client", "Harbour Logistics")
            new, application = act.add_application(Person(**candidate), job, client, consultant)
            candidate = {"id": new}
        title, met = wanted.get("title", "Interview"), wanted.get("interviewers", [])
        interview = act.schedule(application, _slots(wanted), title, met)
        return jsonify(candidate=candidate.get("id"), application=application, interview=interview), 201

    @api.post("/interviews/<ref>/<action>")
    def change_interview(ref: str, action: str) -> tuple[str, int]:
        wanted = request.get_json(silent=True) or {}
        if action == "move":
            act.move(ref, _slots(wanted))
        elif action == "complete":
            ended = wanted.get("ended_at")
            act.complete(ref, datetime.fromisoformat(ended) if ended else None)
        elif action in actions.ENDINGS:
            act.end(ref, action)
        else:
            raise NoSuchRecordError(action)
        return "", 204


def _people(api: Blueprint, store: Store, act: Actions) -> None:
    @api.get("/candidates")
    def candidates() -> Response:
        return jsonify(candidates=[dict(row) for row in records.candidates(store)])

    @api.post("/applications/<ref>/<any(reject, withdraw, hire, reopen):action>")
    def change_application(ref: str, action: str) -> tuple[str, int]:
        act.set_status(ref, action)
        return "", 204

    @api.post("/candidates/<ref>/<any(opt_out, opt_in, delete):action>")
    def change_candidate(ref: str, action: str) -> tuple[str, int]:
        act.choose(ref, action)
        return "", 204


def _deliveries(api: Blueprint, store: Store, act: Actions, outbox: Outbox) -> None:
    @api.get("/notes")
    def written() -> Response:
        found = notes.listed(store, request.args.get("candidate", ""))
        return jsonify(notes=found, per_marker=notes.per_marker(store))

    @api.get("/deliveries")
    def sent() -> Response:
        return jsonify(deliveries=outbox.listed(request.args.get("candidate", "")))

    @api.post("/deliveries/<ref>/again")
    def again(ref: str) -> tuple[str, int]:
        return ("", 204) if outbox.again(ref) else ("", 404)

    @api.post("/ping")
    def ping() -> tuple[str, int]:
        act.ping()
        return "", 204


def _endpoint(api: Blueprint, store: Store) -> None:
    @api.get("/endpoint")
    def shown() -> Response:
        target = endpoint.read(store)
        return jsonify(url=target.url, disabled=target.disabled, secrets=len(target.secrets))

    @api.put("/endpoint")
    def point() -> tuple[str, int]:
        """`url` switches sending on; `secret`, where given, joins those in force."""
        wanted = request.get_json()
        if wanted.get("secret"):
            endpoint.add_secret(store, wanted["secret"])
        endpoint.point_to(store, wanted["url"])
        return "", 204

    @api.post("/secrets/rotate")
    def rotate() -> Response:
        return jsonify(secret=endpoint.rotate(store))

    @api.post("/secrets/retire")
    def retire() -> tuple[str, int]:
        endpoint.retire(store)
        return "", 204


def _slots(wanted: dict[str, Any]) -> list[Slot]:
    """`slots`, or one slot from `starts_at` (default: now) to `ends_at` or for `minutes` (default: 60)."""
    if wanted.get("slots"):
        return [_slot(one) for one in wanted["slots"]]
    return [_slot(wanted)]


def _slot(wanted: dict[str, Any]) -> Slot:
    starts = datetime.fromisoformat(wanted["starts_at"]) if wanted.get("starts_at") else now()
    if wanted.get("ends_at"):
        return Slot(starts, datetime.fromisoformat(wanted["ends_at"]))
    return Slot(starts, starts + timedelta(minutes=wanted.get("minutes", 60)))
