"""Answers kept for a retry are sealed; those of before stay as they are for their two days."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "idempotency_records",
        sa.Column("sealed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )


def downgrade() -> None:
    # The older version can't open them: a retry is a new call there.
    op.execute("DELETE FROM idempotency_records WHERE sealed")
    op.drop_column("idempotency_records", "sealed")
