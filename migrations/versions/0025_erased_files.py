"""Files that erased rows named, and tasks for those that only a person can delete (art. 17)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("erasures", sa.Column("file_outcome", postgresql.JSONB(), nullable=True))
    op.add_column("manual_tasks", sa.Column("files", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("manual_tasks", "files")
    op.drop_column("erasures", "file_outcome")
