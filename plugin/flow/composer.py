"""The composer as its candidate sees it: the draft or their own words, and what may be done with them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection as DbConnection
from sqlalchemy import Row

from plugin.coaching.decision import Kind
from plugin.coaching.plan import Plan
from plugin.flow.compose import help_of, page_brand, plan_of, route_for
from plugin.flow.follow_up_rows import is_with_consultant, of_journeys, opened
from plugin.flow.letters import in_language, journey_row, language_for, meeting_of
from plugin.flow.policies import in_zone, policy_of
from plugin.flow.survey_view import OPEN_FOR, is_answered
from plugin.flow.trial import is_thanked_only
from plugin.follow_up import PassedOn, Version, Words
from plugin.journeys.machine import Application, Contact
from plugin.journeys.records import journey_of
from plugin.runtime import Runtime
from plugin.views import ComposerState, ComposerView

BY_ROUTE = "reason.consultant_first.route"
"""The decision's reason where the agency's rule alone keeps a candidate from writing."""


def composer_plan(runtime: Runtime, values: Mapping[str, Any]) -> Plan | None:
    """The plan, once there are answers to make it from."""
    return plan_of(runtime, values) if is_answered(values) else None


def composer_view(runtime: Runtime, db: DbConnection, journey_id: int, language: str = "") -> ComposerView:
    """The composer of a journey as it is now, in `language` or, if '', the candidate's. Raises `LinkGone`.

    What is with the consultant is shown in every state, so that it can be taken back, and so is what went
    although it had been.
    """
    values = in_language(journey_row(db, journey_id)._asdict(), language)
    thanked = is_answered(values) and is_thanked_only(runtime, db, values)
    plan = None if thanked else composer_plan(runtime, values)
    state = ComposerState.THANKED if thanked else _state(values, plan, runtime.now())
    kept = {row.number: row for row in db.execute(of_journeys([journey_id]))}
    sections = ("follow_up",) if state is ComposerState.OPEN else ("reason", "follow_up")
    return ComposerView(
        state=state,
        brand=page_brand(values),
        meeting=meeting_of(values),
        language=language_for(values),
        help_lines=help_of(runtime, values),
        told=tuple(one.text for one in plan.passages if one.section in sections) if plan else (),
        route=route_for(values),
        versions=tuple(
            one
            for one in _versions(runtime, values, plan, kept)
            if state is ComposerState.OPEN or (_is_given(one) and state is not ComposerState.EXPIRED)
        ),
    )


def _state(values: Mapping[str, Any], plan: Plan | None, now: datetime) -> ComposerState:
    if values["ends_at"] is not None and now > values["ends_at"] + OPEN_FOR:
        return ComposerState.EXPIRED
    if plan is None:
        return ComposerState.UNANSWERED
    if plan.decision.kind is Kind.NONE:
        return ComposerState.CRISIS
    journey = journey_of(values)
    # Who wants no more emails has not asked to lose their note.
    if journey.application != Application.LIVE or journey.contact == Contact.DELETED:
        return ComposerState.CLOSED
    if plan.decision.kind is Kind.CONSULTANT_FIRST:
        return ComposerState.THEIRS if plan.decision.reason_id == BY_ROUTE else ComposerState.HELD
    # An untruth that we could not put in one line is theirs to write: the form stands empty.
    to_write = bool(plan.drafts) or plan.decision.kind is Kind.CORRECT_UNTRUTH
    return ComposerState.OPEN if to_write else ComposerState.NO_NOTE


def _is_given(version: Version) -> bool:
    return bool(version.passed_on or version.went_anyway)


def _versions(
    runtime: Runtime, values: Mapping[str, Any], plan: Plan | None, kept: Mapping[int, Row[Any]]
) -> list[Version]:
    if plan is None:
        return []
    zone = ZoneInfo(in_zone(policy_of(values, 1), values["candidate_timezone"]).zone)
    drafted = [
        Version(number, Words(draft.subject, draft.body), draft.to)
        for number, draft in enumerate(plan.drafts)
    ]
    # An interviewer may have left the record since; what was written to them has not.
    kept_beside = [Version(number, Words()) for number in kept if number >= len(drafted)]
    versions = drafted + kept_beside or [Version(0, Words())]
    return [_version(runtime, one, kept.get(one.number), zone) for one in versions]


def _version(runtime: Runtime, drafted: Version, row: Row[Any] | None, zone: ZoneInfo) -> Version:
    """What the candidate made of a version, or the version as it was drafted."""
    if row is None or row.words is None:
        return drafted
    words, to = opened(runtime, row)
    kept = Version(drafted.number, words, to, row.saved_at.astimezone(zone))
    if is_with_consultant(row):
        return replace(kept, passed_on=_passed_on(row, zone))
    return replace(kept, went_anyway=_passed_on(row, zone)) if row.sent_on_at else kept


def _passed_on(row: Row[Any], zone: ZoneInfo) -> PassedOn:
    sent_on_at = row.sent_on_at.astimezone(zone) if row.sent_on_at else None
    return PassedOn(row.permitted_at.astimezone(zone), sent_on_at, row.sent_on_by)
