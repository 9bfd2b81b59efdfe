"""`/r/<token>`: the reflection. Opening it never records anything; a press does (EM-08)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from config.content import Questions
from plugin.reflection import Reflection
from plugin.surveys.questions import AnswersIncomplete, read_answers
from plugin.views import SurveyState, SurveyView
from plugin.web.guards import signed_link
from plugin.web.languages import choose, language
from plugin.web.survey_form import (
    ONLY_THIS,
    Filled,
    from_link,
    from_post,
    is_only_the_link,
    saved_answers,
    survey_form,
    to_read,
)
from plugin.web.throttle import SURVEY_SAVES, Throttle

_LARGEST_POST = 64 * 1024
_ONE_MORE = {ONLY_THIS: "Answer one more question, or tick ‘That is all I want to say’"}
_TOO_OFTEN = {"save": "Wait a quarter of an hour, then save again. Your answers are still here"}
_WAIT_SECONDS = 900
_NO_ERRORS: Mapping[str, str] = MappingProxyType({})


class SurveyProduct(Protocol):
    """What the survey page asks of the product. Both methods raise `LinkGone`."""

    def survey(self, token: str) -> SurveyView:
        """The survey that the link opens, as it is now."""

    def submit(self, token: str, reflection: Reflection) -> SurveyView:
        """Save the answers, unless some have been saved or it has closed; the survey as it is then."""


def survey_blueprint(
    product: SurveyProduct, questions: Mapping[str, Questions], throttle: Throttle
) -> Blueprint:
    """The survey, its thanks, and the page for a link that has no form to show any more."""
    pages = SurveyPages(product, questions, throttle)
    blueprint = Blueprint("survey", __name__, url_prefix="/r/<token>")
    blueprint.before_request(_limit_size)
    blueprint.get("")(pages.show)
    blueprint.post("")(pages.save)
    blueprint.get("/thanks")(pages.thanks)
    blueprint.get("/privacy")(pages.privacy)
    return blueprint


class SurveyPages:
    """The view functions of `/r/<token>`."""

    def __init__(
        self, product: SurveyProduct, questions: Mapping[str, Questions], throttle: Throttle
    ) -> None:
        self._product, self._questions, self._throttle = product, questions, throttle
        self._forms = {language: survey_form(asked) for language, asked in questions.items()}

    @signed_link
    def show(self, token: str) -> str:
        """The form while it can be filled in, else what there is to say."""
        view = self._view(token)
        if view.state is SurveyState.OPEN:
            return self._ask(token, view, from_link(request.args.get("felt", "")))
        if view.state is SurveyState.ANSWERED and view.reflection:
            return self._saved(view, view.reflection)
        return _closed(view)

    @signed_link
    def save(self, token: str) -> ResponseReturnValue:
        """Save what was filled in, or say what to mend with everything still there, or it is too late."""
        view = self._view(token)
        filled = from_post(request.form.to_dict(flat=False))
        if view.state is not SurveyState.OPEN:
            return self._sent(token, view, self._read(filled))
        if not self._throttle.allows(SURVEY_SAVES, token):
            return self._ask(token, view, filled, _TOO_OFTEN), 429, {"Retry-After": str(_WAIT_SECONDS)}
        if is_only_the_link(filled):
            return self._ask(token, view, filled, _ONE_MORE), 422
        try:
            reflection = read_answers(to_read(filled), self._questions[language()])
        except AnswersIncomplete as incomplete:
            return self._ask(token, view, filled, incomplete.errors), 422
        return self._sent(token, self._product.submit(token, reflection), reflection)

    @signed_link
    def thanks(self, token: str) -> ResponseReturnValue:
        """What was just saved, who sees it, and a first help."""
        view = self._view(token)
        if view.state is SurveyState.ANSWERED and view.reflection:
            return self._saved(view, view.reflection, just_saved=True)
        return redirect(url_for("survey.show", token=token), 303)

    @signed_link
    def privacy(self, token: str) -> str:
        """How the answers are used, by whom, and what the candidate may ask for (PR-11)."""
        view = self._view(token)
        return render_template("privacy.html", view=view, brand=view.brand)

    def _ask(
        self, token: str, view: SurveyView, filled: Filled, errors: Mapping[str, str] = _NO_ERRORS
    ) -> str:
        facts = {
            "view": view,
            "brand": view.brand,
            "form": self._forms[language()],
            "filled": filled,
            "errors": errors,
        }
        return render_template("survey.html", token=token, **facts)

    def _view(self, token: str) -> SurveyView:
        """The survey, its page from here on in the language of its reader."""
        view = self._product.survey(token)
        choose(view.language)
        return view

    def _read(self, filled: Filled) -> Reflection | None:
        """What was sent, if it is whole: the same answers sent twice are not told that they were lost."""
        try:
            return read_answers(to_read(filled), self._questions[language()])
        except AnswersIncomplete:
            return None

    def _sent(self, token: str, view: SurveyView, sent: Reflection | None) -> ResponseReturnValue:
        """What a post leads to: the thanks if what was sent is saved, else a page that says it is not."""
        if view.reflection is None:
            return _closed(view, too_late=True), 409
        if view.reflection == sent:
            return redirect(url_for("survey.thanks", token=token), 303)
        return self._saved(view, view.reflection, too_late=True), 409

    def _saved(
        self, view: SurveyView, reflection: Reflection, *, just_saved: bool = False, too_late: bool = False
    ) -> str:
        facts = {
            "view": view,
            "brand": view.brand,
            "saved": saved_answers(self._forms[language()], reflection),
        }
        return render_template("survey_saved.html", just_saved=just_saved, too_late=too_late, **facts)


def _closed(view: SurveyView, *, too_late: bool = False) -> str:
    return render_template("survey_closed.html", view=view, brand=view.brand, too_late=too_late)


def _limit_size() -> None:
    request.max_content_length = _LARGEST_POST
