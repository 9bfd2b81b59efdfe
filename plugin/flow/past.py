"""What came before: the interview that a candidate told us about, and what else an email speaks of."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from plugin.effects import UNASKED, EffectKind, EffectState
from plugin.flow.letters import Letter, journey_query
from plugin.flow.trial import Trial, is_exempt, trials_of
from plugin.journeys.later import ENDINGS
from plugin.journeys.machine import Interview, State
from plugin.journeys.timing import same_local_day
from plugin.outbox.store import sequence_of
from plugin.reflection import Flag
from plugin.runtime import Runtime
from plugin.surveys.answers import load
from plugin.tables import candidates, effects, journeys, reflections

HOLDS_FOR = timedelta(days=365)
"""How long a lesson is brought back: as long as answers are of use (PR-16)."""
_LATER = UNASKED - {EffectKind.SURVEY}
_HELD_OUT = _LATER | {EffectKind.COACHING}
_MAY_HAVE_GONE = (EffectState.SENDING, EffectState.DONE, EffectState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class _Known:
    """Of the people whom the letters go to: what they told us, latest first, their interviews, and what the
    applications of these interviews have already been written about."""

    told: Sequence[Row[Any]]
    interviews: Sequence[Row[Any]]
    written: frozenset[tuple[int, str, str]]

    def told_by(self, values: Mapping[str, Any]) -> list[Row[Any]]:
        """What this journey's candidate told us about other interviews, or about this one."""
        return [row for row in self.told if _is_same_person(row, values)]

    def interviews_of(self, values: Mapping[str, Any]) -> list[Row[Any]]:
        """The interviews of this journey's candidate, this one too."""
        return [row for row in self.interviews if _is_same_person(row, values)]


def with_past(runtime: Runtime, db: Connection, letters: Sequence[Letter], now: datetime) -> list[Letter]:
    """The letters, each with what came before it and with what the gate must know of that."""
    known = _known(db, [letter.values for letter in letters if letter.kind in _LATER], now)
    readers = {letter.values["address_hash"] for letter in letters if letter.kind in _HELD_OUT}
    trials = trials_of(runtime, db, {letter.values["agency_id"] for letter in letters}, readers - {""})
    found = []
    for letter in letters:
        trial = trials.get(letter.values["agency_id"])
        held_out = _is_held_out(runtime, trial, letter, known)
        one = replace(letter, comparing=trial is not None, held_out=held_out)
        found.append(_with_past(runtime, one, known) if letter.kind in _LATER else one)
    return found


def _with_past(runtime: Runtime, letter: Letter, known: _Known) -> Letter:
    told = known.told_by(letter.values)
    ending = letter.kind in ENDINGS
    # What was only typed once a survey was over is no lesson.
    in_time = [row for row in told if row.answered_at and _is_of_the_same_name(row, letter.values)]
    of_use = [row for row in in_time if _is_same_application(row, letter.values)] if ending else in_time
    of_use = [row for row in of_use if ending or row.journey_id != letter.journey_id]
    beside = [] if ending else _that_day(letter, known)
    facts = replace(
        letter.facts,
        morning=sequence_of(letter.effect.dedupe_key) == 1,
        reflected=bool(of_use),
        in_crisis=bool(told) and Flag.CRISIS in load(runtime.keys.unseal_json(told[0].answers)).flags,
        held_out=letter.held_out,
        told_elsewhere=_told_elsewhere(letter, known) if ending else _is_later_that_day(letter, beside),
        rung_at=_rung_at(letter, known) if ending else letter.facts.rung_at,
    )
    past = of_use[0]._asdict() if of_use else None
    return replace(letter, facts=facts, past=past, also=tuple(r._asdict() for r in beside))


def _that_day(letter: Letter, known: _Known) -> list[Row[Any]]:
    """The other interviews that are ahead of the candidate on the same day."""
    starts_at = letter.journey.starts_at
    return [
        row
        for row in known.interviews_of(letter.values)
        if starts_at
        and row.id != letter.journey_id
        and row.state != State.CLOSED
        and row.interview == Interview.AHEAD
        and row.starts_at
        and same_local_day(row.starts_at, starts_at, letter.policy.zone)
    ]


def _is_later_that_day(letter: Letter, beside: Sequence[Row[Any]]) -> bool:
    """The first interview of a day speaks of all of them."""
    mine = (letter.journey.starts_at, letter.journey_id)
    return any((row.starts_at, row.id) < mine for row in beside)


