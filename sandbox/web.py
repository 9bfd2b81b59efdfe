"""What the sandbox's web pages share: the frame, the stylesheet, times as people read them, and /healthz."""

import secrets
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask, Response, abort, jsonify, request
from jinja2 import ChoiceLoader, FileSystemLoader

HERE = Path(__file__).parent
LONDON = ZoneInfo("Europe/London")
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-src 'self'"
)


def create_web(name: str, folder: Path) -> Flask:
    """A Flask app with the sandbox's frame, whose own templates lie in `folder`/templates."""
    app = Flask(name, static_folder=str(HERE / "static"), root_path=str(HERE))
    app.secret_key = secrets.token_bytes(32)
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(folder / "templates"), FileSystemLoader(HERE / "templates")]
    )
    app.add_template_filter(when)
    app.add_template_filter(clock_time)
    app.before_request(_same_site_only)
    app.after_request(_with_policy)
    app.add_url_rule("/healthz", "healthz", lambda: jsonify(status="ok"))
    return app


def when(moment: str | datetime) -> str:
    """'Mon 23 Nov 14:10', London time."""
    return _london(moment).strftime("%a %-d %b %H:%M")


def clock_time(moment: str | datetime) -> str:
    """'14:10:07', London time."""
    return _london(moment).strftime("%H:%M:%S")


def utc_text(moment: datetime) -> str:
    """RFC 3339 in UTC to the millisecond, which sorts as text: '2026-11-23T14:10:00.000Z'."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def now() -> datetime:
    """The time, UTC."""
    return datetime.now(UTC)


def _london(moment: str | datetime) -> datetime:
    read = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return read.astimezone(LONDON)


def _same_site_only() -> None:
    # A page elsewhere in the same browser could otherwise post to a server on this machine.
    if request.method != "GET" and request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        abort(403)


def _with_policy(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    return response
