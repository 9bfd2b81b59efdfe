"""Alerts on the desk: who may see one, who takes it and lets go of it again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select, update

from config.languages import ENGLISH
from config.names import Queue
from plugin.alerts import Recipient, Urgency
from plugin.desk.alert_card import clock_words, is_for, told_to
from plugin.effects import EffectKind, EffectState
from plugin.flow.alerts import ALERT_SENT
from plugin.flow.compose import help_of
from plugin.flow.history import remember
from plugin.flow.progress import advance
from plugin.journeys.alerting import recipient_of
from plugin.journeys.machine import Contact, Step
from plugin.journeys.records import journey_of
from plugin.outbox.store import sequence_of
from plugin.reflection import Flag, Lane, Reflection, StillWant
from plugin.runtime import Runtime
from plugin.surveys.answers import load
from plugin.tables import branches, effects, journeys
from plugin.tenants.scope import Scope
from plugin.views import AlertCard, SignedIn

ALERT_OPEN: ColumnElement[bool] = and_(
    journeys.c.alerted_at.is_not(None), journeys.c.taken_at.is_(None), journeys.c.contact != Contact.DELETED
)
"""Whether an alert waits for somebody to take it; as `Journey.alert_open`."""
ALERT_WORDS = {
    ALERT_SENT: "{who} was asked to ring",
    Step.ALERT_TAKEN: "{who} said: I have this",
    Step.ALERT_GIVEN_BACK: "{who} gave it back",
}
_FOR_COVER = [urgency for urgency in Urgency if not urgency.for_manager]
_HARD = frozenset({Flag.CRISIS, Flag.DISTRESS})
_SENT: ColumnElement[bool] = and_(effects.c.kind == EffectKind.ALERT, effects.c.state == EffectState.DONE)


def may_see(scope: Scope, consultant_id: int, among: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a journey among these is this person's, or has an alert that may come to them or that they have
    been asked about. Wants its branch joined."""
    as_cover = and_(branches.c.cover_id == consultant_id, journeys.c.alert.in_(_FOR_COVER))
    as_manager = and_(branches.c.manager_id == consultant_id, journeys.c.alerted_at.is_not(None))
    asked = journeys.c.id.in_(_asked_about(scope, consultant_id, among))
    return or_(journeys.c.consultant_id == consultant_id, as_cover, as_manager, asked)


def _asked_about(scope: Scope, consultant_id: int, among: ColumnElement[bool]) -> Sequence[int]:
    """The journeys about whose alert, as it stands now, this person has had an email."""
    asked = scope.rows(
        select(journeys.c.id)
        .join(effects, effects.c.journey_id == journeys.c.id)
        .where(
            among, _SENT, effects.c.consultant_id == consultant_id, effects.c.done_at >= journeys.c.alerted_at
        )
        .distinct()
    )
    return [row.id for row in asked]


def sent_alerts(done: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    """Those of these effects by which somebody has been asked to ring."""
    return [one for one in done if one.kind == EffectKind.ALERT and one.state == EffectState.DONE]


def alert_card(
    runtime: Runtime, signed_in: SignedIn, row: Row[Any], sent: Sequence[Row[Any]]
) -> AlertCard | None:
    """The alert of a journey as this person may see it; None if there is none, or the answers are gone.

    `sent` are the journey's `sent_alerts`.
    """
    if row.alerted_at is None or row.answers is None:
        return None
    answers, now, zone = _answers(runtime, row), runtime.now(), ZoneInfo(row.timezone)
    flags, manager = answers.raised, _is_manager(signed_in, row, sent)
    mine = is_for(flags, manager)
    return AlertCard(
        told=told_to(flags, manager, runtime.guidance, _kept_private(answers)),
        open=journey_of(row._asdict()).alert_open,
        mine=mine,
        due=row.alert_due.astimezone(zone),
        clock=clock_words(row.alert_due, now),
        overdue=row.alert_due < now,
        for_manager=not is_for(flags, for_manager=False),
        taken_by=row.taken_by,
        taken_at=row.taken_at.astimezone(zone) if row.taken_at else None,
        help_lines=help_of(runtime, row._asdict(), ENGLISH) if mine and _HARD & flags else (),
    )


def take(runtime: Runtime, db: Connection, signed_in: SignedIn, row: Row[Any]) -> None:
    """Let this person have a journey's alert, unless somebody has it or it is not for them."""
    card = _card_now(runtime, db, signed_in, row)
    if card is None or not (card.open and card.mine):
        return
    advance(runtime, db, row.journey_id, Step.ALERT_TAKEN)
    _note(db, signed_in, row, Step.ALERT_TAKEN, signed_in.name, runtime.now())


def give_back(runtime: Runtime, db: Connection, signed_in: SignedIn, row: Row[Any]) -> set[Queue]:
    """Take that back: it is asked for anew, from now on. The queues with work due now."""
    card = _card_now(runtime, db, signed_in, row)
    if card is None or card.open or not card.mine:
        return set()
    queues = advance(runtime, db, row.journey_id, Step.ALERT_GIVEN_BACK, flags=_answers(runtime, row).raised)
    _note(db, signed_in, row, Step.ALERT_GIVEN_BACK, "", runtime.now())
    return queues


def _card_now(runtime: Runtime, db: Connection, signed_in: SignedIn, row: Row[Any]) -> AlertCard | None:
    mine = select(effects).where(_SENT, effects.c.journey_id == row.journey_id)
    sent = Scope(db, signed_in.agency_id).rows(mine)
    return alert_card(runtime, signed_in, row, sent)


def _note(
    db: Connection, signed_in: SignedIn, row: Row[Any], step: Step, taken_by: str, now: datetime
) -> None:
    """Keep who did it and when."""
    db.execute(update(journeys).where(journeys.c.id == row.journey_id).values(taken_by=taken_by))
    remember(db, row.agency_id, row.journey_id, signed_in.name, step, now, "done")


def _answers(runtime: Runtime, row: Row[Any]) -> Reflection:
    return load(runtime.keys.unseal_json(row.answers))


def _kept_private(answers: Reflection) -> frozenset[Flag]:
    """That they no longer want the job is an answer like the others: it is told by its lane alone."""
    wants = answers.shared_with(Lane.MY_CONSULTANT).still_want
    return frozenset() if wants is StillWant.NO else frozenset({Flag.WITHDRAWING})


def _is_manager(signed_in: SignedIn, row: Row[Any], sent: Sequence[Row[Any]]) -> bool:
    """Whoever sees everyone's rows is a manager, and so is whom the branch names, and whoever was asked in
    their place: but never the owner, whom it may be about."""
    me = signed_in.consultant_id
    if row.consultant_id == me:
        return False
    return (
        signed_in.sees_everyone
        or row.manager_id == me
        or any(
            recipient_of(sequence_of(one.dedupe_key)) is Recipient.MANAGER
            for one in sent
            if one.consultant_id == me and one.done_at >= row.alerted_at
        )
    )
