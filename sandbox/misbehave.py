"""Setting faults: the JSON at `/sandbox/faults` and the Misbehave page, alike at every sandbox server."""

from itertools import groupby
from typing import Any

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from sandbox.faults import Fault, Faults


def faults_api(faults: Faults) -> Blueprint:
    """GET lists, POST sets one, DELETE clears all."""
    api = Blueprint("faults", __name__)

    @api.get("/sandbox/faults")
    def listed() -> Response:
        return jsonify(faults=[_shown(fault) for fault in faults.active()], kinds=sorted(faults.kinds))

    @api.post("/sandbox/faults")
    def put() -> tuple[Response, int]:
        wanted = request.get_json()
        if wanted.get("kind") not in faults.kinds:
            return jsonify(error="no such fault", kinds=sorted(faults.kinds)), 422
        faults.set(wanted.pop("kind"), **wanted)
        return jsonify(faults=[_shown(fault) for fault in faults.active()]), 200

    @api.delete("/sandbox/faults")
    def clear() -> tuple[str, int]:
        faults.clear()
        return "", 204

    return api


def misbehave_page(faults: Faults) -> Blueprint:
    """The page on which a person sets and ends faults."""
    pages = Blueprint("misbehave", __name__)

    @pages.get("/misbehave")
    def show() -> str:
        groups = [(name, list(kinds)) for name, kinds in groupby(faults.kinds.values(), lambda k: k.group)]
        return render_template("misbehave.html", groups=groups, active=[_shown(f) for f in faults.active()])

    @pages.post("/misbehave")
    def put() -> AnyResponse:
        form = request.form
        kind = faults.kinds.get(form["kind"]) or abort(404)
        faults.set(
            kind.name,
            amount=_number(form.get("amount")),
            times=_count(form.get("times")),
            seconds=_number(form.get("seconds")),
            chance=_number(form.get("chance")) or 100.0,
            only=form.get("only", "").strip(),
        )
        flash(f"Misbehaving: {kind.title.lower()}.")
        return redirect(url_for("misbehave.show"), 303)

    @pages.post("/misbehave/stop")
    def stop() -> AnyResponse:
        faults.clear()
        flash("Behaving again.")
        return redirect(url_for("misbehave.show"), 303)

    return pages


def _shown(fault: Fault) -> dict[str, Any]:
    return {
        "kind": fault.kind.name,
        "title": fault.kind.title,
        "unit": fault.kind.unit,
        "amount": fault.amount,
        "times": fault.times,
        "chance": fault.chance,
        "only": fault.only,
    }


def _number(text: str | None) -> float | None:
    return float(text) if text else None


def _count(text: str | None) -> int | None:
    return int(text) if text else None
