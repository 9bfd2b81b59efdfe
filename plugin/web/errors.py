"""The error pages: what happened, what was kept and what to do."""

from dataclasses import dataclass
from types import TracebackType

import structlog
from flask import Flask, Response, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from config.languages import gettext_noop as _
from plugin.errors import LinkGone, NotFound
from plugin.web.languages import choose_for_a_stranger

log = structlog.get_logger()
_FOR_STAFF = {"desk", "sign_in"}


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """One error page: a title, then what happened, what was kept and what to do, a sentence or two each.

    They are said in the page's language, but for those that staff alone can reach.
    """

    title: str
    happened: str
    kept: str
    to_do: str


_GONE = ErrorWords(
    _("This link does not open anything"),
    _("It may be older than we keep links, or a part of it may have been lost on its way to you."),
    _("Whatever you saved earlier is still saved."),
    _(
        "Open the newest email from us and use the link in it. If that one does the same, reply to that "
        "email: your consultant will read it."
    ),
)
_PRESSED_TOO_LATE = ErrorWords(
    "This page had been open too long",
    "For your safety we act only on pages that were opened recently.",
    "Nothing was changed.",
    "Go back, reload the page and press the button again.",
)
_WORDS = {
    400: ErrorWords(
        _("We could not read that"),
        _("What your browser sent us was incomplete or garbled."),
        _("Nothing was changed."),
        _("Go back, reload the page and try once more."),
    ),
    403: ErrorWords(
        "This page is for someone else",
        "You are signed in, but this part belongs to another person or branch.",
        "Nothing was changed.",
        "Go back to the desk. If you need this page for your work, ask your manager to give you access.",
    ),
    404: ErrorWords(
        _("There is nothing at this address"),
        _("The address may have been cut short or mistyped."),
        _("Nothing was lost."),
        _("Check the address, or open the link from your email again."),
    ),
    405: ErrorWords(
        _("That cannot be done here"),
        _("The page exists, but not for what was asked of it."),
        _("Nothing was changed."),
        _("Open the page from its link and use the buttons on it."),
    ),
    413: ErrorWords(
        _("That was too long to take in"),
        _("What was sent is larger than this page accepts."),
        _("Nothing of it was saved. What you wrote is usually still in the form."),
        _("Go back, shorten the longest answer and save again."),
    ),
    429: ErrorWords(
        _("That was a little too often"),
        _("The same thing was sent many times in a short while, so we have stopped listening for a moment."),
        _("Whatever we confirmed before is saved. This last one is not."),
        _("Wait a quarter of an hour, then go back and try again."),
    ),
    500: ErrorWords(
        _("Something went wrong on our side"),
        _("It was nothing that you did. The people who run this service can see that it happened."),
        _("Whatever we confirmed before is saved. We cannot be sure of the last thing you sent."),
        _(
            "Wait a minute, then go back and try again. If it happens again, reply to our email: "
            "your consultant will read it."
        ),
    ),
}


class QuietFlask(Flask):
    """Logs a request that failed by its route: its path may be a link that opens somebody's answers."""

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """Say which route failed, how and where (SE-13)."""
        route = request.url_rule.rule if request.url_rule else ""
        log.error("a request failed", route=route, method=request.method, exc_info=exc_info)


def show_error_pages(app: Flask) -> None:
    """Answer every error of `app` with a page, unless a blueprint answers its own."""
    app.register_error_handler(LinkGone, lambda error: _page(_GONE, 404))
    app.register_error_handler(NotFound, lambda error: _page(_WORDS[404], 404))
    app.register_error_handler(CSRFError, lambda error: _page(_PRESSED_TOO_LATE, 400))
    app.register_error_handler(InternalServerError, lambda error: _page(_WORDS[500], 500))
    app.register_error_handler(HTTPException, _http_error)


def _http_error(error: HTTPException) -> Response:
    code = error.code or 500
    page = _page(_WORDS.get(code) or _WORDS[500 if code >= 500 else 400], code)
    for name, value in error.get_headers(request.environ):
        if name in {"Allow", "Retry-After"}:
            page.headers[name] = value
    return page


def _page(words: ErrorWords, code: int) -> Response:
    # Nobody is known where the link opens nothing, or where it broke before it was looked up.
    if "language" not in g and request.blueprint not in _FOR_STAFF:
        choose_for_a_stranger()
    return make_response(render_template("error.html", words=words), code)
