"""`/r/<token>/later`: four things that a candidate may press instead of answering, each acting at once."""

from datetime import timedelta
from typing import Protocol

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from plugin.clock import Clock
from plugin.views import Later, SurveyState, SurveyView
from plugin.web.guards import signed_link
from plugin.web.languages import choose, chosen
from plugin.web.survey_form import number
from plugin.web.throttle import SURVEY_SAVES, Throttle

READING_TIME = timedelta(seconds=3)
"""Nobody has read what a button says any sooner; a mail scanner presses what it finds at once (EM-08)."""


class LaterProduct(Protocol):
    """What this page asks of the product. Both methods raise `LinkGone`."""

    def survey(self, token: str, language: str) -> SurveyView:
        """The survey that the link opens, as it is now, in this language if one is named."""

    def later(self, token: str, choice: Later, language: str) -> SurveyView:
        """Do what was pressed, in the language chosen on the page; the survey as it is then."""


class LaterPages:
    """The view functions of the page."""

    def __init__(self, product: LaterProduct, throttle: Throttle, clock: Clock) -> None:
        self._product, self._throttle, self._clock = product, throttle, clock

    def moment(self) -> int:
        """When a page with these buttons is shown, for the form to carry."""
        return int(self._clock().timestamp())

    @signed_link
    def show(self, token: str) -> ResponseReturnValue:
        """The four buttons, or what came of having pressed one."""
        view = self._view(token)
        if view.state in (SurveyState.OPEN, SurveyState.OPTED_OUT):
            return self._page(token, view, self.moment())
        return redirect(url_for("survey.show", token=token), 303)

    @signed_link
    def press(self, token: str) -> ResponseReturnValue:
        """Do what was pressed, unless it was pressed faster than anybody can read."""
        view = self._view(token)
        shown = number(request.form.getlist("shown"))
        pressed = request.form.get("choice", "")
        has_been_read = shown and self.moment() - shown >= READING_TIME.total_seconds()
        if pressed not in set(Later) or not has_been_read:
            return self._page(token, view, shown or self.moment(), once_more=True), 422
        if not self._throttle.allows(SURVEY_SAVES, token):
            return self._page(token, view, shown, once_more=True), 429
        after = self._product.later(token, Later(pressed), chosen())
        where = "survey.thanks" if after.state is SurveyState.ANSWERED else "survey.later"
        return redirect(url_for(where, token=token), 303)

    def _view(self, token: str) -> SurveyView:
        view = self._product.survey(token, chosen())
        choose(view.language)
        return view

    def _page(self, token: str, view: SurveyView, shown: int, *, once_more: bool = False) -> str:
        facts = {"view": view, "brand": view.brand, "shown": shown, "once_more": once_more}
        return render_template("survey_later.html", token=token, **facts)
