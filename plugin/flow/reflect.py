"""Reflect: the candidate opens the survey, answers it, and confirms what is to be made of the answers.

What is posted is saved at once. What acts at once does so then; the coaching email and the note wait for the
confirmation, or a few minutes if it never comes. What comes once the survey is over is read all the same, and
kept only if it needs a person.
"""

from dataclasses import replace
from typing import Any

import structlog
from sqlalchemy import Connection as DbConnection
from sqlalchemy import Row, select, update

from config.names import Queue
from plugin.coaching.reader.phrases import load_safety_phrases
from plugin.db import upsert
from plugin.effects import EffectKind
from plugin.flow.drafts import keep_wordings
from plugin.flow.history import remember
from plugin.flow.letters import journey_row
from plugin.flow.progress import advance
from plugin.flow.survey_view import reading_of, reflection_of, state_of, survey_view
from plugin.inbox.deliveries import Arrival, Source, store
from plugin.journeys.machine import Contact, Step
from plugin.keys import Purpose
from plugin.outbox.store import following
from plugin.reading import Reading
from plugin.reflection import SERIOUS, Flag, Lane, Reflection, instead_of_tips
from plugin.runtime import Runtime
from plugin.surveys.answers import dump, dump_reading
from plugin.surveys.review import TEXTS, Review, answered_anew, as_read, confirmed, taking_back
from plugin.tables import journeys, reflections
from plugin.views import SurveyState, SurveyView

log = structlog.get_logger()
_TAKES_ANSWERS = (SurveyState.OPEN, SurveyState.ANSWERED)


class Reflections:
    """What the survey page asks of the product."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def survey(self, token: str, language: str = "") -> SurveyView:
        """The survey that the link opens, as it is now. Raises `LinkGone`; records nothing.

        In `language`, where the page names one; nothing is kept of that until something is pressed there.
        """
        journey_id = self._runtime.keys.read(Purpose.SURVEY, token)
        with self._runtime.db.reading() as db:
            return survey_view(self._runtime, db, journey_id, language=language)

    def submit(self, token: str, reflection: Reflection, version: int = 0, language: str = "") -> SurveyView:
        """Save the answers, in place of any there are. Once the survey is over, keep them only where their
        words need a person. Raises `LinkGone`.

        `version` is that of the answers that the page showed, 0 for none; `language` is the one chosen on it.
        """
        runtime, journey_id = self._runtime, self._runtime.keys.read(Purpose.SURVEY, token)
        with runtime.db.reading() as db:
            about = journey_row(db, journey_id)
        reading = _read(runtime, reflection, about)
        with runtime.db.transaction() as db:
            row, state = opened(runtime, db, journey_id)
            late = state not in _TAKES_ANSWERS
            if late and not _needs_a_person(row, reading):
                return survey_view(runtime, db, journey_id, language=language)
            keep_language(db, journey_id, language)
            before = kept(runtime, row)
            said = _their_words(before, reflection) if late and before else reflection
            after = as_read(in_place_of(before, said), reading)
            step = Step.REFLECTION_LATE if late and row.answered_at is None else None
            queues, changed = keep(runtime, db, row, before, after, reading, step=step)
            overtook = changed and state == SurveyState.ANSWERED and version != row.version
            heard = after if late else None
            view = survey_view(runtime, db, journey_id, overtook=overtook, heard=heard)
        runtime.wakeup.nudge(*queues)
        return view

    def confirm(self, token: str, review: Review, language: str = "") -> SurveyView:
        """Take over what the candidate confirmed; what waits for that goes now. Raises `LinkGone`.

        `language` is the one chosen on the page, '' for none.
        """
        runtime, journey_id = self._runtime, self._runtime.keys.read(Purpose.SURVEY, token)
        with runtime.db.transaction() as db:
            row, state = opened(runtime, db, journey_id)
            if state != SurveyState.ANSWERED:
                return survey_view(runtime, db, journey_id)
            keep_language(db, journey_id, language)
            before, reading = reflection_of(runtime, row), reading_of(runtime, row)
            stale = review.version != row.version
            after = confirmed(before, reading, review, stale=stale)
            queues, changed = keep(runtime, db, row, before, after, reading, step=Step.REFLECTION_CONFIRMED)
            view = survey_view(runtime, db, journey_id, overtook=stale and changed)
        runtime.wakeup.nudge(*queues)
        return view


def keep_language(db: DbConnection, journey_id: int, language: str) -> None:
    """Write to this candidate from now on in the language that they chose; '' leaves it as it was."""
    if language:
        db.execute(update(journeys).where(journeys.c.id == journey_id).values(language=language))


def kept(runtime: Runtime, row: Row[Any]) -> Reflection | None:
    """The answers kept of a journey, even if they came too late; None if there are none."""
    return None if row.answers is None else reflection_of(runtime, row)


def in_place_of(before: Reflection | None, after: Reflection) -> Reflection:
    """Answers that take the place of others: what has been raised once stays raised."""
    return after if before is None else answered_anew(before, after)


def opened(runtime: Runtime, db: DbConnection, journey_id: int) -> tuple[Row[Any], SurveyState]:
    """A link's journey, its row locked, so that two tabs that press at once come one after the other."""
    db.execute(select(journeys.c.id).where(journeys.c.id == journey_id).with_for_update())
    row = journey_row(db, journey_id)
    return row, state_of(runtime, row)


