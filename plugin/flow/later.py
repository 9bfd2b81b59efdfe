"""Later: a candidate who does not want to answer now says so with one press."""

from sqlalchemy import Connection as DbConnection

from config.names import Queue
from plugin.flow.history import remember
from plugin.flow.progress import advance
from plugin.flow.reflect import in_place_of, keep, keep_language, kept, opened
from plugin.flow.stop import resume_job, stop_journeys
from plugin.flow.survey_view import survey_view
from plugin.journeys.machine import Step
from plugin.keys import Purpose
from plugin.reading import Reading
from plugin.reflection import Reflection
from plugin.runtime import Runtime
from plugin.views import Later, StopScope, SurveyState, SurveyView

_SCOPES = {Later.NOT_THIS_JOB: StopScope.JOB, Later.NEVER: StopScope.ALL}


class Postponements:
    """What the page of the four presses asks of the product."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def later(self, token: str, choice: Later, language: str = "") -> SurveyView:
        """Do what was pressed, and nothing the second time; the survey as it is then. Raises `LinkGone`.

        `language` is the one chosen on the page, '' for none.
        """
        runtime, journey_id = self._runtime, self._runtime.keys.read(Purpose.SURVEY, token)
        queues: set[Queue] = set()
        with runtime.db.transaction() as db:
            if choice in _SCOPES:
                stop_journeys(runtime, db, journey_id, _SCOPES[choice])
            elif choice == Later.RESUME:
                queues = resume_job(runtime, db, journey_id)
            elif choice == Later.TOMORROW:
                queues = self._snooze(db, journey_id)
            else:
                queues = self._advise(db, journey_id)
            # The candidate and the application are locked before their journeys, as everybody does.
            keep_language(db, journey_id, language)
            view = survey_view(runtime, db, journey_id)
        runtime.wakeup.nudge(*queues)
        return view

    def _snooze(self, db: DbConnection, journey_id: int) -> set[Queue]:
        row, state = opened(self._runtime, db, journey_id)
        if state != SurveyState.OPEN or row.ask_again_at is not None:
            return set()
        now = self._runtime.now()
        remember(db, row.agency_id, row.journey_id, "candidate", Step.SURVEY_SNOOZED, now)
        return advance(self._runtime, db, journey_id, Step.SURVEY_SNOOZED)

    def _advise(self, db: DbConnection, journey_id: int) -> set[Queue]:
        """No answers are answers enough for the advice that fits everybody; there is nothing to look over."""
        row, state = opened(self._runtime, db, journey_id)
        if state != SurveyState.OPEN:
            return set()
        before = kept(self._runtime, row)
        nothing = in_place_of(before, Reflection())
        queues, _ = keep(self._runtime, db, row, before, nothing, Reading())
        row, _ = opened(self._runtime, db, journey_id)
        step = Step.REFLECTION_CONFIRMED
        more, _ = keep(self._runtime, db, row, nothing, nothing, Reading(), step=step)
        return queues | more
