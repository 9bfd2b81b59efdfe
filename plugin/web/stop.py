"""Leaving a candidate alone: `/stop/<token>` for people, `/unsubscribe/<token>` for mail programs (EM-06)."""

from collections.abc import Mapping
from typing import Protocol

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from plugin.views import StopScope, StopView
from plugin.web.guards import signed_link
from plugin.web.languages import choose, gettext
from plugin.web.throttle import STOPS, Throttle

_ONE_CLICK = ("List-Unsubscribe", "One-Click")  # RFC 8058, section 3.1


class StopProduct(Protocol):
    """What these pages ask of the product. Both methods raise `LinkGone`."""

    def stop_page(self, token: str) -> StopView:
        """What the link stands for."""

    def stop(self, token: str, scope: StopScope) -> None:
        """Stop; doing it again changes nothing."""


def stop_blueprint(product: StopProduct, throttle: Throttle) -> Blueprint:
    """The unsubscribe pages. They need no cookie and no CSRF token: the link itself is the permission."""
    pages = Blueprint("stop", __name__)

    def seen(token: str) -> StopView:
        """What the link stands for, its page from here on in the language of its reader."""
        view = product.stop_page(token)
        choose(view.language)
        return view

    @pages.get("/stop/<token>")
    @pages.get("/unsubscribe/<token>", endpoint="ask_in_browser")
    @signed_link
    def ask(token: str) -> str:
        return _page(token, seen(token), {})

    @pages.post("/stop/<token>")
    @signed_link
    def act(token: str) -> ResponseReturnValue:
        view = seen(token)
        _slow_down(throttle, token)
        scope = _scope(request.form)
        if scope is None:
            return _page(token, view, {"scope": gettext("Choose what to stop")}), 422
        product.stop(token, scope)
        return redirect(url_for("stop.ask", token=token), 303)

    @pages.post("/unsubscribe/<token>")
    @signed_link
    def one_click(token: str) -> ResponseReturnValue:
        _slow_down(throttle, token)
        name, value = _ONE_CLICK
        if request.form.get(name) != value:
            abort(400)
        product.stop(token, StopScope.ALL)
        return "You are unsubscribed.\n", 200, {"Content-Type": "text/plain; charset=utf-8"}

    return pages


def _slow_down(throttle: Throttle, token: str) -> None:
    if not throttle.allows(STOPS, token):
        abort(429)


def _scope(form: Mapping[str, str]) -> StopScope | None:
    chosen = form.get("scope", "")
    return StopScope(chosen) if chosen in set(StopScope) else None


def _page(token: str, view: StopView, errors: Mapping[str, str]) -> str:
    return render_template("stop.html", token=token, view=view, brand=view.brand, errors=errors)
