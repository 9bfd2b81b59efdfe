"""Alerts: whom each email goes to when its time has come, and what is kept of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, or_, select, update

from integrations.mail.contract import Mailbox, Message
from plugin.alerts import Recipient, Urgency
from plugin.brand import Brand
from plugin.coaching.call_back import call_words
from plugin.effects import EffectKind, EffectState
from plugin.flow.history import remember
from plugin.flow.letters import Letter, language_for, meeting_of
from plugin.flow.policies import in_zone, policy_of
from plugin.journeys.alerting import call_time, recipient_of
from plugin.journeys.records import journey_of
from plugin.journeys.timing import same_local_day
from plugin.outbox.emails.envelope import addressed
from plugin.outbox.emails.staff import Alert, alert_email
from plugin.outbox.store import sequence_of
from plugin.reflection import CallBack
from plugin.runtime import Runtime
from plugin.tables import consultants, effects
from plugin.tenants import agencies

ALERT_SENT = "alert.sent"
_STANDS_IN = {
    Recipient.OWNER: (Recipient.OWNER, Recipient.COVER, Recipient.MANAGER),
    Recipient.COVER: (Recipient.COVER, Recipient.MANAGER),
    Recipient.MANAGER: (Recipient.MANAGER,),
}
"""Who gets it instead of somebody who is away or not named; after the last, whoever reads the branch's
replies. What is for the manager never falls to a consultant."""
_ID_OF = {Recipient.OWNER: "consultant_id", Recipient.COVER: "cover_id", Recipient.MANAGER: "manager_id"}


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told, and as what; None for whoever reads the branch's replies."""

    mailbox: Mailbox
    recipient: Recipient | None


def compose_alert(runtime: Runtime, letter: Letter, brand: Brand) -> Message:
    """The message of an alert's email, to whoever is there at this moment."""
    values, now = letter.values, runtime.now()
    meant = recipient_of(sequence_of(letter.effect.dedupe_key), letter.journey.alert)
    with runtime.db.reading() as db:
        told = recipient(db, values, meant, now) or Told(brand.reply_to, None)
    by = (values["alert_due"] or now).astimezone(ZoneInfo(values["timezone"]))
    alert = Alert(told.mailbox.name, told.recipient, _when(letter, by, now), by)
    link = f"{runtime.settings.base_url}/desk/{letter.journey_id}"
    email = alert_email(meeting_of(values), brand, link, alert)
    return addressed(email, brand, told.mailbox, letter.effect.dedupe_key)


def call_back_of(runtime: Runtime, db: Connection, values: Mapping[str, Any]) -> CallBack:
    """Who rings the candidate of a journey's row, and when, as they may be told now.

    It is whoever has the alert or, as long as nobody does, whoever is asked first. No time is named once it
    has gone by, or the next day: 'tomorrow' holds for one. Nobody, if nobody was asked.
    """
    now, journey = runtime.now(), journey_of(values)
    if journey.alert is None or journey.alerted_at is None:
        return CallBack()
    policy = in_zone(policy_of(values, runtime.settings.fast_clock), values["candidate_timezone"])
    first = Recipient.MANAGER if journey.alert.for_manager else Recipient.OWNER
    asked = recipient(db, values, first, now) if journey.taken_at is None else None
    name = values["taken_by"] if journey.taken_at else asked.mailbox.name if asked else ""
    if not (same_local_day(journey.alerted_at, now, policy.zone) and now <= (journey.alert_due or now)):
        return CallBack(name)
    call = call_time(journey.alerted_at, journey.alert, policy)
    return CallBack(name, call_words(call, runtime.libraries[language_for(values)]))


def recipient(db: Connection, values: Mapping[str, Any], meant: Recipient, now: datetime) -> Told | None:
    """Who gets what is meant for the owner, the cover or the manager; None if there is nobody.

    What is for the manager alone may be about the owner: for an owner who is the manager another one of the
    agency stands in.
    """
    ids = {role: values[_ID_OF[role]] for role in _STANDS_IN[meant]}
    alone = values["alert"] and Urgency(values["alert"]).for_manager
    if alone and ids[Recipient.MANAGER] == values["consultant_id"]:
        ids = {Recipient.MANAGER: _another_manager(db, values, now)}
    rows = db.execute(select(consultants).where(consultants.c.id.in_([i for i in ids.values() if i])))
    people = {row.id: row for row in rows if row.email and not (row.away_until and row.away_until > now)}
    for role, person in ids.items():
        if person in people:
            return Told(Mailbox(people[person].email, people[person].name), role)
    return None


def _another_manager(db: Connection, values: Mapping[str, Any], now: datetime) -> int | None:
    others = select(consultants.c.id).where(
        consultants.c.agency_id == values["agency_id"],
        consultants.c.role == "manager",
        consultants.c.id != values["consultant_id"],
        or_(consultants.c.away_until.is_(None), consultants.c.away_until <= now),
    )
    return db.execute(others.order_by(consultants.c.id).limit(1)).scalar()


def note_sent(db: Connection, effect: Row[Any], message: Message, now: datetime) -> None:
    """Keep who was told: whom an alert goes to is decided as it goes, and may be another one tomorrow."""
    who = message.to.name or message.to.address
    person = agencies.consultant_id(db, effect.agency_id, message.to.address)
    db.execute(update(effects).where(effects.c.id == effect.id).values(consultant_id=person))
    remember(db, effect.agency_id, effect.journey_id, who, ALERT_SENT, now, "done")


def hand_on(db: Connection, effect: Row[Any], now: datetime) -> None:
    """An alert cannot reach whom it was for: the next one waits no longer."""
    following = (
        select(effects.c.id)
        .where(
            effects.c.journey_id == effect.journey_id,
            effects.c.kind == EffectKind.ALERT,
            effects.c.state == EffectState.WAITING,
            effects.c.id > effect.id,
        )
        .order_by(effects.c.due_at)
        .limit(1)
        .scalar_subquery()
    )
    db.execute(update(effects).where(effects.c.id == following, effects.c.due_at > now).values(due_at=now))


def _when(letter: Letter, by: datetime, now: datetime) -> str:
    urgency = letter.journey.alert
    if urgency is not None and urgency.clock in (Urgency.AT_ONCE, Urgency.SOON):
        return "now"
    return "today" if same_local_day(by, now, letter.values["timezone"]) else f"on {by:%A}"
