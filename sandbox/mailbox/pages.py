"""The mailbox's pages and its JSON."""

import re
from datetime import datetime
from itertools import groupby

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox.mailbox.letters import Letter, Letters
from sandbox.web import LONDON

# The mail's own HTML is shown as a stranger's: no scripts, no forms, nothing fetched; links may open.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)
VIEWS = ("html", "text", "raw")


def pages(letters: Letters) -> Blueprint:
    """What a person reads."""
    site = Blueprint("pages", __name__)

    @site.get("/")
    def inbox() -> str:
        return render_template("inbox.html", days=_by_day(letters.find()))

    @site.get("/messages/<int:ref>")
    def show(ref: int) -> str:
        letter = letters.get(ref) or abort(404)
        letters.mark_seen(ref)
        first = "html" if letter.part("html") else "text"
        view = request.args.get("view", first)
        return render_template(
            "letter.html", letter=letter, view=view if view in VIEWS else first, views=VIEWS
        )

    @site.get("/messages/<int:ref>/html")
    def html(ref: int) -> Response:
        letter = letters.get(ref) or abort(404)
        return Response(
            _opening_links_here(letter.part("html")),
            mimetype="text/html",
            headers={"Content-Security-Policy": MAIL_POLICY, "Referrer-Policy": "no-referrer"},
        )

    @site.post("/clear")
    def clear() -> AnyResponse:
        letters.clear()
        return redirect("/", 303)

    return site


def letters_api(letters: Letters) -> Blueprint:
    """What the stories read."""
    api = Blueprint("letters", __name__, url_prefix="/sandbox/messages")

    @api.get("")
    def listed() -> Response:
        return jsonify(messages=[one.summary() for one in letters.find(request.args.get("to", ""))])

    @api.get("/<int:ref>")
    def one(ref: int) -> tuple[Response, int]:
        letter = letters.get(ref)
        return (jsonify(letter.whole()), 200) if letter else (jsonify(error="no such message"), 404)

    @api.delete("")
    def clear() -> tuple[str, int]:
        letters.clear()
        return "", 204

    return api


def _by_day(found: list[Letter]) -> list[tuple[str, list[Letter]]]:
    return [(day, list(group)) for day, group in groupby(found, _day)]


def _opening_links_here(html: str) -> str:
    """Links take the whole page, not the frame alone. Put into the head, so that a doctype stays first."""
    base = '<base target="_top">'
    inserted, found = re.subn(
        r"<head\b[^>]*>", lambda head: head[0] + base, html, count=1, flags=re.IGNORECASE
    )
    return inserted if found else base + html


def _day(letter: Letter) -> str:
    return datetime.fromisoformat(letter.received_at).astimezone(LONDON).strftime("%A %-d %B")
