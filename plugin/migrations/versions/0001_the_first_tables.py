"""The first tables"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "agencies",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("sealed_address_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencies")),
        sa.UniqueConstraint("name", name=op.f("uq_agencies_name")),
    )
    op.create_table(
        "branches",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("agency_id", Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("live_from", Moment, nullable=True),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("brand", Json, nullable=False),
        sa.Column("policy", Json, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_branches_agency_id_agencies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branches")),
        sa.UniqueConstraint("agency_id", "name", name=op.f("uq_branches_agency_id_name")),
    )
    op.create_table(
        "consultants",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("agency_id", Id, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_consultants_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultants")),
        sa.UniqueConstraint("agency_id", "email", name=op.f("uq_consultants_agency_id_email")),
    )
    op.create_table(
        "suppressions",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("agency_id", Id, nullable=False),
        sa.Column("address_hash", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_suppressions_agency_id_agencies")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppressions")),
        sa.UniqueConstraint("agency_id", "address_hash", name=op.f("uq_suppressions_agency_id_address_hash")),
    )
    op.create_table(
        "connections",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("agency_id", Id, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("adapter", sa.Text(), nullable=False),
        sa.Column("base_url", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("cursor", Json, nullable=False),
        sa.Column("poll_at", Moment, nullable=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_connections_agency_id_agencies")
        ),
        sa.ForeignKeyConstraint(
            ["branch_id"], ["branches.id"], name=op.f("fk_connections_branch_id_branches")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connections")),
        sa.UniqueConstraint("key", name=op.f("uq_connections_key")),
    )
    op.create_table(
        "applications",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("agency_id", Id, nullable=False),
        sa.Column("connection_id", Id, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("as_of", Moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("connection_id", "ref", name=op.f("uq_applications_connection_id_ref")),
    )
    op.create_table(
        "candidates",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("agency_id", Id, nullable=False),
        sa.Column("connection_id", Id, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("address_hash", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("said_at", Moment, nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("contact_as_of", Moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidates")),
        sa.UniqueConstraint("connection_id", "ref", name=op.f("uq_candidates_connection_id_ref")),
    )
    with op.batch_alter_table("candidates", schema=None) as batch_op:
        batch_op.create_index("ix_candidates_address", ["agency_id", "address_hash"], unique=False)

    op.create_table(
        "deliveries",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("agency_id", Id, nullable=False),
        sa.Column("connection_id", Id, nullable=True),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failing_since", Moment, nullable=True),
        sa.Column("lease_token", sa.Text(), nullable=True),
        sa.Column("lease_until", Moment, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("done_at", Moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("agency_id", "dedupe_key", name=op.f("uq_deliveries_agency_id_dedupe_key")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index(
            "ix_deliveries_body",
            ["created_at"],
            unique=False,
            postgresql_where=sa.text("body IS NOT NULL"),
            sqlite_where=sa.text("body IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_deliveries_due",
            ["lane", "due_at"],
            unique=False,
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        )
        batch_op.create_index(
            "ix_deliveries_kept",
            ["agency_id", "id"],
            unique=False,
            postgresql_where=sa.text("state IN ('unreadable', 'failed')"),
            sqlite_where=sa.text("state IN ('unreadable', 'failed')"),
        )
        batch_op.create_index(
            "ix_deliveries_leased",
            ["lease_until"],
            unique=False,
            postgresql_where=sa.text("state = 'claimed'"),
            sqlite_where=sa.text("state = 'claimed'"),
        )

    op.create_table(
        "lanes",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("agency_id", Id, nullable=False),
        sa.Column("connection_id", Id, nullable=True),
        sa.Column("served_at", Moment, nullable=False),
        sa.Column("serial", sa.Boolean(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("held_until", Moment, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("open_until", Moment, nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_lanes_agency_id_agencies")),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connections.id"], name=op.f("fk_lanes_connection_id_connections")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lanes")),
    )
    with op.batch_alter_table("lanes", schema=None) as batch_op:
        batch_op.create_index("ix_lanes_queue", ["queue"], unique=False)

    op.create_table(
        "journeys",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("agency_id", Id, nullable=False),
        sa.Column("connection_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("candidate_id", Id, nullable=False),
        sa.Column("consultant_id", Id, nullable=True),
        sa.Column("consultant_ref", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("application_ref", sa.Text(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("interviewers", Json, nullable=False),
        sa.Column("starts_at", Moment, nullable=True),
        sa.Column("ends_at", Moment, nullable=True),
        sa.Column("ends_as_of", Moment, nullable=True),
        sa.Column("debriefed", sa.Boolean(), nullable=False),
        sa.Column("said_at", Moment, nullable=False),
        sa.Column("interview", sa.Text(), nullable=False),
        sa.Column("interview_as_of", Moment, nullable=True),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("application_as_of", Moment, nullable=True),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("contact_as_of", Moment, nullable=True),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("invited_at", Moment, nullable=True),
        sa.Column("answered_at", Moment, nullable=True),
        sa.Column("coached_at", Moment, nullable=True),
        sa.Column("handled_at", Moment, nullable=True),
        sa.Column("handled_by", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_journeys_branch_id_branches")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_journeys_candidate_id_candidates")
        ),
        sa.ForeignKeyConstraint(
            ["consultant_id"], ["consultants.id"], name=op.f("fk_journeys_consultant_id_consultants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journeys")),
        sa.UniqueConstraint(
            "connection_id", "ref", "candidate_id", name=op.f("uq_journeys_connection_id_ref_candidate_id")
        ),
    )
    with op.batch_alter_table("journeys", schema=None) as batch_op:
        batch_op.create_index("ix_journeys_application", ["connection_id", "application_ref"], unique=False)
        batch_op.create_index("ix_journeys_candidate", ["candidate_id", "ends_at"], unique=False)
        batch_op.create_index(
            "ix_journeys_consultant", ["agency_id", "consultant_id", "ends_at"], unique=False
        )

    op.create_table(
        "effects",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("agency_id", Id, nullable=False),
        sa.Column("journey_id", Id, nullable=True),
        sa.Column("consultant_id", Id, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("doubtful", sa.Boolean(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failing_since", Moment, nullable=True),
        sa.Column("lease_token", sa.Text(), nullable=True),
        sa.Column("lease_until", Moment, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("done_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["consultant_id"], ["consultants.id"], name=op.f("fk_effects_consultant_id_consultants")
        ),
        sa.ForeignKeyConstraint(["journey_id"], ["journeys.id"], name=op.f("fk_effects_journey_id_journeys")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effects")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_effects_dedupe_key")),
    )
    with op.batch_alter_table("effects", schema=None) as batch_op:
        batch_op.create_index(
            "ix_effects_due",
            ["lane", "due_at"],
            unique=False,
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        )
        batch_op.create_index("ix_effects_journey", ["journey_id"], unique=False)
        batch_op.create_index(
            "ix_effects_skipped",
            ["done_at"],
            unique=False,
            postgresql_where=sa.text("state = 'skipped'"),
            sqlite_where=sa.text("state = 'skipped'"),
        )
        batch_op.create_index(
            "ix_effects_kept",
            ["agency_id", "id"],
            unique=False,
            postgresql_where=sa.text("state IN ('unknown', 'failed')"),
            sqlite_where=sa.text("state IN ('unknown', 'failed')"),
        )
        batch_op.create_index(
            "ix_effects_leased",
            ["lease_until"],
            unique=False,
            postgresql_where=sa.text("state IN ('claimed', 'sending')"),
            sqlite_where=sa.text("state IN ('claimed', 'sending')"),
        )

    op.create_table(
        "history",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("agency_id", Id, nullable=False),
        sa.Column("journey_id", Id, nullable=True),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("happened_at", Moment, nullable=False),
        sa.Column("noted_at", Moment, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["journey_id"], ["journeys.id"], name=op.f("fk_history_journey_id_journeys")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index("ix_history_journey", ["journey_id"], unique=False)

    op.create_table(
        "reflections",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("agency_id", Id, nullable=False),
        sa.Column("journey_id", Id, nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("submitted_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_reflections_agency_id_agencies")
        ),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journeys.id"], name=op.f("fk_reflections_journey_id_journeys")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflections")),
        sa.UniqueConstraint("journey_id", name=op.f("uq_reflections_journey_id")),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("agency_id", Id, nullable=False),
        sa.Column("consultant_id", Id, nullable=False),
        sa.Column("sign_in_id", Id, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("seen_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_sessions_agency_id_agencies")),
        sa.ForeignKeyConstraint(
            ["consultant_id"], ["consultants.id"], name=op.f("fk_sessions_consultant_id_consultants")
        ),
        sa.ForeignKeyConstraint(["sign_in_id"], ["effects.id"], name=op.f("fk_sessions_sign_in_id_effects")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
        sa.UniqueConstraint("sign_in_id", name=op.f("uq_sessions_sign_in_id")),
    )


def downgrade() -> None:
    op.drop_table("sessions")
    op.drop_table("reflections")
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_index("ix_history_journey")

    op.drop_table("history")
    with op.batch_alter_table("effects", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_effects_leased",
            postgresql_where=sa.text("state IN ('claimed', 'sending')"),
            sqlite_where=sa.text("state IN ('claimed', 'sending')"),
        )
        batch_op.drop_index(
            "ix_effects_skipped",
            postgresql_where=sa.text("state = 'skipped'"),
            sqlite_where=sa.text("state = 'skipped'"),
        )
        batch_op.drop_index(
            "ix_effects_kept",
            postgresql_where=sa.text("state IN ('unknown', 'failed')"),
            sqlite_where=sa.text("state IN ('unknown', 'failed')"),
        )
        batch_op.drop_index("ix_effects_journey")
        batch_op.drop_index(
            "ix_effects_due",
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        )

    op.drop_table("effects")
    with op.batch_alter_table("journeys", schema=None) as batch_op:
        batch_op.drop_index("ix_journeys_consultant")
        batch_op.drop_index("ix_journeys_candidate")
        batch_op.drop_index("ix_journeys_application")

    op.drop_table("journeys")
    with op.batch_alter_table("lanes", schema=None) as batch_op:
        batch_op.drop_index("ix_lanes_queue")

    op.drop_table("lanes")
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_deliveries_leased",
            postgresql_where=sa.text("state = 'claimed'"),
            sqlite_where=sa.text("state = 'claimed'"),
        )
        batch_op.drop_index(
            "ix_deliveries_kept",
            postgresql_where=sa.text("state IN ('unreadable', 'failed')"),
            sqlite_where=sa.text("state IN ('unreadable', 'failed')"),
        )
        batch_op.drop_index(
            "ix_deliveries_due",
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index(
            "ix_deliveries_body",
            postgresql_where=sa.text("body IS NOT NULL"),
            sqlite_where=sa.text("body IS NOT NULL"),
        )

    op.drop_table("deliveries")
    with op.batch_alter_table("candidates", schema=None) as batch_op:
        batch_op.drop_index("ix_candidates_address")

    op.drop_table("candidates")
    op.drop_table("applications")
    op.drop_table("connections")
    op.drop_table("suppressions")
    op.drop_table("consultants")
    op.drop_table("branches")
    op.drop_table("agencies")
