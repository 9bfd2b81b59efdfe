"""Follow-up emails: to whom the words go when their time has come, and from whom they are asked back."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, select, update

from integrations.mail.contract import Mailbox, Message
from plugin.brand import Brand
from plugin.effects import EffectKind
from plugin.flow.follow_up_rows import asked_by, email_of, note_of
from plugin.flow.letters import Letter, consultant_of, meeting_of
from plugin.outbox.emails.envelope import addressed
from plugin.outbox.emails.staff import pass_on_email, taken_back_email
from plugin.outbox.store import sequence_of
from plugin.runtime import Runtime
from plugin.tables import consultants, effects


def with_readers(db: Connection, letters: Sequence[Letter]) -> list[Letter]:
    """The letters, those about notes to pass on with whom they go to. Their journeys are locked."""
    return [_with_reader(db, one) if one.kind == EffectKind.PASS_ON else one for one in letters]


def compose_pass_on(runtime: Runtime, letter: Letter, brand: Brand) -> Message:
    """Give the consultant the words that the candidate allowed, or ask whoever has them not to send them."""
    meeting, now_with = meeting_of(letter.values), consultant_of(letter.values)
    link = f"{runtime.settings.base_url}/desk/{letter.journey_id}"
    with runtime.db.reading() as db:
        row = asked_by(db, letter.effect)
    note = note_of(runtime, row, letter.values["timezone"]) if row else None
    if note is not None and note.taken_back_at is None:
        email = pass_on_email(meeting, note, brand, link)
    else:
        to, reader = note.to if note else "", letter.reader.name if letter.reader else ""
        email = taken_back_email(meeting, to, brand, reader, link if letter.reader == now_with else "")
    return addressed(email, brand, letter.reader or brand.reply_to, letter.effect.dedupe_key)


def _with_reader(db: Connection, letter: Letter) -> Letter:
    """Words go to whoever looks after the candidate now, which is kept: they are asked back from the same."""
    act = sequence_of(letter.effect.dedupe_key)
    if act < 0:
        return replace(letter, reader=_who_was_given(db, letter.journey_id, -act))
    if asked_by(db, letter.effect) is None:
        return replace(letter, facts=replace(letter.facts, replaced=True))
    reader = consultant_of(letter.values)
    person = letter.values["consultant_id"] if reader else None
    db.execute(update(effects).where(effects.c.id == letter.effect.id).values(consultant_id=person))
    return replace(letter, reader=reader)


def _who_was_given(db: Connection, journey_id: int, act: int) -> Mailbox | None:
    """Whoever an act's words were sent to, at the address that they have now."""
    who = db.execute(
        select(consultants.c.email, consultants.c.name)
        .join(effects, effects.c.consultant_id == consultants.c.id)
        .where(email_of(journey_id, act))
    ).first()
    return Mailbox(who.email, who.name) if who and who.email else None
