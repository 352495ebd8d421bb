"""Letters: what fills their templates, sealed codes and links, another known channel, who wrote."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "messages", sa.Column("facts", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False)
    )
    op.add_column("messages", sa.Column("secrets", sa.LargeBinary(), nullable=True))
    op.add_column("messages", sa.Column("to", sa.Text(), nullable=True))
    op.add_column("messages", sa.Column("author", sa.Text(), nullable=True))


def downgrade() -> None:
    for column in ("author", "to", "secrets", "facts"):
        op.drop_column("messages", column)
