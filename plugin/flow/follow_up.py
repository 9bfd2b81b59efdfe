"""Follow up: the candidate looks over their note, saves it, and may give it to the consultant to pass on."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection as DbConnection
from sqlalchemy import Row, func, select, update

from config.languages import ENGLISH
from config.names import Queue
from plugin.coaching.decision import Kind
from plugin.coaching.draft import draft_names
from plugin.coaching.marks import Mark, mark
from plugin.effects import EffectKind, EffectState, SkipReason, Want
from plugin.errors import LinkGone
from plugin.flow.composer import composer_plan, composer_view
from plugin.flow.follow_up_rows import email_of, is_with_consultant, keep_words
from plugin.flow.history import remember
from plugin.flow.letters import in_language, journey_row, language_for, meeting_of
from plugin.flow.progress import lock
from plugin.follow_up import Version, Words
from plugin.keys import Purpose
from plugin.outbox.store import Wish, write
from plugin.runtime import Runtime
from plugin.tables import effects, follow_ups, journeys
from plugin.views import ComposerState, ComposerView

CANDIDATE = "candidate"
"""Who gave the permission, in the history: a candidate has no account, the link is theirs."""
_REACHED = (EffectState.SENDING, EffectState.DONE, EffectState.UNKNOWN)
"""States of an email that its reader may have."""


class FollowUps:
    """What the composer asks of the product. Every method raises `LinkGone`."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def composer(self, token: str, language: str = "") -> ComposerView:
        """The follow-up as it stands, in `language` or, if '', in the candidate's; records nothing."""
        journey_id = self._runtime.keys.read(Purpose.SURVEY, token)
        with self._runtime.db.reading() as db:
            return composer_view(self._runtime, db, journey_id, language)

    def marks(
        self, token: str, words: Words, language: str = ""
    ) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
        """What the rules find in a subject and in a body, told in `language`; records nothing."""
        journey_id = self._runtime.keys.read(Purpose.SURVEY, token)
        with self._runtime.db.reading() as db:
            values = in_language(journey_row(db, journey_id)._asdict(), language)
        english, told = self._runtime.libraries[ENGLISH], self._runtime.libraries[language_for(values)].marks
        names = draft_names(meeting_of(values))
        plan = composer_plan(self._runtime, values)
        sorry = 1 if plan is not None and plan.decision.mention is Kind.BRIEF_APOLOGY else 0
        return (
            mark(words.subject, english, names, told=told),
            mark(words.body, english, names, sorry, told=told),
        )

    def save_follow_up(self, token: str, number: int, words: Words) -> ComposerView:
        """Keep a version as a draft that only its candidate sees, unless it is with the consultant."""
        journey_id = self._runtime.keys.read(Purpose.SURVEY, token)
        with self._runtime.db.transaction() as db:
            journey = _locked(db, journey_id)
            view = composer_view(self._runtime, db, journey_id)
            version = _free_version(view, number)
            if version is None:
                return view
            keep_words(self._runtime, db, journey, version, words)
            return composer_view(self._runtime, db, journey_id)

    def pass_on(self, token: str, number: int, words: Words) -> ComposerView:
        """Keep the candidate's permission for exactly these words, and have them given to the consultant.

        Asked twice it is done once. It is not done where the agency's rule of this moment forbids it.
        """
        journey_id, now = self._runtime.keys.read(Purpose.SURVEY, token), self._runtime.now()
        with self._runtime.db.transaction() as db:
            journey = _locked(db, journey_id)
            view = composer_view(self._runtime, db, journey_id)
            version = _free_version(view, number)
            if version is None:
                return view
            known = _row(db, journey_id, number)
            if known is not None:
                _put_in_its_place(db, journey_id, known.act, now)
            act = _next_act(db, journey_id)
            asked = {"act": act, "permitted_at": now, "taken_back_at": None}
            anew = {**asked, "sent_on_at": None, "sent_on_by": ""}
            keep_words(self._runtime, db, journey, version, words, **anew)
            remember(db, journey.agency_id, journey.id, CANDIDATE, "follow_up.passed_on", now)
            queues = _want_email(db, journey, act, now)
            view = composer_view(self._runtime, db, journey_id)
        self._runtime.wakeup.nudge(*queues)
        return view

    def take_back(self, token: str, number: int) -> ComposerView:
        """Take the permission back, as long as the consultant has not sent the words on.

        If somebody may have had the email, another one asks them not to.
        """
        journey_id, now = self._runtime.keys.read(Purpose.SURVEY, token), self._runtime.now()
        queues: set[Queue] = set()
        with self._runtime.db.transaction() as db:
            journey = _locked(db, journey_id)
            row = _row(db, journey_id, number)
            if row is not None and is_with_consultant(row) and row.sent_on_at is None:
                queues = _take_back(db, journey, row, now)
            view = composer_view(self._runtime, db, journey_id)
        self._runtime.wakeup.nudge(*queues)
        return view


