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


def downgrade() -> None:
    op.drop_column("reflections", "changed_at")
    op.drop_column("reflections", "reading")
    op.drop_column("journeys", "language")
