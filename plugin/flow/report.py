"""The report: both groups of a comparison with what came of them, and each branch's counts.

No person is named, nobody is ranked, and nothing is shown of a few.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from plugin.flow.outcomes import rounds_of
from plugin.proof.comparison import FEWEST, Comparison, Finding
from plugin.proof.outcome import KNOWN_AFTER, Round, went_further
from plugin.proof.statistics import Interval, Share, wilson
from plugin.report_view import ArmView, BranchView, Range, ReportView, TrialView
from plugin.runtime import Runtime
from plugin.tables import agencies, branches, candidates, journeys, reflections
from plugin.tenants.scope import Scope
from plugin.trial_tables import enrolments, holdouts

COUNTED_FOR = timedelta(days=365)


def report(runtime: Runtime, agency_id: int) -> ReportView:
    """An agency's report as it stands now."""
    now = runtime.now()
    with runtime.db.reading() as db:
        name = db.execute(select(agencies.c.name).where(agencies.c.id == agency_id)).scalar_one()
        latest = Scope(db, agency_id).first(select(holdouts).order_by(holdouts.c.id.desc()))
        trial = _trial(db, latest, now) if latest is not None else None
        return ReportView(name, trial, _branches(Scope(db, agency_id), now))


def _trial(db: Connection, trial: Row[Any], now: datetime) -> TrialView:
    enrolled = Scope(db, trial.agency_id).rows(_enrolled(trial.id))
    known = [row for row in enrolled if row.reflected_at + KNOWN_AFTER <= now]
    rounds = rounds_of(db, trial.agency_id, {row.address_hash for row in known})
    arms = {
        held_out: _share([row for row in known if row.held_out == held_out], rounds)
        for held_out in (False, True)
    }
    return trial_view(Comparison(arms[False], arms[True], trial.share), trial, len(enrolled) - len(known))


def _enrolled(holdout_id: int) -> Select[Any]:
    """The people of a comparison by the address that they have now; whoever was erased is gone from it."""
    return (
        select(candidates.c.address_hash, enrolments.c.held_out, enrolments.c.reflected_at)
        .join(journeys, journeys.c.id == enrolments.c.journey_id)
        .join(candidates, candidates.c.id == journeys.c.candidate_id)
        .where(enrolments.c.holdout_id == holdout_id, candidates.c.address_hash != "")
        .order_by(enrolments.c.id)
    )


def _share(rows: Sequence[Row[Any]], rounds: Mapping[str, Sequence[Round]]) -> Share:
    onward = sum(went_further(rounds.get(row.address_hash, []), row.reflected_at) for row in rows)
    return Share(onward, len(rows))


def trial_view(comparison: Comparison, trial: Any, waiting: int) -> TrialView:
    """A comparison as it is shown. `trial` has its share and dates."""
    hidden = comparison.finding == Finding.HIDDEN
    missing = comparison.missing
    return TrialView(
        share=trial.share,
        started_at=trial.started_at,
        stopped_at=trial.stopped_at,
        arms=(_arm("Coached", comparison.coached), _arm("Held out", comparison.held_out)),
        difference=None if hidden else _range(comparison.difference, comparison.interval),
        needed=(comparison.needed.coached, comparison.needed.held_out),
        missing=(missing.coached, missing.held_out),
        waiting=waiting,
        words=_words(comparison),
    )


def _words(comparison: Comparison) -> str:
    """What may be said, and no more."""
    missing = f"{comparison.missing.coached} more coached and {comparison.missing.held_out} more held out"
    plan = (
        f"It still needs {missing}, whose outcome is known, to see a rise from 35 to 40 in a hundred "
        "four times in five."
    )
    between = _range(comparison.difference, comparison.interval)
    match comparison.finding:
        case Finding.HIDDEN:
            return f"Not enough yet: nothing is shown of fewer than {FEWEST} people. {plan}"
        case Finding.NOT_ENOUGH:
            return f"Not enough yet to say whether coaching helps. {plan}"
        case Finding.MORE:
            return f"More of the coached went further: {_points(between)}."
        case Finding.FEWER:
            return f"Fewer of the coached went further: {_points(between)}."
        case Finding.NO_DIFFERENCE:
            return f"No difference that could not be chance: {_points(between)}."


def _points(found: Range) -> str:
    return f"{found.rate:+.1f} in a hundred (95 % interval {found.low:+.1f} to {found.high:+.1f})"


def _arm(name: str, share: Share) -> ArmView:
    if share.people < FEWEST:
        return ArmView(name, share.people, None, None)
    return ArmView(name, share.people, share.count, _range(share.rate, wilson(share)))


def _range(rate: float, interval: Interval) -> Range:
    return Range(*(round(100 * value, 1) for value in (rate, interval.low, interval.high)))


def _branches(scope: Scope, now: datetime) -> tuple[BranchView, ...]:
    """Every branch, by name: an order that says nothing of how well it does."""
    query = (
        select(
            branches.c.name,
            func.count(journeys.c.candidate_id.distinct()).label("people"),
            func.count(journeys.c.id).label("asked"),
            func.count(journeys.c.answered_at).label("answered"),
            func.count(journeys.c.coached_at).filter(reflections.c.held_out.is_(False)).label("coached"),
        )
        .join(journeys, journeys.c.branch_id == branches.c.id)
        .outerjoin(reflections, reflections.c.journey_id == journeys.c.id)
        .where(journeys.c.invited_at > now - COUNTED_FOR)
        .group_by(branches.c.id, branches.c.name)
        .order_by(branches.c.name)
    )
    return tuple(_branch(row) for row in scope.rows(query))


def _branch(row: Row[Any]) -> BranchView:
    if row.people < FEWEST:
        return BranchView(row.name, None)
    answered = Share(row.answered, row.asked)
    rate = _range(answered.rate, wilson(answered))
    return BranchView(row.name, row.asked, row.answered, row.coached, rate)
