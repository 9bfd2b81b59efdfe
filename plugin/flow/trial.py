"""The comparison that says whether coaching helps: who is coached, and who is compared with them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select, update

from plugin.db import upsert
from plugin.flow.letters import Letter
from plugin.outbox.store import sequence_of
from plugin.proof.draw import is_held_out
from plugin.reflection import Flag
from plugin.runtime import Runtime
from plugin.surveys.answers import load
from plugin.tables import agencies, reflections
from plugin.trial_tables import enrolments, holdouts

NEVER_HELD_OUT = frozenset({Flag.CRISIS, Flag.DISTRESS, Flag.TREATMENT, Flag.ADJUSTMENT})
"""Who tells us of one of these gets all that we have, and is counted on neither side."""


@dataclass(frozen=True, slots=True)
class Trial:
    """An agency's running comparison. `arms` says of each candidate enrolled whether they are held out."""

    id: int
    share: int
    key: bytes = field(repr=False)
    arms: Mapping[str, bool] = field(repr=False)

    def holds_out(self, address_hash: str) -> bool:
        """Whether this candidate has been enrolled and is held out."""
        return self.arms.get(address_hash, False)

    def would_hold_out(self, address_hash: str) -> bool:
        """The same for one who may not be enrolled yet: by the draw."""
        drawn = is_held_out(self.key, address_hash, self.share)
        return self.arms.get(address_hash, drawn)


def trials_of(
    runtime: Runtime, db: Connection, agency_ids: Collection[int], hashes: Collection[str]
) -> dict[int, Trial]:
    """The comparisons that run at these agencies, with the arms of these people."""
    running = db.execute(
        select(holdouts.c.id, holdouts.c.agency_id, holdouts.c.share, agencies.c.sealed_address_key)
        .join(agencies, agencies.c.id == holdouts.c.agency_id)
        .where(holdouts.c.agency_id.in_(agency_ids), holdouts.c.stopped_at.is_(None))
    ).all()
    if not running:
        return {}
    enrolled = db.execute(
        select(enrolments.c.holdout_id, enrolments.c.address_hash, enrolments.c.held_out).where(
            enrolments.c.holdout_id.in_([row.id for row in running]),
            enrolments.c.address_hash.in_(hashes),
        )
    ).all()
    return {
        row.agency_id: Trial(
            row.id,
            row.share,
            runtime.keys.unseal(row.sealed_address_key),
            {one.address_hash: one.held_out for one in enrolled if one.holdout_id == row.id},
        )
        for row in running
    }


def is_thanked_only(runtime: Runtime, db: Connection, values: Mapping[str, Any]) -> bool:
    """Whether the candidate of an answered journey gets a plain thank-you where others get the coaching."""
    found = trials_of(runtime, db, [values["agency_id"]], [values["address_hash"]])
    trial = found.get(values["agency_id"])
    if trial is None or not values["address_hash"] or is_exempt(runtime, values):
        return False
    return trial.would_hold_out(values["address_hash"])


def is_exempt(runtime: Runtime, values: Mapping[str, Any]) -> bool:
    """Whether these answers are of a kind that is never held out."""
    return bool(NEVER_HELD_OUT.intersection(load(runtime.keys.unseal_json(values["answers"])).flags))


def enrol(runtime: Runtime, db: Connection, letter: Letter) -> None:
    """A coaching email, or the thank-you in its place, is about to go: keep which, and enrol its reader.

    A letter that comes after it changes neither.
    """
    if sequence_of(letter.effect.dedupe_key) > 0:
        return
    values = letter.values
    db.execute(
        update(reflections)
        .where(reflections.c.journey_id == letter.journey_id)
        .values(held_out=letter.held_out)
    )
    trial = trials_of(runtime, db, [values["agency_id"]], []).get(values["agency_id"])
    if trial is None or not values["address_hash"] or is_exempt(runtime, values):
        return
    db.execute(
        upsert(db, enrolments)
        .values(
            agency_id=values["agency_id"],
            holdout_id=trial.id,
            journey_id=letter.journey_id,
            address_hash=values["address_hash"],
            held_out=letter.held_out,
            reflected_at=values["submitted_at"],
        )
        .on_conflict_do_nothing()
    )
