"""Rectifications, and single fields that are changed in the sources."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

STATUSES = ("reading", "proposed", "writing", "waiting", "done", "stopped", "cancelled")
UNDER_WAY = ("reading", "proposed", "writing", "waiting")
PURPOSES = ("rectify", "note", "statement", "mark", "clear")
STATES = (
    "proposed", "blocked", "manual", "planned", "writing", "done", "unchanged", "moved", "refused", "dropped",
)  # fmt: skip


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "rectifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("data_map_version_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("planned_by", sa.Text(), nullable=False),
        sa.Column("planned_at", instant, nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", instant, nullable=True),
        sa.Column("ended_at", instant, nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(f'"status" IN ({_listed(STATUSES)})', name=op.f("ck_rectifications_status")),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["subject_requests.id"],
            name=op.f("fk_rectifications_request_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["data_map_version_id"],
            ["data_map_versions.id"],
            name=op.f("fk_rectifications_data_map_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectifications")),
        sa.UniqueConstraint("request_id", "attempt", name=op.f("uq_rectifications_request_id_attempt")),
    )
    op.create_index(
        "uq_rectifications_under_way",
        "rectifications",
        ["request_id"],
        unique=True,
        postgresql_where=sa.text(f"status IN ({_listed(UNDER_WAY)})"),
    )
    op.create_table(
        "source_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("rectification_id", sa.Uuid(), nullable=True),
        sa.Column("restriction_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("correction", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("asked", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("job_token", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", instant, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.CheckConstraint(f'"purpose" IN ({_listed(PURPOSES)})', name=op.f("ck_source_changes_purpose")),
        sa.CheckConstraint(f'"state" IN ({_listed(STATES)})', name=op.f("ck_source_changes_state")),
        *(
            sa.ForeignKeyConstraint(
                [f"{noun}_id"],
                [f"{table}.id"],
                name=op.f(f"fk_source_changes_{noun}_id"),
                ondelete="CASCADE",
            )
            for noun, table in (
                ("request", "subject_requests"),
                ("rectification", "rectifications"),
                ("restriction", "restrictions"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_changes")),
    )
    for noun in ("request", "rectification", "restriction"):
        op.create_index(f"ix_source_changes_{noun}_id", "source_changes", [f"{noun}_id"])


def downgrade() -> None:
    op.drop_table("source_changes")
    op.drop_table("rectifications")


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)