def _locked(db: DbConnection, journey_id: int) -> Row[Any]:
    rows = lock(db, [journey_id])
    if not rows:
        raise LinkGone("This link does not open anything.")
    return rows[0]


def _free_version(view: ComposerView, number: int) -> Version | None:
    """The version, if its words may be changed or given away now."""
    if view.state is not ComposerState.OPEN:
        return None
    version = next((one for one in view.versions if one.number == number), None)
    return None if version is None or version.passed_on else version


def _row(db: DbConnection, journey_id: int, number: int) -> Row[Any] | None:
    this = (follow_ups.c.journey_id == journey_id) & (follow_ups.c.number == number)
    return db.execute(select(follow_ups).where(this)).first()


def _take_back(db: DbConnection, journey: Row[Any], row: Row[Any], now: datetime) -> set[Queue]:
    reached = _stop_email(db, journey.id, row.act, now)
    db.execute(update(follow_ups).where(follow_ups.c.id == row.id).values(taken_back_at=now))
    remember(db, journey.agency_id, journey.id, CANDIDATE, "follow_up.taken_back", now)
    return _want_email(db, journey, -row.act, now) if reached else set()


def _put_in_its_place(db: DbConnection, journey_id: int, act: int, now: datetime) -> None:
    """Other words take the place of an act's: whoever has these and gets those need not be asked for any."""
    _stop_email(db, journey_id, act, now)
    gave = select(effects.c.consultant_id).where(email_of(journey_id, act)).scalar_subquery()
    same = journeys.c.consultant_id.is_not_distinct_from(gave)
    gets = select(journeys.c.id).where(journeys.c.id == journey_id, same)
    if db.execute(gets).first():
        _stop_email(db, journey_id, -act, now)


def _next_act(db: DbConnection, journey_id: int) -> int:
    """The number of the next words given. The journey is locked, so no other takes it."""
    last = select(func.max(follow_ups.c.act)).where(follow_ups.c.journey_id == journey_id)
    return (db.execute(last).scalar() or 0) + 1


def _want_email(db: DbConnection, journey: Row[Any], act: int, now: datetime) -> set[Queue]:
    want = Want(EffectKind.PASS_ON, now, act)
    return write(db, [Wish(journey.agency_id, journey.connection_id, journey.id, want)], now)


def _stop_email(db: DbConnection, journey_id: int, act: int, now: datetime) -> bool:
    """Drop the email about an act if it has not begun; whether its reader may have it."""
    this = email_of(journey_id, act)
    dropped = {"state": EffectState.SKIPPED, "reason": SkipReason.TAKEN_BACK, "done_at": now}
    db.execute(
        update(effects)
        .where(this, effects.c.state.in_((EffectState.WAITING, EffectState.CLAIMED)))
        .values(**dropped, lease_token=None, lease_until=None)
    )
    return db.execute(select(effects.c.state).where(this)).scalar() in _REACHED
