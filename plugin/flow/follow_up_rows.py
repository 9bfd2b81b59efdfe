"""The rows of follow-ups: what was saved and permitted, unsealed for whoever may read it."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, Select, insert, or_, select, update

from plugin.effects import EffectKind
from plugin.follow_up import NoteToPassOn, Version, Words
from plugin.outbox.store import sequence_of
from plugin.runtime import Runtime
from plugin.tables import effects, follow_ups

KEEP_DRAFTS = timedelta(days=30)
"""How long words are kept that were saved and never given to anybody, or were taken back."""


def of_journeys(journey_ids: list[int]) -> Select[Any]:
    """The follow-ups of these journeys, in order."""
    return (
        select(follow_ups)
        .where(follow_ups.c.journey_id.in_(journey_ids))
        .order_by(follow_ups.c.journey_id, follow_ups.c.number)
    )


def opened(runtime: Runtime, row: Row[Any]) -> tuple[Words, str]:
    """What a row holds, and whom it is for; nothing once it has been forgotten."""
    stored = runtime.keys.unseal_json(row.words) if row.words is not None else {}
    return Words(stored.get("subject", ""), stored.get("body", "")), stored.get("to", "")


def keep_words(
    runtime: Runtime, db: Connection, journey: Row[Any], version: Version, words: Words, **also: Any
) -> None:
    """Write a version's words, sealed, over those that were there. Its journey is locked."""
    sealed = runtime.keys.seal_json({"to": version.to, "subject": words.subject, "body": words.body})
    values = {"words": sealed, "saved_at": runtime.now(), **also}
    this = (follow_ups.c.journey_id == journey.id) & (follow_ups.c.number == version.number)
    if not db.execute(update(follow_ups).where(this).values(**values)).rowcount:
        fresh = {"agency_id": journey.agency_id, "journey_id": journey.id, "number": version.number}
        db.execute(insert(follow_ups).values(**fresh, **values))


def is_with_consultant(row: Row[Any]) -> bool:
    """Whether the candidate has given it to be passed on, and not taken it back."""
    return row.permitted_at is not None and row.taken_back_at is None


def note_of(runtime: Runtime, row: Row[Any], zone: str) -> NoteToPassOn:
    """A follow-up that was given to the consultant, as the desk and the email show it."""

    def local(moment: datetime | None) -> datetime | None:
        return moment.astimezone(ZoneInfo(zone)) if moment else None

    words, to = opened(runtime, row)
    return NoteToPassOn(
        number=row.number,
        words=words if is_with_consultant(row) else Words(),
        asked_at=row.permitted_at.astimezone(ZoneInfo(zone)),
        to=to,
        taken_back_at=local(row.taken_back_at),
        sent_on_at=local(row.sent_on_at),
        sent_on_by=row.sent_on_by,
    )


def email_of(journey_id: int, act: int) -> ColumnElement[bool]:
    """The email about the words of an act; with the act's number below zero, the one that asks them back."""
    return effects.c.dedupe_key == f"{EffectKind.PASS_ON}:{journey_id}:{act}"


def asked_by(db: Connection, effect: Row[Any]) -> Row[Any] | None:
    """The follow-up that an email is about; None once other words have taken the place of its own."""
    act = abs(sequence_of(effect.dedupe_key))
    this = (follow_ups.c.journey_id == effect.journey_id) & (follow_ups.c.act == act)
    return db.execute(select(follow_ups).where(this)).first()


def forget_drafts(db: Connection, now: datetime) -> int:
    """Drop the words that nobody was given and that have been kept long enough; how many."""
    nobodys = or_(follow_ups.c.permitted_at.is_(None), follow_ups.c.taken_back_at.is_not(None))
    old = follow_ups.c.saved_at < now - KEEP_DRAFTS
    done = db.execute(
        update(follow_ups).where(nobodys, old, follow_ups.c.words.is_not(None)).values(words=None)
    )
    return done.rowcount
