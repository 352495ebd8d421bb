"""Categories that an erasure leaves on a ground of the catalogue, with reasons (art. 12(4), 17(3))."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("erasures", sa.Column("refused", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("erasures", "refused")
