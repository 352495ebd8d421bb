"""Notices to recipients (art. 19)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

VALUES = {
    "cause": ("erasure", "rectification", "restriction"),
    "means": ("opendsr", "webhook", "email", "manual"),
    "status": ("planned", "by_hand", "told", "answered", "excepted"),
    "answer": ("done", "nothing_held", "refused"),
    "exception_ground": ("RECIPIENT_NOTIFY_IMPOSSIBLE", "RECIPIENT_NOTIFY_DISPROPORTIONATE"),
}


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "recipient_notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("means", sa.String(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("collections", postgresql.JSONB(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("told_at", instant, nullable=True),
        sa.Column("answered_at", instant, nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("exception_ground", sa.String(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.Text(), nullable=True),
        *(
            sa.CheckConstraint(
                f'"{column}" IN ({_listed(values)})', name=op.f(f"ck_recipient_notices_{column}")
            )
            for column, values in VALUES.items()
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_requests.id"],
            name=op.f("fk_recipient_notices_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipient_notices")),
    )
    op.create_index("ix_recipient_notices_request_id", "recipient_notices", ["request_id"])


def downgrade() -> None:
    op.drop_table("recipient_notices")


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)
