"""What is known of each email that is due: its effect's row, its journey, and what the gate looks at."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, Select, or_, select

from config.languages import language_of
from integrations.mail.contract import Mailbox
from plugin.effects import UNASKED, EffectKind, EffectState
from plugin.errors import LinkGone
from plugin.flow.policies import in_zone, policy_of
from plugin.flow.week import Week
from plugin.journeys.machine import ASKED_AGAIN, Journey, State
from plugin.journeys.records import FACTS, journey_of
from plugin.journeys.timing import Policy, is_zone, same_local_day, survey_due
from plugin.journeys.verdict import Facts
from plugin.outbox.store import sequence_of
from plugin.reflection import Meeting
from plugin.tables import (
    agencies,
    branches,
    candidates,
    consultants,
    drafts,
    effects,
    journeys,
    reflections,
    suppressions,
)


@dataclass(frozen=True, slots=True)
class Letter:
    """An email about a journey. `also` are the other interviews of the day that it speaks of as well.

    `past` is the journey that the candidate told us about before, where something of it comes back now.
    `comparing`: a comparison runs at the agency; `held_out`: this candidate is compared with the coached.
    `reader` is the consultant whom a note to pass on goes to, None for whoever reads the branch's replies.
    """

    effect: Row[Any]
    journey_id: int
    kind: EffectKind
    journey: Journey
    policy: Policy
    facts: Facts
    values: Mapping[str, Any]
    also: tuple[Mapping[str, Any], ...] = ()
    past: Mapping[str, Any] | None = None
    comparing: bool = False
    held_out: bool = False
    reader: Mailbox | None = None


_SURVEYS = frozenset({EffectKind.SURVEY})

_ABOUT_THE_JOURNEY = (
    journeys.c.id.label("journey_id"),
    *(journeys.c[name] for name in FACTS),
    journeys.c.agency_id,
    journeys.c.branch_id,
    journeys.c.connection_id,
    journeys.c.candidate_id,
    journeys.c.consultant_id,
    journeys.c.taken_by,
    journeys.c.ref,
    journeys.c.application_ref,
    journeys.c.job,
    journeys.c.client,
    journeys.c.title,
    journeys.c.location,
    journeys.c.interviewers,
    journeys.c.debriefed,
    journeys.c.handled_at,
    journeys.c.handled_by,
    journeys.c.consultant_ref,
    journeys.c.state.label("journey_state"),
    journeys.c.reason,
    journeys.c.language,
)
_ABOUT_THE_CANDIDATE = (
    candidates.c.ref.label("candidate_ref"),
    candidates.c.name.label("candidate_name"),
    candidates.c.email.label("candidate_email"),
    candidates.c.phone.label("candidate_phone"),
    candidates.c.timezone.label("candidate_timezone"),
    candidates.c.country.label("candidate_country"),
    candidates.c.locale.label("candidate_locale"),
    candidates.c.address_hash,
    or_(suppressions.c.id.is_not(None), candidates.c.stopped).label("wants_no_emails"),
    reflections.c.answers,
    reflections.c.reading,
    reflections.c.version,
    reflections.c.submitted_at,
    reflections.c.changed_at,
    drafts.c.wordings,
    reflections.c.held_out,
)
_ABOUT_THE_AGENCY = (
    branches.c.name.label("branch_name"),
    branches.c.mode,
    branches.c.live_from,
    branches.c.brand,
    branches.c.timezone,
    branches.c.region,
    branches.c.policy,
    branches.c.cover_id,
    branches.c.manager_id,
    agencies.c.name.label("agency_name"),
    consultants.c.name.label("consultant_name"),
    consultants.c.email.label("consultant_email"),
    consultants.c.phone.label("consultant_phone"),
)


_SURVEY_WAITS = (
    select(effects.c.id)
    .where(effects.c.journey_id == journeys.c.id, effects.c.kind == EffectKind.SURVEY)
    .where(effects.c.state.in_((EffectState.WAITING, EffectState.CLAIMED)))
    .exists()
)


def journey_query() -> Select[Any]:
    """A journey with its people, branch and reflection, each column under a name of its own."""
    return (
        select(*_ABOUT_THE_JOURNEY, *_ABOUT_THE_CANDIDATE, *_ABOUT_THE_AGENCY)
        .select_from(journeys)
        .join(candidates, candidates.c.id == journeys.c.candidate_id)
        .join(branches, branches.c.id == journeys.c.branch_id)
        .join(agencies, agencies.c.id == journeys.c.agency_id)
        .outerjoin(consultants, consultants.c.id == journeys.c.consultant_id)
        .outerjoin(reflections, reflections.c.journey_id == journeys.c.id)
        .outerjoin(drafts, drafts.c.journey_id == journeys.c.id)
        .outerjoin(
            suppressions,
            (suppressions.c.agency_id == journeys.c.agency_id)
            & (suppressions.c.address_hash == candidates.c.address_hash),
        )
    )


def journey_row(db: Connection, journey_id: int) -> Row[Any]:
    """The journey that a link opens, with all that `journey_query` gives. Raises `LinkGone`."""
    row = db.execute(journey_query().where(journeys.c.id == journey_id)).first()
    if row is None:
        raise LinkGone("This link does not open anything.")
    return row


def load_letters(db: Connection, due: Sequence[Row[Any]], now: datetime, fast_clock: int) -> list[Letter]:
    """The letters of these effects, in their order, with what the gate must know of each."""
    about = {effect.journey_id for effect in due}
    rows = {row.journey_id: row for row in db.execute(journey_query().where(journeys.c.id.in_(about)))}
    surveys = [rows[e.journey_id] for e in due if e.kind == EffectKind.SURVEY]
    week = Week(db, [rows[e.journey_id] for e in due if e.kind in UNASKED], now)
    siblings = _siblings(db, surveys)
    return [
        _letter(effect, row, week, siblings[row.candidate_id], fast_clock)
        for effect in due
        for row in (rows[effect.journey_id],)
    ]


def _letter(
    effect: Row[Any],
    row: Row[Any],
    week: Week,
    siblings: Sequence[Row[Any]],
    fast_clock: int,
) -> Letter:
    values = row._asdict()
    journey = journey_of(values)
    policy = in_zone(policy_of(values, fast_clock), row.candidate_timezone)
    same_day = [s for s in siblings if _same_visit(s, row, policy.zone)]
    later = [s for s in same_day if (s.ends_at, s.id) > (journey.ends_at, row.journey_id)]
    earlier = [s._asdict() for s in same_day if (s.ends_at, s.id) < (journey.ends_at, row.journey_id)]
    facts = Facts(
        journey=journey,
        policy=policy,
        mode=row.mode,
        live_from=row.live_from,
        has_address=bool(row.candidate_email),
        suppressed=row.wants_no_emails,
        debriefed=row.debriefed,
        invitations=week.had(row.address_hash, _SURVEYS),
        pending=week.coming(effect, row.address_hash, _SURVEYS),
        mails=week.had(row.address_hash, UNASKED),
        mails_pending=week.coming(effect, row.address_hash, UNASKED),
        rung_at=row.handled_at,
        later_today=survey_due(max(s.ends_at for s in later), policy) if later else None,
        later_waits=any(s.survey_waits for s in later),
        asked_as_another=week.asked_as_another(effect, row),
        asked_for=effect.kind == EffectKind.SURVEY and sequence_of(effect.dedupe_key) == ASKED_AGAIN,
    )
    kind = EffectKind(effect.kind)
    return Letter(effect, row.journey_id, kind, journey, policy, facts, values, tuple(earlier))


def earlier_that_day(db: Connection, row: Row[Any]) -> list[Mapping[str, Any]]:
    """The earlier rounds of the same visit, which the survey of this journey asks about as well."""
    zone = in_zone(policy_of(row._asdict(), 1), row.candidate_timezone).zone
    same_day = [s for s in _siblings(db, [row])[row.candidate_id] if _same_visit(s, row, zone)]
    return [s._asdict() for s in same_day if (s.ends_at, s.id) < (row.ends_at, row.journey_id)]


def _siblings(db: Connection, rows: Sequence[Row[Any]]) -> Mapping[int, Sequence[Row[Any]]]:
    """The interviews of these candidates, around the same days, that are not called off; by candidate."""
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    ends = [row.ends_at for row in rows if row.ends_at]
    if not ends:
        return found
    day = timedelta(days=1)
    query: Select[Any] = select(
        journeys.c.id,
        journeys.c.candidate_id,
        journeys.c.application_ref,
        journeys.c.starts_at,
        journeys.c.ends_at,
        journeys.c.job,
        journeys.c.client,
        journeys.c.title,
        journeys.c.location,
        journeys.c.interviewers,
        _SURVEY_WAITS.label("survey_waits"),
    ).where(
        journeys.c.candidate_id.in_({row.candidate_id for row in rows}),
        journeys.c.ends_at.between(min(ends) - day, max(ends) + day),
        journeys.c.state != State.CLOSED,
    )
    for row in db.execute(query):
        found[row.candidate_id].append(row)
    return found


def _same_visit(sibling: Row[Any], row: Row[Any], zone: str) -> bool:
    """Whether two interviews are rounds of one application on one day: they are asked about together."""
    if sibling.id == row.journey_id or row.ends_at is None:
        return False
    if not row.application_ref or sibling.application_ref != row.application_ref:
        return False
    return same_local_day(sibling.ends_at, row.ends_at, zone)


def language_for(values: Mapping[str, Any]) -> str:
    """The language to write to this candidate in: what they chose on our page, or the ATS's locale."""
    return str(values["language"]) or language_of(values["candidate_locale"])