def keep(
    runtime: Runtime,
    db: DbConnection,
    row: Row[Any],
    before: Reflection | None,
    after: Reflection,
    reading: Reading,
    step: Step | None = None,
) -> tuple[set[Queue], bool]:
    """Keep the answers `after` and move their journey; the queues with work due now, and whether it is news.

    `before` are those kept so far. `step` is what the candidate did, if it was not to answer. The same once
    more changes nothing.
    """
    now = runtime.now()
    note = following(db, row.journey_id, EffectKind.NOTE)
    if before is not None and note.replaces:
        after = taking_back(before, after)
    changed = after != before
    answers = step is None and row.answered_at is None
    is_over = note.due is None or note.due <= now
    if not changed and not answers and (step is None or is_over):
        return set(), False
    if changed:
        _save(runtime, db, row, after, reading)
    step = step or (Step.REFLECTION_SUBMITTED if answers else Step.REFLECTION_CHANGED)
    if not answers:
        remember(db, row.agency_id, row.journey_id, "candidate", step, now)
    news = answers or before is None or _told(before) != _told(after)
    raised = _raised(row, before, after, reading)
    sequence = note.sequence if news or note.due is not None else None
    letter = _letter(db, row, step, before, after)
    return advance(runtime, db, row.journey_id, step, flags=raised, note=sequence, letter=letter), changed


def _letter(
    db: DbConnection, row: Row[Any], step: Step, before: Reflection | None, after: Reflection
) -> int | None:
    """Which email is to say what is raised now: the coaching email as long as it has not begun, and then a
    letter of its own where the tips stop. Who wrote too late gets that letter or none."""
    instead = instead_of_tips(after.flags)
    if step == Step.REFLECTION_LATE and instead is None:
        return None
    letter = following(db, row.journey_id, EffectKind.COACHING)
    waits = letter.due is not None or not letter.replaces
    tips_stop = instead is not None and (before is None or instead_of_tips(before.flags) != instead)
    return letter.sequence if waits or tips_stop else None


def _raised(row: Row[Any], before: Reflection | None, after: Reflection, reading: Reading) -> frozenset[Flag]:
    """What a person has to see now. After treatment nothing is raised without it: that, too, is for the
    manager to hear first, though they have had an earlier alert."""
    raised = after.raised - (before.raised if before else frozenset())
    raised |= _raised_anew(row, before, after, reading)
    return raised | ({Flag.TREATMENT} & after.raised) if raised else raised


def _raised_anew(
    row: Row[Any], before: Reflection | None, after: Reflection, reading: Reading
) -> frozenset[Flag]:
    """What new words say again after somebody has answered the alert: they have not rung about these."""
    if before is None or row.taken_at is None:
        return frozenset()
    known = "\n".join(getattr(before, text) for text in TEXTS)
    new_words = any(getattr(after, text) not in known for text in TEXTS)
    return SERIOUS.intersection(reading.flags) if new_words else frozenset()


def _save(
    runtime: Runtime, db: DbConnection, row: Row[Any], reflection: Reflection, reading: Reading
) -> None:
    """A reflection is an inbox row too, understood as it arrives; earlier answers stay there for a while."""
    now, version = runtime.now(), (row.version or 0) + 1
    sealed = runtime.keys.seal_json(dump(reflection))
    # Nothing of the answers: a hash of a few taps could be guessed by trying them all.
    key = f"reflection:{row.journey_id}:{version}"
    arrival = Arrival(key, sealed, Source.REFLECTION, now)
    store(db, row.agency_id, row.connection_id, [arrival], now, understood=True)
    values = {
        "answers": sealed,
        "reading": runtime.keys.seal_json(dump_reading(reading)),
        "version": version,
    }
    if version == 1:
        first = {"agency_id": row.agency_id, "journey_id": row.journey_id, "submitted_at": now}
        db.execute(upsert(db, reflections).values(**first, **values).on_conflict_do_nothing())
    else:
        mine = reflections.c.journey_id == row.journey_id
        db.execute(update(reflections).where(mine).values(**values, changed_at=now))
    keep_wordings(runtime, db, row.journey_id)


def _their_words(before: Reflection, late: Reflection) -> Reflection:
    """Answers that came in time, with words that came too late. Whatever else was ticked by then is left."""
    words = {text: getattr(late, text) or getattr(before, text) for text in TEXTS}
    lanes = {key: lane for key, lane in before.lanes.items() if key not in TEXTS}
    return replace(before, lanes=lanes, **words)


def _needs_a_person(row: Row[Any], reading: Reading) -> bool:
    """Whether somebody is asked to ring for these words. Who was deleted is spoken of to nobody."""
    return bool(SERIOUS.intersection(reading.flags)) and row.contact != Contact.DELETED


def _read(runtime: Runtime, reflection: Reflection, about: Row[Any]) -> Reading:
    """What the candidate's own words say. Whatever breaks there, the answers are kept, and what must never be
    missed is looked for all the same.

    Once the survey is over they are shown to nobody else for a second opinion, since most are not even kept;
    and those of somebody who was deleted are not read at all.
    """
    text = "\n".join(filter(None, (reflection.in_words, reflection.missed_point)))
    if not text or about.contact == Contact.DELETED:
        return Reading()
    read = runtime.read if state_of(runtime, about) in _TAKES_ANSWERS else runtime.read_here
    try:
        names = (about.candidate_name, about.consultant_name or "", about.client, *about.interviewers)
        return read(text, about.job, filter(None, names))
    except Exception:
        log.error("a reflection could not be read", journey=about.journey_id, exc_info=True)
        said = load_safety_phrases().find(text)
        return Reading(flags=(Flag.CRISIS, Flag.PRIVATE), because={Flag.CRISIS: said}) if said else Reading()


def _told(reflection: Reflection) -> tuple[object, ...]:
    """All that a note tells of the answers."""
    lanes = (Lane.MY_CONSULTANT, Lane.MAY_TELL_CLIENT)
    return (*map(reflection.shared_with, lanes), reflection.taken_back)
