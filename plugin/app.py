"""The web application."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from config.logging import set_up
from config.settings import Settings
from integrations.ats.contract import Reply, WebhookRequest
from plugin.flow.accounts import Accounts
from plugin.flow.desk import Desk
from plugin.flow.figures import metrics_text
from plugin.flow.follow_up import FollowUps
from plugin.flow.hear import receive
from plugin.flow.later import Postponements
from plugin.flow.pass_on import PassOns
from plugin.flow.reflect import Reflections
from plugin.flow.sign_in import SignIns
from plugin.flow.stop import Stops
from plugin.runtime import Runtime
from plugin.shape import is_current
from plugin.wakeup import Nudger, producer, publisher
from plugin.web.errors import QuietFlask
from plugin.web.flood import Flood
from plugin.web.headers import security_headers
from plugin.web.hooks import Hooks
from plugin.web.ops import ops_blueprint
from plugin.web.pages import serve_pages


class Product(Reflections, Postponements, FollowUps, Stops, SignIns, Desk, PassOns):
    """All that the pages ask for, over one runtime."""


class Hearing:
    """The webhook endpoint's side of the flow."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._accounts = Accounts(runtime)

    def receive(self, key: str, request: WebhookRequest) -> Reply:
        """Keep one delivery. Raises `SignatureInvalid`."""
        return receive(self._runtime, self._accounts, key, request)


def create_app(settings: Settings | None = None, runtime: Runtime | None = None) -> Flask:
    """The plugin's web side, for a WSGI server. Tests hand in a runtime of their own."""
    settings = settings or Settings.from_env()
    if runtime is None:
        # A server that only loads this sets up no logging, and a library's default would show people's data.
        set_up(settings.log_level)
        runtime = Runtime.from_settings(settings, Nudger(publisher(producer(settings.broker_url))))
    app = QuietFlask("plugin.web", static_folder=None)
    app.config["SECRET_KEY"] = runtime.keys.cookie_key
    serve_pages(
        app,
        Product(runtime),
        runtime.questions,
        secure=settings.secure,
        limits_url=_limits_url(settings),
        clock=runtime.clock,
    )
    app.register_blueprint(ops_blueprint(lambda: is_current(runtime.db), lambda: metrics_text(runtime)))
    app.wsgi_app = Hooks(  # type: ignore[method-assign]
        Hearing(runtime),
        runtime.clock,
        Flood(settings.hook_rate_per_minute),
        app.wsgi_app,
        security_headers(secure=settings.secure),
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _limits_url(settings: Settings) -> str:
    """Where presses are counted: in Redis, if it is the broker, so that all web processes count together."""
    return settings.broker_url if settings.broker_url.startswith(("redis://", "rediss://")) else "memory://"
