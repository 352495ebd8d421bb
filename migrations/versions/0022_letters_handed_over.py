"""Mails that the storefront sends itself: when they were handed over, and what it said became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mailings", sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("mailings", sa.Column("outcome", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("mailings", "outcome")
    op.drop_column("mailings", "handed_at")
