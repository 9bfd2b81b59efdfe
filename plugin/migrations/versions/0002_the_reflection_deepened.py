"""The reflection deepened: its language, what its words were read as, and when it was changed"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

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


def downgrade() -> None:
    op.drop_column("applications", "stopped")
    op.drop_column("journeys", "ask_again_at")
    op.drop_column("reflections", "version")
    op.drop_column("reflections", "changed_at")
    op.drop_column("reflections", "reading")
    op.drop_column("journeys", "language")
