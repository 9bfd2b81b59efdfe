"""A candidate whom the ATS has deleted can still be found by the address that they ask with"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("candidates", sa.Column("forgotten_hash", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("candidates", "forgotten_hash")
