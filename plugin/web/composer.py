"""`/r/<token>/follow-up`: the candidate's note, looked over by the same rules as our own drafts.

Only saving, passing on and taking back record anything, and each is a press of its own: opening, checking and
the mail program leave no trace. A scanner that presses what it finds ticks no box, and so gives nothing away.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from plugin.coaching.marks import Mark
from plugin.follow_up import Version, Words
from plugin.outbox.emails.mailto import mailto
from plugin.reflection import Route
from plugin.views import ComposerState, ComposerView
from plugin.web.composer_form import Looked, Sheet, kept_under, look, typed, used
from plugin.web.guards import signed_link
from plugin.web.languages import choose, chosen, gettext
from plugin.web.throttle import FOLLOW_UP_LOOKS, FOLLOW_UPS, Rate, Throttle

_LARGEST_POST = 64 * 1024
_WAIT_SECONDS = {FOLLOW_UPS: 900, FOLLOW_UP_LOOKS: 30}
_BY_THEMSELVES = frozenset({Route.DIRECT, Route.COPY})


class ComposerProduct(Protocol):
    """What the composer asks of the product. Every method raises `LinkGone`."""

    def composer(self, token: str, language: str) -> ComposerView:
        """The follow-up as it stands, in this language if one is named."""

    def marks(self, token: str, words: Words, language: str) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
        """What the rules find in these words: in the subject, and in the body."""

    def save_follow_up(self, token: str, number: int, words: Words) -> ComposerView:
        """Keep a version for its candidate alone."""

    def pass_on(self, token: str, number: int, words: Words) -> ComposerView:
        """Give a version to the consultant, if it may be; twice is once."""

    def take_back(self, token: str, number: int) -> ComposerView:
        """Take it back, if it has not been sent on."""


def composer_blueprint(product: ComposerProduct, throttle: Throttle) -> Blueprint:
    """The composer. It needs no cookie and no CSRF token: the link itself is the permission."""
    pages = ComposerPages(product, throttle)
    blueprint = Blueprint("composer", __name__, url_prefix="/r/<token>/follow-up")
    blueprint.before_request(_limit_size)
    blueprint.get("")(pages.show)
    blueprint.post("")(pages.check)
    blueprint.post("/marks")(pages.live)
    blueprint.post("/save")(pages.save)
    blueprint.post("/mail")(pages.mail)
    blueprint.post("/pass-on")(pages.pass_on)
    blueprint.post("/take-back")(pages.take_back)
    blueprint.get("/<any(save,mail,'pass-on','take-back'):press>")(pages.back)
    return blueprint


class ComposerPages:
    """The view functions of `/r/<token>/follow-up`."""

    def __init__(self, product: ComposerProduct, throttle: Throttle) -> None:
        self._product, self._throttle = product, throttle

    @signed_link
    def show(self, token: str) -> ResponseReturnValue:
        """The note as it stands, or what there is to say where there is none to write."""
        view = self._view(token)
        if view.state is ComposerState.UNANSWERED:
            return redirect(url_for("survey.show", token=token), 303)
        return self._page(token, view)

    @signed_link
    def check(self, token: str) -> ResponseReturnValue:
        """The page again, with marks on what was typed; `use` first puts one calmer wording in its place."""
        view, words = self._view(token), typed(request.form)
        if not self._throttle.allows(FOLLOW_UP_LOOKS, token):
            return self._too_often(token, view, words, FOLLOW_UP_LOOKS)
        if view.state is not ComposerState.OPEN:
            return self._page(token, view), 409
        if words.too_much:
            return self._page(token, view, words, _errors(words)), 422
        words = used(words, self._look(token, words), request.form.get("use", ""))
        return self._page(token, view, words, looking=True)

    @signed_link
    def live(self, token: str) -> ResponseReturnValue:
        """The same for the page's script, as JSON. Nothing is kept of what is sent here."""
        view, words = self._view(token), typed(request.form)
        if words.too_much or view.state is not ComposerState.OPEN:
            abort(422)
        if not self._throttle.allows(FOLLOW_UP_LOOKS, token):
            abort(429)
        words = used(words, self._look(token, words), request.form.get("use", ""))
        looked = self._look(token, words)
        return jsonify(
            subject=words.subject,
            body=words.body,
            html=render_template("_composer_marks.html", looked=looked, view=view),
            some=bool(looked.lines),
            private=looked.private,
            heavy=looked.heavy,
        )

    @signed_link
    def save(self, token: str) -> ResponseReturnValue:
        """Keep what was typed, for the candidate alone."""
        view, words = self._view(token), typed(request.form)
        if refused := self._refuse(token, view, words):
            return refused
        self._product.save_follow_up(token, _number(), words)
        return redirect(url_for("composer.show", token=token, to=_number() or None, saved="yes"), 303)

    @signed_link
    def mail(self, token: str) -> ResponseReturnValue:
        """The page with a link that opens the note in the mail program; nothing is recorded."""
        view, words = self._view(token), typed(request.form)
        if view.state is not ComposerState.OPEN or view.route not in _BY_THEMSELVES:
            return self._page(token, view, words), 409
        if errors := _errors(words):
            return self._page(token, view, words, errors), 422
        cc = view.meeting.consultant_email if view.route is Route.COPY else ""
        return self._page(token, view, words, link=mailto(words.subject, words.body, cc))

    @signed_link
    def pass_on(self, token: str) -> ResponseReturnValue:
        """Give the words to the consultant, once the candidate has ticked that they want exactly that."""
        view, words = self._view(token), typed(request.form)
        if refused := self._refuse(token, view, words):
            return refused
        if missing := self._permission(token, words):
            return self._page(token, view, words, missing), 422
        self._product.pass_on(token, _number(), words)
        return redirect(url_for("composer.show", token=token, to=_number() or None), 303)

    @signed_link
    def take_back(self, token: str) -> ResponseReturnValue:
        """Take the words back, if they have not been sent on; the page says which."""
        self._view(token)
        if not self._throttle.allows(FOLLOW_UPS, token):
            abort(429)
        self._product.take_back(token, _number())
        return redirect(url_for("composer.show", token=token, to=_number() or None), 303)

    @signed_link
    def back(self, token: str, press: str) -> ResponseReturnValue:
        """Where a press has led, opened anew or in another language: the note as it stands."""
        self._view(token)
        return redirect(url_for("composer.show", token=token, to=_number() or None), 303)

    def _view(self, token: str) -> ComposerView:
        """The composer, its page from here on in the language of its reader."""
        view = self._product.composer(token, chosen())
        choose(view.language)
        return view

    def _look(self, token: str, words: Words) -> Looked:
        return Looked() if words.too_much else look(words, *self._product.marks(token, words, chosen()))

    def _permission(self, token: str, words: Words) -> Mapping[str, str]:
        """What is still to be ticked before the words go."""
        missing = {}
        if request.form.get("permission") != "yes":
            missing["permission"] = gettext("Tick that you want exactly these words passed on")
        if self._look(token, words).private and request.form.get("private") != "yes":
            missing["private"] = gettext("Tick that the private part may go too, or take it out")
        return missing

    def _refuse(self, token: str, view: ComposerView, words: Words) -> ResponseReturnValue | None:
        """Why these words can be neither kept nor passed on; None if they can."""
        if not self._throttle.allows(FOLLOW_UPS, token):
            return self._too_often(token, view, words, FOLLOW_UPS)
        if view.state is not ComposerState.OPEN:
            return self._page(token, view), 409
        if errors := _errors(words):
            return self._page(token, view, words, errors), 422
        return None

    def _too_often(self, token: str, view: ComposerView, words: Words, rate: Rate) -> ResponseReturnValue:
        errors = {"body": gettext("Wait a little, then press again. Your words are still here")}
        return self._page(token, view, words, errors), 429, {"Retry-After": str(_WAIT_SECONDS[rate])}

    def _page(
        self,
        token: str,
        view: ComposerView,
        words: Words | None = None,
        errors: Mapping[str, str] | None = None,
        *,
        looking: bool = False,
        link: str = "",
    ) -> str:
        facts: dict[str, Any] = {"token": token, "view": view, "brand": view.brand, "errors": errors or {}}
        version = view.version(_number()) if view.versions else None
        if version is None or not (version.passed_on or view.state is ComposerState.OPEN):
            return render_template("composer_closed.html", version=version, **facts)
        facts["kept_under"] = kept_under(token, version.number)
        if version.passed_on:
            return render_template("composer_passed_on.html", version=version, **facts)
        sheet = self._sheet(token, version, words, looking=looking, link=link)
        return render_template("composer.html", sheet=sheet, version=version, **facts)

    def _sheet(self, token: str, version: Version, words: Words | None, *, looking: bool, link: str) -> Sheet:
        words = version.words if words is None else words
        ticked = frozenset(name for name in ("permission", "private") if request.form.get(name) == "yes")
        return Sheet(words, self._look(token, words), looking=looking, link=link, ticked=ticked)


def _errors(words: Words) -> Mapping[str, str]:
    if words.too_much:
        return {"body": gettext("This is far more than a note. Take some of it out first")}
    if not words.body.strip():
        return {"body": gettext("Write a few words first")}
    return {}


def _number() -> int:
    """Which of several notes the page is about."""
    asked = request.values.get("to", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 3 else 0


def _limit_size() -> None:
    request.max_content_length = _LARGEST_POST
