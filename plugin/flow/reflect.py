"""Reflect: the candidate opens the survey and answers it."""

import hashlib
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection as DbConnection
from sqlalchemy import Row, select

from plugin.db import upsert
from plugin.effects import SkipReason
from plugin.errors import LinkGone
from plugin.flow.compose import help_of, page_brand, plan_of
from plugin.flow.drafts import keep_wordings
from plugin.flow.letters import earlier_that_day, journey_query, language_for, meeting_of
from plugin.flow.progress import advance
from plugin.inbox.deliveries import Arrival, Source, store
from plugin.journeys.machine import Step
from plugin.journeys.records import journey_of
from plugin.keys import Purpose
from plugin.reflection import Flag, Reflection, told_apart
from plugin.runtime import Runtime
from plugin.surveys.answers import dump, load
from plugin.tables import journeys, reflections
from plugin.views import SurveyState, SurveyView

OPEN_FOR = timedelta(days=14)
"""SE-01: how long after the interview its link takes answers, and shows those that were given."""
_DID_NOT_HAPPEN = frozenset({SkipReason.CANCELLED, SkipReason.NO_SHOW, SkipReason.INTERVIEW_DELETED})
HELP_AT_ONCE = 2
"""How many of the plan's first paragraphs thank the candidate on the page, before the email comes."""


class Reflections:
    """What the survey page asks of the product."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def survey(self, token: str) -> SurveyView:
        """The survey that the link opens, as it is now. Raises `LinkGone`; records nothing."""
        journey_id = self._runtime.keys.read(Purpose.SURVEY, token)
        with self._runtime.db.reading() as db:
            return self._view(db, journey_id)

    def submit(self, token: str, reflection: Reflection) -> SurveyView:
        """Save the answers, unless some have been saved: the first that arrive hold. Raises `LinkGone`."""
        journey_id = self._runtime.keys.read(Purpose.SURVEY, token)
        with self._runtime.db.transaction() as db:
            # The row's lock makes two tabs that answer at once into one after the other.
            db.execute(select(journeys.c.id).where(journeys.c.id == journey_id).with_for_update())
            view = self._view(db, journey_id)
            if view.state != SurveyState.OPEN:
                return view
            self._keep(db, journey_id, reflection)
            step = Step.REFLECTION_SUBMITTED
            queues = advance(self._runtime, db, journey_id, step, flags=_raised_by(reflection))
            view = self._view(db, journey_id)
        self._runtime.wakeup.nudge(*queues)
        return view

    def _keep(self, db: DbConnection, journey_id: int, reflection: Reflection) -> None:
        """A submitted reflection is an inbox row too, understood as it arrives."""
        now = self._runtime.now()
        row = db.execute(select(journeys).where(journeys.c.id == journey_id)).one()
        sealed = self._runtime.keys.seal_json(dump(reflection))
        key = f"reflection:{journey_id}:{hashlib.sha256(repr(reflection).encode()).hexdigest()}"
        arrival = Arrival(key, sealed, Source.REFLECTION, now)
        store(db, row.agency_id, row.connection_id, [arrival], now, understood=True)
        db.execute(
            upsert(db, reflections)
            .values(agency_id=row.agency_id, journey_id=journey_id, answers=sealed, submitted_at=now)
            .on_conflict_do_nothing()
        )
        keep_wordings(self._runtime, db, journey_id)

    def _view(self, db: DbConnection, journey_id: int) -> SurveyView:
        row = db.execute(journey_query().where(journeys.c.id == journey_id)).first()
        if row is None:
            raise LinkGone("This link does not open anything.")
        values = row._asdict()
        also = (meeting_of(values, other) for other in earlier_that_day(db, row))
        state = self._state(row)
        answered = state == SurveyState.ANSWERED
        first = [p.text for p in plan_of(self._runtime, values).passages[:HELP_AT_ONCE]] if answered else []
        return SurveyView(
            state=state,
            meetings=told_apart((meeting_of(values), *also)),
            brand=page_brand(values),
            reflection=load(self._runtime.keys.unseal_json(row.answers)) if answered else None,
            first_help=tuple(first),
            help_lines=help_of(self._runtime, values),
            language=language_for(values),
        )

    def _state(self, row: Row[Any]) -> SurveyState:
        if row.ends_at is not None and self._runtime.now() > row.ends_at + OPEN_FOR:
            return SurveyState.EXPIRED
        if row.answers is not None:
            return SurveyState.ANSWERED
        reason = journey_of(row._asdict()).closed_because
        if reason == SkipReason.OPTED_OUT or row.suppression_id is not None:
            return SurveyState.OPTED_OUT
        if reason in _DID_NOT_HAPPEN:
            return SurveyState.CANCELLED
        return SurveyState.CLOSED if reason else SurveyState.OPEN


def _raised_by(reflection: Reflection) -> frozenset[Flag]:
    """What a person has to see: what the words were read as, and a call asked for."""
    asked = {Flag.CONTACT_ME} if reflection.call_me else set()
    return frozenset(reflection.flags) | asked
