"""Signing in to the desk by an emailed link, and out again (SE-05, SE-06)."""

from collections.abc import Mapping
from typing import Protocol

from email_validator import EmailNotValidError, validate_email
from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from plugin.errors import LinkGone
from plugin.views import SessionId
from plugin.web.guards import SESSION_KEY, WANTED_KEY, public, signed_link
from plugin.web.throttle import LINK_PER_BROWSER, SIGN_IN_PER_ADDRESS, SIGN_IN_PER_BROWSER, Throttle

_WANTED_ADDRESS = {"email": "Enter your work email address, like name@agency.co.uk"}


class SignInProduct(Protocol):
    """What signing in asks of the product."""

    def request_sign_in(self, email: str) -> None:
        """Send a link if the address is known. Nothing in answer or time tells whether it is."""

    def sign_in(self, token: str) -> SessionId:
        """Use the link up and begin a session. Raises `LinkGone`."""

    def sign_out(self, session: SessionId) -> None:
        """End the session at once; an unknown one is ended already."""


def sign_in_blueprint(product: SignInProduct, throttle: Throttle) -> Blueprint:
    """`/sign-in` and `/sign-out`. Opening a link shows a button; only pressing it uses the link up."""
    pages = Blueprint("sign_in", __name__)

    @pages.get("/sign-in")
    @public("nobody is signed in yet")
    def ask() -> str:
        return _form("", {})

    @pages.post("/sign-in")
    @public("nobody is signed in yet")
    def send() -> ResponseReturnValue:
        typed = request.form.get("email", "").strip()
        if not _is_address(typed):
            return _form(typed, _WANTED_ADDRESS), 422
        _slow_down(throttle, typed)
        product.request_sign_in(typed)
        return redirect(url_for("sign_in.sent"), 303)

    @pages.get("/sign-in/sent")
    @public("says the same to everyone")
    def sent() -> str:
        return render_template("sign_in_sent.html")

    @pages.get("/sign-in/<token>")
    @signed_link
    def confirm(token: str) -> str:
        return render_template("sign_in_link.html", token=token)

    @pages.post("/sign-in/<token>")
    @signed_link
    def enter(token: str) -> ResponseReturnValue:
        if not throttle.allows(LINK_PER_BROWSER, request.remote_addr or ""):
            abort(429)
        try:
            began = product.sign_in(token)
        except LinkGone:
            return render_template("sign_in_gone.html"), 404
        wanted = session.get(WANTED_KEY, url_for("desk.rows"))
        # What a stranger may have put into this browser's cookie before must not live on in the session.
        session.clear()
        session[SESSION_KEY] = began
        return redirect(wanted, 303)

    @pages.post("/sign-out")
    @public("ends nothing but the caller's own session")
    def leave() -> ResponseReturnValue:
        product.sign_out(SessionId(session.get(SESSION_KEY, "")))
        session.clear()
        return redirect(url_for("sign_in.ask"), 303)

    return pages


def _is_address(typed: str) -> bool:
    try:
        validate_email(typed, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return False
    return True


def _slow_down(throttle: Throttle, email: str) -> None:
    browser = request.remote_addr or ""
    address = f"{email.casefold()} {browser}"
    if not throttle.allows(SIGN_IN_PER_ADDRESS, address) or not throttle.allows(SIGN_IN_PER_BROWSER, browser):
        abort(429)


def _form(typed: str, errors: Mapping[str, str]) -> str:
    return render_template("sign_in.html", typed=typed, errors=errors)
