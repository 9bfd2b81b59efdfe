"""`/r/<token>/review`: did we understand you, and who sees what."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Protocol

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from config.content import Questions
from plugin.surveys.questions import AnswersIncomplete
from plugin.surveys.review import Review, read_review
from plugin.views import SurveyState, SurveyView
from plugin.web.guards import signed_link
from plugin.web.languages import choose, chosen, gettext, language
from plugin.web.review_form import (
    SHARE_ALL,
    Chosen,
    ReviewForm,
    all_shared,
    from_post,
    from_saved,
    review_form,
)
from plugin.web.survey_form import kept_under, number
from plugin.web.throttle import SURVEY_SAVES, Throttle

_NO_ERRORS: Mapping[str, str] = MappingProxyType({})


class ReviewProduct(Protocol):
    """What the review page asks of the product. Both methods raise `LinkGone`."""

    def survey(self, token: str, language: str) -> SurveyView:
        """The survey that the link opens, as it is now, in this language if one is named."""

    def confirm(self, token: str, review: Review, language: str) -> SurveyView:
        """Take over what was confirmed, in the language chosen on the page; the survey as it is then."""


class ReviewPages:
    """The view functions of the review."""

    def __init__(
        self, product: ReviewProduct, questions: Mapping[str, Questions], throttle: Throttle
    ) -> None:
        self._product, self._questions, self._throttle = product, questions, throttle

    @signed_link
    def show(self, token: str) -> ResponseReturnValue:
        """What was found, and the lanes as they are."""
        view = self._view(token)
        if view.reflection is None:
            return redirect(url_for("survey.show", token=token), 303)
        form = review_form(view, view.reflection, self._asking(view))
        return self._page(token, view, form, from_saved(view.reflection), view.version)

    @signed_link
    def confirm(self, token: str) -> ResponseReturnValue:
        """Take over what is confirmed, or say what to mend; 'share all' only chooses."""
        view = self._view(token)
        reflection = view.reflection
        if view.state is not SurveyState.ANSWERED or reflection is None:
            return redirect(url_for("survey.show", token=token), 303)
        posted = request.form.to_dict(flat=False)
        form, on_page = review_form(view, reflection, self._asking(view)), from_post(posted)
        version = number(posted.get("version", ()))
        if SHARE_ALL in posted:
            return self._page(token, view, form, all_shared(form, on_page), version, all_chosen=True)
        if not self._throttle.allows(SURVEY_SAVES, token):
            errors = {"save": gettext("Wait a quarter of an hour, then confirm again")}
            return self._page(token, view, form, on_page, version, errors), 429
        try:
            review = read_review(posted, reflection, view.reading, self._asking(view))
        except AnswersIncomplete as incomplete:
            return self._page(token, view, form, on_page, version, incomplete.errors), 422
        after = self._product.confirm(token, review, chosen())
        told: dict[str, Any] = {"replaced": "yes"} if after.overtook else {}
        return redirect(url_for("survey.thanks", token=token, **told), 303)

    def _view(self, token: str) -> SurveyView:
        view = self._product.survey(token, chosen())
        choose(view.language)
        return view

    def _asking(self, view: SurveyView) -> Questions:
        return self._questions[language()].asking(view.modules)

    def _page(
        self,
        token: str,
        view: SurveyView,
        form: ReviewForm,
        on_page: Chosen,
        version: int,
        errors: Mapping[str, str] = _NO_ERRORS,
        *,
        all_chosen: bool = False,
    ) -> str:
        facts = {
            "view": view,
            "brand": view.brand,
            "form": form,
            "chosen": on_page,
            "version": version,
            "errors": errors,
            "all_chosen": all_chosen,
            "asked": self._asking(view),
            "replaced": "replaced" in request.args,
            "kept_under": kept_under(token),
        }
        return render_template("survey_review.html", token=token, **facts)
