"""Everything that browsers see, put on one Flask app."""

from collections.abc import Mapping
from typing import Protocol

from flask import Flask
from flask_wtf import CSRFProtect

from config.content import Questions
from plugin.clock import Clock, system_clock
from plugin.web.assets import assets_blueprint
from plugin.web.composer import ComposerProduct, composer_blueprint
from plugin.web.desk import DeskProduct, desk_blueprint
from plugin.web.errors import show_error_pages
from plugin.web.headers import send_security_headers
from plugin.web.home import home_blueprint
from plugin.web.languages import speak
from plugin.web.sign_in import SignInProduct, sign_in_blueprint
from plugin.web.stop import StopProduct, stop_blueprint
from plugin.web.survey import SurveyProduct, survey_blueprint
from plugin.web.throttle import Throttle
from plugin.web.words import write_words


class Product(SurveyProduct, ComposerProduct, StopProduct, SignInProduct, DeskProduct, Protocol):
    """All that the pages ask of the product."""


def serve_pages(
    app: Flask,
    product: Product,
    questions: Mapping[str, Questions],
    *,
    secure: bool,
    limits_url: str,
    clock: Clock = system_clock,
) -> None:
    """Put the pages, their errors, headers and cookies on `app`, which has its SECRET_KEY already.

    `secure` says that browsers come by https. `limits_url` is where presses are counted (`Throttle`).
    Every POST passes through the CSRF guard: a blueprint that does without is exempted here, by name.
    """
    _keep_cookies_close(app, secure=secure)
    csrf = CSRFProtect(app)
    throttle = Throttle(limits_url)
    survey, stop = survey_blueprint(product, questions, throttle, clock), stop_blueprint(product, throttle)
    composer = composer_blueprint(product, throttle)
    # These are opened by whoever holds the link and read no cookie (SE-04).
    for opened_by_link in (survey, stop, composer):
        csrf.exempt(opened_by_link)
    for blueprint in (
        home_blueprint(),
        assets_blueprint(),
        survey,
        composer,
        stop,
        sign_in_blueprint(product, throttle),
        desk_blueprint(product),
    ):
        app.register_blueprint(blueprint)
    speak(app)
    write_words(app)
    show_error_pages(app)
    send_security_headers(app, secure=secure)


def _keep_cookies_close(app: Flask, *, secure: bool) -> None:
    """SE-05. A browser refuses the `__Host-` prefix by plain http, so the loopback trial goes without."""
    app.config.update(
        SESSION_COOKIE_NAME="__Host-afterview" if secure else "afterview",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_TIME_LIMIT=None,
        # Our own pages send no Referer (`Referrer-Policy: no-referrer`), which the strict check asks for.
        WTF_CSRF_SSL_STRICT=False,
    )
