"""Every route says who may call it."""

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from config.settings import Settings
from plugin.web.guards import GuardKind, guard_of, public, signed_link


def unguarded(app: Flask) -> list[str]:
    """The routes whose view function carries no guard, or is public for no reason."""
    return [
        rule.rule for rule in app.url_map.iter_rules() if not is_guarded(app.view_functions[rule.endpoint])
    ]


def is_guarded(view: Callable[..., object]) -> bool:
    guard = guard_of(view)
    return guard is not None and (guard.kind is not GuardKind.PUBLIC or bool(guard.reason.strip()))


def is_signed(app: Flask, rule: Rule) -> bool:
    guard = guard_of(app.view_functions[rule.endpoint])
    return guard is not None and guard.kind is GuardKind.SIGNED_LINK


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    settings = Settings(secret_keys=("k" * 43,), database_url=f"sqlite:///{tmp_path}/afterview.db")
    created = import_module("plugin.app").create_app(settings)
    assert isinstance(created, Flask)
    return created


def test_every_route_has_a_guard(app: Flask) -> None:
    assert unguarded(app) == []


def test_the_proxy_s_example_logs_no_path_that_opens_something(app: Flask) -> None:
    """SE-02: each holds a token, or a connection's key."""
    example = (Path(__file__).parents[2] / "docs" / "operating.md").read_text()
    [left_out] = re.findall(r"map \$request_uri \$loggable \{ ~(\S+) 0;", example)
    links = [rule for rule in app.url_map.iter_rules() if "token" in rule.arguments or is_signed(app, rule)]
    secret = [*(rule.rule for rule in links), "/hooks/key"]

    assert [path for path in secret if not re.match(left_out, path)] == []
    assert len(secret) > 10
    assert not re.match(left_out, "/report")


def test_no_view_both_shows_and_acts(app: Flask) -> None:
    """SE-04: GET never changes anything; what a POST does has a view of its own."""
    both = [rule.rule for rule in app.url_map.iter_rules() if {"GET", "POST"} <= (rule.methods or set())]

    assert both == []


def test_unguarded_finds_planted_routes() -> None:
    planted = Flask("planted", static_folder=None)
    planted.add_url_rule("/open", view_func=lambda: "", endpoint="open")
    planted.add_url_rule("/why", view_func=public(" ")(lambda: ""), endpoint="why")
    planted.add_url_rule("/reasoned", view_func=public("health check")(lambda: ""), endpoint="reasoned")
    planted.add_url_rule("/link", view_func=signed_link(lambda: ""), endpoint="link")

    assert unguarded(planted) == ["/open", "/why"]
