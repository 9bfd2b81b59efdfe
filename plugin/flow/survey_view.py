"""What the survey's pages show of a journey, as it is now."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, select

from plugin.effects import EffectKind, EffectState, SkipReason
from plugin.flow.alerts import call_back_of
from plugin.flow.compose import help_of, page_brand, plan_of
from plugin.flow.letters import earlier_that_day, in_language, journey_row, language_for, meeting_of
from plugin.flow.policies import in_zone, modules_of, policy_of
from plugin.flow.trial import is_thanked_only
from plugin.journeys.gate import check
from plugin.journeys.records import journey_of
from plugin.journeys.timing import Policy
from plugin.journeys.verdict import Facts, Go
from plugin.reading import Reading
from plugin.reflection import SERIOUS, CallBack, Reflection, in_order, instead_of_tips, told_apart
from plugin.runtime import Runtime
from plugin.surveys.answers import load, load_reading
from plugin.tables import effects
from plugin.views import StopScope, SurveyState, SurveyView

OPEN_FOR = timedelta(days=14)
"""SE-01: how long after the interview its link takes answers, and shows those that were given."""
HELP_AT_ONCE = 2
"""How many of the plan's first paragraphs thank the candidate on the page, before the email comes."""
_DID_NOT_HAPPEN = frozenset({SkipReason.CANCELLED, SkipReason.NO_SHOW, SkipReason.INTERVIEW_DELETED})


def survey_view(
    runtime: Runtime,
    db: Connection,
    journey_id: int,
    *,
    overtook: bool = False,
    heard: Reflection | None = None,
    language: str = "",
) -> SurveyView:
    """The survey that a link opens, in `language` or, if '', the candidate's. Raises `LinkGone`.

    `heard` is what has just been kept although the survey is over.
    """
    row = journey_row(db, journey_id)
    values = in_language(row._asdict(), language)
    also = (meeting_of(values, other) for other in earlier_that_day(db, row))
    state = state_of(runtime, row)
    reflection = reflection_of(runtime, row) if state == SurveyState.ANSWERED else None
    policy = in_zone(policy_of(values, runtime.settings.fast_clock), row.candidate_timezone)
    again = row.ask_again_at
    return SurveyView(
        state=state,
        meetings=told_apart((meeting_of(values), *also)),
        brand=page_brand(values),
        reflection=reflection,
        reading=reading_of(runtime, row) if reflection else Reading(),
        version=row.version if reflection else 0,
        overtook=overtook,
        modules=modules_of(values),
        first_help=()
        if reflection and is_thanked_only(runtime, db, values)
        else _first_help(runtime, values, reflection),
        coached=row.coached_at is not None,
        email_to_come=_email_to_come(db, values, policy, runtime.now()),
        heard=in_order(SERIOUS.intersection(heard.flags)) if heard else (),
        call_back=call_back_of(runtime, db, values) if heard or reflection else CallBack(),
        help_lines=help_of(runtime, values),
        language=language_for(values),
        asks_outside=bool(runtime.settings.llm_url),
        ask_again_at=again.astimezone(ZoneInfo(policy.zone)) if again else None,
        stopped=_stopped(row),
    )


def reflection_of(runtime: Runtime, row: Row[Any]) -> Reflection:
    """The answers of a journey that has some."""
    return load(runtime.keys.unseal_json(row.answers))


def reading_of(runtime: Runtime, row: Row[Any]) -> Reading:
    """What their words were read as; nothing where there were none."""
    return load_reading(runtime.keys.unseal_json(row.reading)) if row.reading is not None else Reading()


def _first_help(
    runtime: Runtime, values: Mapping[str, Any], reflection: Reflection | None
) -> tuple[str, ...]:
    """The plan's beginning. No tips where things are serious, or where nothing more is to be sent; who rings,
    the page says by itself."""
    if reflection is None or instead_of_tips(reflection.flags) or journey_of(values).closed_because:
        return ()
    first = plan_of(runtime, values).passages[:HELP_AT_ONCE]
    return tuple(passage.text for passage in first if passage.section != "consultant")


def _email_to_come(db: Connection, values: Mapping[str, Any], policy: Policy, now: datetime) -> bool:
    """Whether the email that follows an answer may go, as far as can be known, and has not."""
    facts = Facts(
        journey=journey_of(values),
        policy=policy,
        mode=values["mode"],
        live_from=values["live_from"],
        has_address=bool(values["candidate_email"]),
        suppressed=values["wants_no_emails"],
        debriefed=values["debriefed"],
    )
    if check(EffectKind.COACHING, facts, now) != Go():
        return False
    this = (effects.c.journey_id == values["journey_id"]) & (effects.c.kind == EffectKind.COACHING)
    states = {*db.execute(select(effects.c.state).where(this)).scalars()}
    return not states or bool(states & {EffectState.WAITING, EffectState.CLAIMED, EffectState.SENDING})


def state_of(runtime: Runtime, row: Row[Any]) -> SurveyState:
    """What the link to this journey can do now."""
    if row.ends_at is not None and runtime.now() > row.ends_at + OPEN_FOR:
        return SurveyState.EXPIRED
    if is_answered(row._asdict()):
        return SurveyState.ANSWERED
    reason = journey_of(row._asdict()).closed_because
    if reason == SkipReason.OPTED_OUT or row.wants_no_emails:
        return SurveyState.OPTED_OUT
    if reason in _DID_NOT_HAPPEN:
        return SurveyState.CANCELLED
    return SurveyState.CLOSED if reason else SurveyState.OPEN


def is_answered(values: Mapping[str, Any]) -> bool:
    """Whether there are answers that came in time; words that came too late, and were kept, are none."""
    return values["answers"] is not None and values["answered_at"] is not None


def _stopped(row: Row[Any]) -> StopScope | None:
    if row.wants_no_emails:
        return StopScope.ALL
    return StopScope.JOB if row.stopped else None
