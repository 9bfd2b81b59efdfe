"""What the survey's pages show of a journey, as it is now."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row

from plugin.effects import SkipReason
from plugin.flow.alerts import call_back_of
from plugin.flow.compose import help_of, page_brand, plan_of
from plugin.flow.letters import earlier_that_day, in_language, journey_row, language_for, meeting_of
from plugin.flow.policies import in_zone, modules_of, policy_of
from plugin.flow.trial import is_thanked_only
from plugin.journeys.records import journey_of
from plugin.journeys.timing import same_local_day
from plugin.reading import Reading
from plugin.reflection import SERIOUS, CallBack, Reflection, in_order, instead_of_tips, told_apart
from plugin.runtime import Runtime
from plugin.surveys.answers import load, load_reading
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
        heard=in_order(SERIOUS.intersection(heard.flags)) if heard else (),
        call_back=_call_back(runtime, db, values, heard or reflection),
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
    """The plan's beginning; where things are serious the tips stop."""
    if reflection is None or instead_of_tips(reflection.flags):
        return ()
    return tuple(passage.text for passage in plan_of(runtime, values).passages[:HELP_AT_ONCE])


def _call_back(
    runtime: Runtime, db: Connection, values: Mapping[str, Any], reflection: Reflection | None
) -> CallBack:
    """Who rings, and when: words such as 'tomorrow' hold on the day on which that person was asked."""
    now, zone = runtime.now(), values["candidate_timezone"] or values["timezone"]
    if reflection is None or values["alerted_at"] is None or now > values["alert_due"]:
        return CallBack()
    if not same_local_day(values["alerted_at"], now, zone):
        return CallBack()
    return call_back_of(runtime, db, values, reflection.raised)


def state_of(runtime: Runtime, row: Row[Any]) -> SurveyState:
    """What the link to this journey can do now."""
    if row.ends_at is not None and runtime.now() > row.ends_at + OPEN_FOR:
        return SurveyState.EXPIRED
    if is_answered(row._asdict()):
        return SurveyState.ANSWERED
    reason = journey_of(row._asdict()).closed_because
    if reason == SkipReason.OPTED_OUT or row.suppression_id is not None:
        return SurveyState.OPTED_OUT
    if reason in _DID_NOT_HAPPEN:
        return SurveyState.CANCELLED
    return SurveyState.CLOSED if reason else SurveyState.OPEN


def is_answered(values: Mapping[str, Any]) -> bool:
    """Whether there are answers that came in time; words that came too late, and were kept, are none."""
    return values["answers"] is not None and values["answered_at"] is not None


def _stopped(row: Row[Any]) -> StopScope | None:
    if row.suppression_id is not None:
        return StopScope.ALL
    return StopScope.JOB if row.stopped else None
