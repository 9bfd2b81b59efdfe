"""`/r/<token>`: the reflection. Opening it never records anything; a press does (EM-08)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Protocol

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from config.content import Questions
from plugin.clock import Clock
from plugin.reflection import Reflection
from plugin.surveys.questions import AnswersIncomplete, read_answers, read_late
from plugin.surveys.review import Review
from plugin.views import Later, SurveyState, SurveyView
from plugin.web.guards import signed_link
from plugin.web.languages import choose, chosen, gettext, language
from plugin.web.survey_form import (
    ONLY_THIS,
    Filled,
    from_link,
    from_post,
    from_saved,
    is_only_the_link,
    kept_under,
    saved_answers,
    survey_form,
    to_read,
)
from plugin.web.survey_later import LaterPages
from plugin.web.survey_review import ReviewPages
from plugin.web.throttle import SURVEY_SAVES, Throttle

_LARGEST_POST = 64 * 1024
_TAKES_ANSWERS = (SurveyState.OPEN, SurveyState.ANSWERED)
_WAIT_SECONDS = 900
_NO_ERRORS: Mapping[str, str] = MappingProxyType({})


class SurveyProduct(Protocol):
    """What the survey's pages ask of the product. All methods raise `LinkGone`."""

    def survey(self, token: str, language: str) -> SurveyView:
        """The survey that the link opens, as it is now, in this language if one is named."""

    def submit(self, token: str, reflection: Reflection, version: int, language: str) -> SurveyView:
        """Save the answers, or of a survey that is over what needs a person; the survey as it is then."""

    def confirm(self, token: str, review: Review, language: str) -> SurveyView:
        """Take over what was confirmed; the survey as it is then."""

    def later(self, token: str, choice: Later, language: str) -> SurveyView:
        """Do what was pressed instead of answering; the survey as it is then."""


def survey_blueprint(
    product: SurveyProduct, questions: Mapping[str, Questions], throttle: Throttle, clock: Clock
) -> Blueprint:
    """The survey, its review and thanks, what may be pressed instead, and the page for a link gone by."""
    later = LaterPages(product, throttle, clock)
    pages = SurveyPages(product, questions, throttle, later)
    review = ReviewPages(product, questions, throttle)
    blueprint = Blueprint("survey", __name__, url_prefix="/r/<token>")
    blueprint.before_request(_limit_size)
    blueprint.get("")(pages.show)
    blueprint.post("")(pages.save)
    blueprint.get("/thanks")(pages.thanks)
    blueprint.get("/privacy")(pages.privacy)
    blueprint.get("/review", endpoint="review")(review.show)
    blueprint.post("/review", endpoint="confirm")(review.confirm)
    blueprint.get("/later", endpoint="later")(later.show)
    blueprint.post("/later", endpoint="put_off")(later.press)
    return blueprint


