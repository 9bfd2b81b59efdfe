"""The tables. Everything that belongs to a tenant carries `agency_id` (see `plugin.tenants.scope`)."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from plugin.columns import (
    Id,
    Json,
    agency,
    agency_unchecked,
    connection_unchecked,
    partial,
    row_id,
    work,
)
from plugin.columns import (
    metadata as metadata,
)
from plugin.db import UtcDateTime
from plugin.tables_follow_up import follow_ups as follow_ups

agencies = Table(
    "agencies",
    metadata,
    row_id(),
    Column("name", Text, nullable=False, unique=True),
    Column("timezone", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("sealed_address_key", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

branches = Table(
    "branches",
    metadata,
    row_id(),
    agency(),
    Column("name", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("live_from", UtcDateTime),
    Column("timezone", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("brand", Json, nullable=False),
    Column("policy", Json, nullable=False),
    Column("cover_id", Id),
    Column("manager_id", Id),
    UniqueConstraint("agency_id", "name"),
)

consultants = Table(
    "consultants",
    metadata,
    row_id(),
    agency(),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False, default=""),
    Column("role", Text, nullable=False),
    Column("away_until", UtcDateTime),
    UniqueConstraint("agency_id", "email"),
)

connections = Table(
    "connections",
    metadata,
    row_id(),
    agency(),
    Column("key", Text, nullable=False, unique=True),
    Column("branch_id", Id, ForeignKey("branches.id"), nullable=False),
    Column("adapter", Text, nullable=False),
    Column("base_url", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("paused", Boolean, nullable=False, default=False),
    Column("cursor", Json, nullable=False),
    Column("poll_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
)

lanes = Table(
    "lanes",
    metadata,
    Column("name", Text, primary_key=True),
    Column("queue", Text, nullable=False),
    Column("agency_id", Id, ForeignKey("agencies.id"), nullable=False),
    Column("connection_id", Id, ForeignKey("connections.id")),
    Column("served_at", UtcDateTime, nullable=False),
    Column("serial", Boolean, nullable=False, default=False),
    Column("holder", Text),
    Column("held_until", UtcDateTime),
    Column("failures", Integer, nullable=False, default=0),
    Column("open_until", UtcDateTime),
    Index("ix_lanes_queue", "queue"),
)

deliveries = Table(
    "deliveries",
    metadata,
    row_id(),
    agency_unchecked(),
    connection_unchecked(nullable=True),
    Column("dedupe_key", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("body", LargeBinary),
    *work(),
    UniqueConstraint("agency_id", "dedupe_key"),
    partial("ix_deliveries_due", "lane", "due_at", where="state = 'waiting'"),
    partial("ix_deliveries_leased", "lease_until", where="state = 'claimed'"),
    partial("ix_deliveries_kept", "agency_id", "id", where="state IN ('unreadable', 'failed')"),
    partial("ix_deliveries_body", "created_at", where="body IS NOT NULL"),
)

candidates = Table(
    "candidates",
    metadata,
    row_id(),
    agency_unchecked(),
    connection_unchecked(),
    Column("ref", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("address_hash", Text, nullable=False),
    # Of somebody whom the ATS has deleted: they can still ask by their address to be erased.
    Column("forgotten_hash", Text),
    Column("phone", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("said_at", UtcDateTime, nullable=False),
    Column("contact", Text, nullable=False),
    Column("contact_as_of", UtcDateTime),
    Column("stopped", Boolean, nullable=False, default=False, server_default=false()),
    UniqueConstraint("connection_id", "ref"),
    Index("ix_candidates_address", "agency_id", "address_hash"),
)

applications = Table(
    "applications",
    metadata,
    row_id(),
    agency_unchecked(),
    connection_unchecked(),
    Column("ref", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("as_of", UtcDateTime),
    Column("stopped", Boolean, nullable=False, default=False, server_default=false()),
    UniqueConstraint("connection_id", "ref"),
)

journeys = Table(
    "journeys",
    metadata,
    row_id(),
    agency_unchecked(),
    connection_unchecked(),
    Column("branch_id", Id, ForeignKey("branches.id"), nullable=False),
    Column("candidate_id", Id, ForeignKey("candidates.id"), nullable=False),
    Column("consultant_id", Id, ForeignKey("consultants.id")),
    Column("consultant_ref", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("application_ref", Text, nullable=False),
    Column("job", Text, nullable=False),
    Column("client", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("location", Text, nullable=False, server_default=text("''")),
    Column("interviewers", Json, nullable=False),
    Column("starts_at", UtcDateTime),
    Column("ends_at", UtcDateTime),
    Column("ends_as_of", UtcDateTime),
    Column("debriefed", Boolean, nullable=False),
    Column("said_at", UtcDateTime, nullable=False),
    Column("interview", Text, nullable=False),
    Column("interview_as_of", UtcDateTime),
    Column("application", Text, nullable=False),
    Column("application_as_of", UtcDateTime),
    Column("contact", Text, nullable=False),
    Column("contact_as_of", UtcDateTime),
    Column("stopped", Boolean, nullable=False, default=False),
    Column("ask_again_at", UtcDateTime),
    Column("invited_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("coached_at", UtcDateTime),
    Column("alerts", Integer, nullable=False, default=0, server_default=text("0")),
    Column("alert", Text),
    Column("alerted_at", UtcDateTime),
    Column("alert_due", UtcDateTime),
    Column("taken_at", UtcDateTime),
    Column("taken_by", Text, nullable=False, server_default=text("''")),
    Column("handled_at", UtcDateTime),
    Column("handled_by", Text, nullable=False, default=""),
    Column("language", Text, nullable=False, server_default=text("''")),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("connection_id", "ref", "candidate_id"),
    Index("ix_journeys_application", "connection_id", "application_ref"),
    Index("ix_journeys_candidate", "candidate_id", "ends_at"),
    Index("ix_journeys_consultant", "agency_id", "consultant_id", "ends_at"),
    partial(
        "ix_journeys_alert", "agency_id", "alert_due", where="alerted_at IS NOT NULL AND taken_at IS NULL"
    ),
)

effects = Table(
    "effects",
    metadata,
    row_id(),
    agency_unchecked(),
    Column("journey_id", Id, ForeignKey("journeys.id")),
    Column("consultant_id", Id, ForeignKey("consultants.id")),
    Column("kind", Text, nullable=False),
    Column("dedupe_key", Text, nullable=False, unique=True),
    Column("reference", Text, nullable=False, default=""),
    Column("doubtful", Boolean, nullable=False, default=False),
    Column("trouble", Text, nullable=False, default=""),
    *work(),
    partial("ix_effects_due", "lane", "due_at", where="state = 'waiting'"),
    partial("ix_effects_leased", "lease_until", where="state IN ('claimed', 'sending')"),
    partial("ix_effects_kept", "agency_id", "id", where="state IN ('unknown', 'failed')"),
    partial("ix_effects_skipped", "done_at", where="state = 'skipped'"),
    Index("ix_effects_journey", "journey_id"),
)

reflections = Table(
    "reflections",
    metadata,
    row_id(),
    agency(),
    Column("journey_id", Id, ForeignKey("journeys.id"), nullable=False, unique=True),
    Column("answers", LargeBinary, nullable=False),
    Column("reading", LargeBinary),
    Column("submitted_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime),
    Column("version", Integer, nullable=False, default=1, server_default=text("1")),
    Column("held_out", Boolean, nullable=False, server_default=text("false")),
)

drafts = Table(
    "drafts",
    metadata,
    row_id(),
    agency(),
    Column("journey_id", Id, ForeignKey("journeys.id"), nullable=False, unique=True),
    Column("client_hash", Text, nullable=False),
    Column("wordings", Json, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Index("ix_drafts_client", "agency_id", "client_hash", "made_at"),
    Index("ix_drafts_made", "made_at"),
)

suppressions = Table(
    "suppressions",
    metadata,
    row_id(),
    agency(),
    Column("address_hash", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("agency_id", "address_hash"),
)

history = Table(
    "history",
    metadata,
    row_id(),
    agency_unchecked(),
    Column("journey_id", Id, ForeignKey("journeys.id")),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("noted_at", UtcDateTime, nullable=False),
    Column("outcome", Text, nullable=False),
    Index("ix_history_journey", "journey_id"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    agency(),
    Column("consultant_id", Id, ForeignKey("consultants.id"), nullable=False),
    Column("sign_in_id", Id, ForeignKey("effects.id"), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)
