"""The pages on a fake product, and what stands on one."""

import re
from collections import defaultdict

from flask import Flask

from config.content import Questions, load_questions
from plugin.clock import Clock, system_clock
from plugin.web.pages import serve_pages
from tests.support.fake_product import FakeProduct


def pages_of(
    product: FakeProduct, questions: Questions, clock: Clock = system_clock, *, secure: bool = False
) -> Flask:
    """The pages, with nothing pressed yet; `secure` as they are served by https.

    In Polish they ask the Polish questions, and in every other language those that are given.
    """
    app = Flask("pages", static_folder=None)
    app.config["SECRET_KEY"] = "only for tests"
    by_language = defaultdict(lambda: questions, pl=load_questions("reflection", "pl"))
    serve_pages(app, product, by_language, secure=secure, limits_url="memory://", clock=clock)
    return app


def errors_of(page: str) -> list[tuple[str, str]]:
    """(target, words) of every item of the error summary."""
    return re.findall(r'<li><a href="#([^"]+)">([^<]+)</a></li>', page)


def text_of(page: str) -> str:
    """The page's words on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