class SurveyPages:
    """The view functions of the form and of what is shown afterwards."""

    def __init__(
        self,
        product: SurveyProduct,
        questions: Mapping[str, Questions],
        throttle: Throttle,
        later: LaterPages,
    ) -> None:
        self._product, self._questions, self._throttle = product, questions, throttle
        self._later = later

    @signed_link
    def show(self, token: str) -> str:
        """The form while it can be filled in, else what there is to say; `change` opens it once more."""
        view = self._view(token)
        if view.state is SurveyState.OPEN:
            return self._ask(token, view, from_link(request.args.get("felt", "")))
        if view.state is SurveyState.ANSWERED and view.reflection:
            if "change" in request.args:
                return self._ask(token, view, from_saved(view.reflection, view.version))
            return self._saved(token, view, view.reflection)
        return _closed(token, view)

    @signed_link
    def save(self, token: str) -> ResponseReturnValue:
        """Save what was filled in, or say what to mend with everything still there, or it is too late."""
        view = self._view(token)
        filled = from_post(request.form.to_dict(flat=False))
        if view.state not in _TAKES_ANSWERS:
            return self._save_late(token, view, filled)
        if not self._throttle.allows(SURVEY_SAVES, token):
            errors = {
                "save": gettext("Wait a quarter of an hour, then save again. Your answers are still here")
            }
            return self._ask(token, view, filled, errors), 429, {"Retry-After": str(_WAIT_SECONDS)}
        if is_only_the_link(filled):
            more = gettext("Answer one more question, or tick ‘That is all I want to say’")
            return self._ask(token, view, filled, {ONLY_THIS: more}), 422
        try:
            reflection = read_answers(to_read(filled), self._asking(view))
        except AnswersIncomplete as incomplete:
            return self._ask(token, view, filled, incomplete.errors), 422
        after = self._product.submit(token, reflection, filled.version, chosen())
        if after.reflection is None:
            return _too_late(token, after)
        return redirect(url_for("survey.review", token=token, **_told(after)), 303)

    def _save_late(self, token: str, view: SurveyView, filled: Filled) -> ResponseReturnValue:
        """Hand over what was filled in once the survey was over: nobody can be asked to mend it any more."""
        if not self._throttle.allows(SURVEY_SAVES, token):
            return _closed(token, view, too_late=True), 429, {"Retry-After": str(_WAIT_SECONDS)}
        reflection = read_late(to_read(filled), self._asking(view))
        return _too_late(token, self._product.submit(token, reflection, filled.version, chosen()))

    @signed_link
    def thanks(self, token: str) -> ResponseReturnValue:
        """What was just confirmed, who sees it, and a first help."""
        view = self._view(token)
        if view.state is SurveyState.ANSWERED and view.reflection:
            return self._saved(token, view, view.reflection, just_saved=True)
        return redirect(url_for("survey.show", token=token), 303)

    @signed_link
    def privacy(self, token: str) -> str:
        """How the answers are used, by whom, and what the candidate may ask for (PR-11)."""
        view = self._view(token)
        return render_template("privacy.html", token=token, view=view, brand=view.brand)

    def _ask(
        self, token: str, view: SurveyView, filled: Filled, errors: Mapping[str, str] = _NO_ERRORS
    ) -> str:
        facts = {
            "view": view,
            "brand": view.brand,
            "form": survey_form(self._asking(view), changing=view.reflection is not None),
            "filled": filled,
            "errors": errors,
            "shown": self._later.moment(),
            "kept_under": kept_under(token),
        }
        return render_template("survey.html", token=token, **facts)

    def _view(self, token: str) -> SurveyView:
        """The survey, its page from here on in the language of its reader."""
        view = self._product.survey(token, chosen())
        choose(view.language)
        return view

    def _asking(self, view: SurveyView) -> Questions:
        return self._questions[language()].asking(view.modules)

    def _saved(
        self, token: str, view: SurveyView, reflection: Reflection, *, just_saved: bool = False
    ) -> str:
        facts = {
            "view": view,
            "brand": view.brand,
            "reflection": reflection,
            "saved": saved_answers(survey_form(self._asking(view)), reflection),
            "just_saved": just_saved,
            "replaced": "replaced" in request.args,
            "kept_under": kept_under(token),
        }
        return render_template("survey_saved.html", token=token, **facts)


def _closed(token: str, view: SurveyView, *, too_late: bool = False) -> str:
    return render_template("survey_closed.html", token=token, view=view, brand=view.brand, too_late=too_late)


def _too_late(token: str, view: SurveyView) -> ResponseReturnValue:
    """What became of words that came once the survey was over."""
    if not view.heard:
        return _closed(token, view, too_late=True), 409
    facts = {"view": view, "brand": view.brand, "kept_under": kept_under(token)}
    return render_template("survey_heard.html", token=token, **facts)


def _told(view: SurveyView) -> dict[str, Any]:
    """Carries to the next page that what was saved replaced something saved in another tab."""
    return {"replaced": "yes"} if view.overtook else {}


def _limit_size() -> None:
    request.max_content_length = _LARGEST_POST