def in_language(values: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    """The same journey as its candidate reads it in another language; '' for the one that they read."""
    return {**values, "language": language} if language else values


def consultant_of(values: Mapping[str, Any]) -> Mailbox | None:
    """The candidate's consultant, if we know how to write to one."""
    if not values["consultant_email"]:
        return None
    return Mailbox(values["consultant_email"], values["consultant_name"] or "")


def meeting_of(values: Mapping[str, Any], interview: Mapping[str, Any] | None = None) -> Meeting:
    """What the coaching and the emails may know of a journey's interview, or of another one that day."""
    of = interview or values
    of_candidate = is_zone(values["candidate_timezone"])
    zone = ZoneInfo(values["candidate_timezone"] if of_candidate else values["timezone"])
    starts_at, ends_at = of["starts_at"], of["ends_at"]
    return Meeting(
        candidate_name=values["candidate_name"],
        job=of["job"],
        client=of["client"],
        title=of["title"],
        location=of["location"],
        interviewers=tuple(of["interviewers"]),
        held_on=ends_at.astimezone(zone).date() if ends_at else None,
        starts_at=starts_at.astimezone(zone).time() if starts_at else None,
        consultant_name=values["consultant_name"] or "",
        consultant_email=values["consultant_email"] or "",
        consultant_phone=values["consultant_phone"] or "",
        agency=values["agency_name"],
    )
