"""Identifiers of a restricted person that the sources show, beside those of the request (art. 18(2))."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "restricted_identifiers", sa.Column("shown", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("restricted_identifiers", "shown")
