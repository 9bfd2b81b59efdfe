"""The tables of the comparison that says whether coaching helps."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from plugin.columns import Id, agency, metadata, partial, row_id
from plugin.db import UtcDateTime

holdouts = Table(
    "holdouts",
    metadata,
    row_id(),
    agency(),
    Column("share", Integer, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("stopped_at", UtcDateTime),
    partial("ix_holdouts_running", "agency_id", where="stopped_at IS NULL", unique=True),
)
"""`share` is in per cent of the candidates who reflect, from `started_at` until `stopped_at`."""

enrolments = Table(
    "enrolments",
    metadata,
    row_id(),
    agency(),
    Column("holdout_id", Id, ForeignKey("holdouts.id"), nullable=False),
    Column("journey_id", Id, ForeignKey("journeys.id"), nullable=False),
    Column("address_hash", Text, nullable=False),
    Column("held_out", Boolean, nullable=False),
    Column("reflected_at", UtcDateTime, nullable=False),
    UniqueConstraint("holdout_id", "address_hash"),
    Index("ix_enrolments_journey", "journey_id"),
)
"""Each candidate once, from their first reflection while the comparison runs."""