def _told_elsewhere(letter: Letter, known: _Known) -> bool:
    """Whether the word about this application has gone, or goes with another interview: the last held."""
    of = letter.values
    if not of["application_ref"]:
        return False
    if (of["connection_id"], of["application_ref"], letter.kind) in known.written:
        return True
    ended_at = letter.journey.application_as_of
    mine = (letter.journey.ends_at, letter.journey_id)
    return any(
        row.ends_at and ended_at and (row.ends_at, row.id) > mine and _was_held(row, ended_at)
        for row in known.interviews_of(of)
        if _is_same_application(row, of) and row.id != letter.journey_id and letter.journey.ends_at
    )


def _was_held(row: Row[Any], by: datetime) -> bool:
    took_place = row.interview in (Interview.AHEAD, Interview.OVER) and row.ends_at <= by
    return bool(row.answered_at or took_place) and not row.stopped


def _rung_at(letter: Letter, known: _Known) -> datetime | None:
    """When the consultant last rang about any interview of this application."""
    of_application = [r for r in known.interviews_of(letter.values) if _is_same_application(r, letter.values)]
    rung = [row.handled_at for row in of_application if row.handled_at]
    return max(rung) if rung else letter.facts.rung_at


def _is_held_out(runtime: Runtime, trial: Trial | None, letter: Letter, known: _Known) -> bool:
    """Whether the letter's reader is held out: by the draw at the coaching, later only if enrolled."""
    who = letter.values["address_hash"]
    if trial is None or not who or letter.kind not in _HELD_OUT:
        return False
    if letter.kind == EffectKind.COACHING:
        return trial.would_hold_out(who) and not is_exempt(runtime, letter.values)
    latest = next((row._asdict() for row in known.told_by(letter.values)), None)
    return trial.holds_out(who) and not (latest and is_exempt(runtime, latest))


def _known(db: Connection, about: Sequence[Mapping[str, Any]], now: datetime) -> _Known:
    hashes = {values["address_hash"] for values in about if values["address_hash"]}
    if not hashes:
        return _Known((), (), frozenset())
    agency_ids = {values["agency_id"] for values in about}
    told = db.execute(
        journey_query()
        .where(journeys.c.agency_id.in_(agency_ids), candidates.c.address_hash.in_(hashes))
        .where(reflections.c.submitted_at > now - HOLDS_FOR)
        .order_by(reflections.c.submitted_at.desc(), reflections.c.id.desc())
    ).all()
    interviews = db.execute(
        select(journeys, candidates.c.address_hash)
        .join(candidates, candidates.c.id == journeys.c.candidate_id)
        .where(journeys.c.agency_id.in_(agency_ids), candidates.c.address_hash.in_(hashes))
        .order_by(journeys.c.starts_at, journeys.c.id)
    ).all()
    return _Known(told, interviews, _written(db, [row.id for row in interviews]))


def _written(db: Connection, journey_ids: Collection[int]) -> frozenset[tuple[int, str, str]]:
    query = (
        select(journeys.c.connection_id, journeys.c.application_ref, effects.c.kind)
        .join(effects, effects.c.journey_id == journeys.c.id)
        .where(journeys.c.id.in_(journey_ids), effects.c.kind.in_(ENDINGS))
        .where(effects.c.state.in_(_MAY_HAVE_GONE))
    )
    return frozenset((row.connection_id, row.application_ref, row.kind) for row in db.execute(query))


def _is_same_person(row: Row[Any], values: Mapping[str, Any]) -> bool:
    theirs = (row.agency_id, row.address_hash)
    return bool(row.address_hash) and theirs == (values["agency_id"], values["address_hash"])


def _is_of_the_same_name(row: Row[Any], values: Mapping[str, Any]) -> bool:
    """Whether it is one candidate of the ATS, or two of the same name: people may share a mailbox."""
    if row.candidate_id == values["candidate_id"]:
        return True
    names = {" ".join(name.split()).casefold() for name in (row.candidate_name, values["candidate_name"])}
    return len(names) == 1 and names != {""}


def _is_same_application(row: Row[Any], values: Mapping[str, Any]) -> bool:
    theirs = (row.connection_id, row.application_ref)
    return bool(row.application_ref) and theirs == (values["connection_id"], values["application_ref"])
