"""The reflection deepened: its language, what its words were read as, when it was changed, what it is for"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
Moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("journeys", sa.Column("language", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("reflections", sa.Column("reading", sa.LargeBinary(), nullable=True))
    op.add_column("reflections", sa.Column("changed_at", Moment, nullable=True))
    op.add_column(
        "reflections", sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1"))
    )
    op.add_column("journeys", sa.Column("ask_again_at", Moment, nullable=True))
    op.add_column(
        "applications", sa.Column("stopped", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "drafts",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("agency_id", Id, nullable=False),
        sa.Column("journey_id", Id, nullable=False),
        sa.Column("client_hash", sa.Text(), nullable=False),
        sa.Column("wordings", Json, nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_drafts_agency_id_agencies")),
        sa.ForeignKeyConstraint(["journey_id"], ["journeys.id"], name=op.f("fk_drafts_journey_id_journeys")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("journey_id", name=op.f("uq_drafts_journey_id")),
    )
    op.create_index("ix_drafts_client", "drafts", ["agency_id", "client_hash", "made_at"])
    op.create_index("ix_drafts_made", "drafts", ["made_at"])
    op.create_table(
        "follow_ups",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("agency_id", Id, nullable=False),
        sa.Column("journey_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("saved_at", Moment, nullable=False),
        sa.Column("act", sa.Integer(), nullable=False),
        sa.Column("permitted_at", Moment, nullable=True),
        sa.Column("taken_back_at", Moment, nullable=True),
        sa.Column("sent_on_at", Moment, nullable=True),
        sa.Column("sent_on_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_follow_ups_agency_id_agencies")
        ),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journeys.id"], name=op.f("fk_follow_ups_journey_id_journeys")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint("journey_id", "number", name=op.f("uq_follow_ups_journey_id_number")),
    )
    _alerts()
    _upgrade_what_it_is_for()


def _alerts() -> None:
    """Who is told when something is serious, and how far that has come."""
    for column in ("cover_id", "manager_id"):
        op.add_column("branches", sa.Column(column, Id, nullable=True))
    op.add_column("consultants", sa.Column("away_until", Moment, nullable=True))
    op.add_column("journeys", sa.Column("alerts", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("journeys", sa.Column("alert", sa.Text(), nullable=True))
    for column in ("alerted_at", "alert_due", "taken_at"):
        op.add_column("journeys", sa.Column(column, Moment, nullable=True))
    op.add_column("journeys", sa.Column("taken_by", sa.Text(), nullable=False, server_default=sa.text("''")))
    untaken = sa.text("alerted_at IS NOT NULL AND taken_at IS NULL")
    op.create_index(
        "ix_journeys_alert",
        "journeys",
        ["agency_id", "alert_due"],
        sqlite_where=untaken,
        postgresql_where=untaken,
    )
    # A call asked for is an alert like the others now; one that waits goes as such.
    op.execute(
        "UPDATE effects SET kind = 'alert', dedupe_key = 'alert' || substr(dedupe_key, 5) WHERE kind = 'call'"
    )


def downgrade() -> None:
    _downgrade_what_it_is_for()
    op.drop_column("applications", "stopped")
    op.drop_column("journeys", "ask_again_at")
    op.drop_column("reflections", "version")
    op.drop_table("follow_ups")
    op.execute("DELETE FROM effects WHERE kind = 'alert'")
    op.drop_index("ix_journeys_alert", "journeys")
    for column in ("taken_by", "taken_at", "alert_due", "alerted_at", "alert", "alerts"):
        op.drop_column("journeys", column)
    op.drop_column("consultants", "away_until")
    for column in ("manager_id", "cover_id"):
        op.drop_column("branches", column)
    op.drop_table("drafts")
    op.drop_column("reflections", "changed_at")
    op.drop_column("reflections", "reading")
    op.drop_column("journeys", "language")


def _upgrade_what_it_is_for() -> None:
    """Where the next interview is, and the comparison that says whether coaching helps."""
    op.add_column("journeys", sa.Column("location", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column(
        "reflections", sa.Column("held_out", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )
    op.create_table(
        "holdouts",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("agency_id", Id, nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("started_at", Moment, nullable=False),
        sa.Column("stopped_at", Moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holdouts")),
        sa.ForeignKeyConstraint(["agency_id"], ["agencies.id"], name=op.f("fk_holdouts_agency_id_agencies")),
    )
    op.create_index(
        "ix_holdouts_running",
        "holdouts",
        ["agency_id"],
        unique=True,
        sqlite_where=sa.text("stopped_at IS NULL"),
        postgresql_where=sa.text("stopped_at IS NULL"),
    )
    op.create_table(
        "enrolments",
        sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("agency_id", Id, nullable=False),
        sa.Column("holdout_id", Id, nullable=False),
        sa.Column("journey_id", Id, nullable=False),
        sa.Column("address_hash", sa.Text(), nullable=False),
        sa.Column("held_out", sa.Boolean(), nullable=False),
        sa.Column("reflected_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agencies.id"], name=op.f("fk_enrolments_agency_id_agencies")
        ),
        sa.ForeignKeyConstraint(
            ["holdout_id"], ["holdouts.id"], name=op.f("fk_enrolments_holdout_id_holdouts")
        ),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journeys.id"], name=op.f("fk_enrolments_journey_id_journeys")
        ),
        sa.UniqueConstraint("holdout_id", "address_hash", name=op.f("uq_enrolments_holdout_id_address_hash")),
    )
    op.create_index("ix_enrolments_journey", "enrolments", ["journey_id"])


def _downgrade_what_it_is_for() -> None:
    op.drop_table("enrolments")
    op.drop_table("holdouts")
    op.drop_column("reflections", "held_out")
    op.drop_column("journeys", "location")
